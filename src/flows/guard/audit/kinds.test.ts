import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FEEDING_KINDS } from '../../../stages/4-agent/meaning.ts';
import { GRANTING_KINDS } from '../../../stages/5-cluster/read.ts';
import { WATCHED_KINDS } from './kinds.ts';
import { meaningOfAnswer } from './meaning.ts';

test('every kind that is guarded is witnessed', () => {
  expect([...WATCHED_KINDS.values()]).toEqual(expect.arrayContaining([...GRANTING_KINDS, ...FEEDING_KINDS]));
});

test('the policy that is shipped sends every kind that is witnessed', () => {
  const policy = readFileSync(new URL('../../../../deploy/guard/audit-policy.yaml', import.meta.url), 'utf8');
  for (const name of WATCHED_KINDS.keys()) {
    const [group = '', resource = ''] = name.split('/');
    const [rule = ''] = policy.split('- group: ').filter((one) => one.startsWith(`${group}\n`));
    expect(rule, name).toMatch(new RegExp(`\\b${resource}\\b`));
  }
});

test('what tells an agent what to apply has a meaning, too', () => {
  const made = (path: string, uid: string) =>
    meaningOfAnswer({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'apps', namespace: 'flux-system', uid },
      spec: { path, prune: true, suspend: false },
    });
  expect(made('./apps', 'a')).toBe(made('./apps', 'b'));
  expect(made('./apps', 'a')).not.toBe(made('./evil', 'a'));
});
