import { expect, test } from 'vitest';
import { keptObject } from './object.ts';

const ref = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', namespace: 'shop', name: 'reader' };
const object = { apiVersion: ref.apiVersion, kind: 'Role', metadata: { namespace: 'shop', name: 'reader' } };

test('what is kept is told as it was, and what it does not have is not there', () => {
  const bare = keptObject({ ref, object, meaning: 'm' });
  expect(bare).toMatchObject({ ref, object, meaning: 'm' });
  expect(Object.keys(bare)).not.toContain('agent');
  expect(Object.keys(bare)).not.toContain('at');
  const at = { path: 'a.yaml', line: 1, column: 1, endLine: 2, endColumn: 1 };
  const whole = keptObject({ ref, object, meaning: 'm', agent: ref, at });
  expect(whole).toMatchObject({ ref, object, meaning: 'm', agent: ref, at });
});
