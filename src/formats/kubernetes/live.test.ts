import { expect, test } from 'vitest';
import { liveObject } from './live.ts';

/** Somewhat more than an API server keeps of one object. */
const MOST = 1_500_000;

function binding(subject: string): object {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'long' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'all' },
    subjects: [{ kind: 'User', name: subject }],
  };
}

test('an object that is made to be hard to read is read all the same', () => {
  for (const part of ['a', '\u0001', '"', '\\', '\u{1f600}'])
    expect(liveObject(binding(part.repeat(MOST / part.length)), 'live')?.name).toBe('long');
  const rule = { verbs: [''], nonResourceURLs: [''] };
  const rules = Array.from({ length: MOST / 6 }, () => rule);
  expect(liveObject({ ...binding(''), kind: 'ClusterRole', rules }, 'live')?.name).toBe('long');
});
