import { describe, expect, it } from 'vitest';
import type { GuardPolicy } from '../model/policy.ts';
import { demandOneGuardEach } from './guard-policy.ts';
import { readPolicyFile } from './read.ts';

function read(spec: Readonly<Record<string, string>> = {}, name = 'eu'): GuardPolicy {
  const lines = Object.entries({ cluster: 'prod-eu', ...spec }).map(([key, value]) => `  ${key}: ${value}\n`);
  const text = `apiVersion: mainward.dev/v1alpha1\nkind: Guard\nmetadata: {name: ${name}}\nspec:\n${lines.join('')}`;
  const [guard] = readPolicyFile(new TextEncoder().encode(text), { path: 'guard.yaml' }).guards;
  if (guard === undefined) throw new Error('There is no Guard in it.');
  return guard;
}

describe('a Guard', () => {
  it('observes where it says nothing else', () => {
    expect(read()).toEqual({
      name: 'eu',
      cluster: 'prod-eu',
      tier: 'observe',
      graceSeconds: 5,
      known: [],
      alertOnly: [],
      administrators: [],
      limits: { perMinute: 10, perHour: 50 },
      admission: { mode: 'observe' },
      pause: { groups: [], longestMinutes: 240 },
      at: expect.objectContaining({ path: 'guard.yaml', line: 1 }),
    });
  });

  it('is read with all that it says', () => {
    const guard = read({
      tier: 'revoke',
      graceSeconds: '0',
      known:
        '[{kind: ClusterRole, name: "crossplane:*", reason: made by Crossplane}, {kind: RoleBinding, namespace: "*", name: "*", by: "system:serviceaccount:olm:olm", reason: made by OLM}]',
      alertOnly: '[{kind: RoleBinding, namespace: "on-call-*", name: "*", reason: ask first}]',
      administrators:
        '[{kind: Group, name: admins}, {kind: ServiceAccount, namespace: flux-system, name: kustomize-controller}]',
      limits: '{perHour: 5}',
      admission: '{mode: enforce, refuseFrom: high}',
      pause: '{groups: [on-call], longestMinutes: 30}',
    });
    expect(guard.known).toEqual([
      { kind: 'ClusterRole', namespace: '', name: 'crossplane:*', reason: 'made by Crossplane' },
      {
        kind: 'RoleBinding',
        namespace: '*',
        name: '*',
        by: 'system:serviceaccount:olm:olm',
        reason: 'made by OLM',
      },
    ]);
    expect(guard).toMatchObject({
      tier: 'revoke',
      graceSeconds: 0,
      alertOnly: [{ namespace: 'on-call-*' }],
      administrators: [{ name: 'admins' }, { namespace: 'flux-system' }],
      limits: { perMinute: 10, perHour: 5 },
      admission: { mode: 'enforce', refuseFrom: 'high' },
      pause: { groups: ['on-call'], longestMinutes: 30 },
    });
  });

  const known = (one: string): Record<string, string> => ({ known: `[{${one}, reason: x}]` });
  it.each([
    ['a tier that does not exist', { tier: 'enforce' }],
    ['no cluster', { cluster: '""' }],
    ['a grace below nothing', { graceSeconds: '-1' }],
    ['a grace of more than ten minutes', { graceSeconds: '601' }],
    ['a pause of days', { pause: '{longestMinutes: 241}' }],
    ['a limit of nothing', { limits: '{perMinute: 0}' }],
    ['every ClusterRole known', known('kind: ClusterRole, name: "*"')],
    ['every RoleBinding known', known('kind: RoleBinding, namespace: "*", name: "*"')],
    ['every kind known', known('kind: "*", namespace: "*", name: "*"')],
    ['everything known by anybody', known('kind: Role, namespace: "*", name: "*", by: "*"')],
    ['a regular expression', known('kind: ClusterRole, name: "^system:.+$"')],
    ['a wildcard that is none here', known('kind: ClusterRole, name: "system:**"')],
    ['more wildcards than are needed', known('kind: ClusterRole, name: "*a*b*c*d*"')],
    ['a pattern that no cluster role matches', known('kind: ClusterRole, namespace: web, name: x')],
    ['a pattern that no role matches', known('kind: Role, name: x')],
    ['an exception without a reason', { alertOnly: '[{kind: ClusterRole, name: x}]' }],
    ['an account without its namespace', { administrators: '[{kind: ServiceAccount, name: x}]' }],
    ['a group in a namespace', { administrators: '[{kind: Group, name: x, namespace: y}]' }],
    ['a severity that does not exist', { admission: '{refuseFrom: fatal}' }],
    ['a field that does not exist', { mode: 'revoke' }],
  ] as [string, Record<string, string>][])('is refused with %s', (_, spec) => {
    expect(() => read(spec)).toThrow(expect.objectContaining({ code: 'POLICY_INVALID' }));
  });
});

describe('several Guards', () => {
  it('are of different clusters, and have names of their own', () => {
    expect(() => demandOneGuardEach([read(), read({ cluster: 'prod-us' }, 'us')])).not.toThrow();
    expect(() => demandOneGuardEach([read(), read({}, 'us')])).toThrow(/has another Guard, eu/);
    expect(() => demandOneGuardEach([read(), read({ cluster: 'prod-us' })])).toThrow(/another Guard eu/);
  });
});
