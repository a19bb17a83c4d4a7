import { expect, test } from 'vitest';
import { objectKey } from '../../../ledger/facets.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import type { KubernetesObject } from '../../../ports/cluster.ts';
import { defaultPolicy } from '../../../stages/5-cluster/defaults.ts';
import type { DesiredState } from '../desired/state.ts';
import { RbacJudge } from './rbac-judge.ts';
import { treeOf } from './tree.ts';

const RBAC = 'rbac.authorization.k8s.io';
const agent: ObjectRef = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  namespace: 'flux-system',
  name: 'production',
};

function bound(name: string, ...subjects: readonly object[]): KubernetesObject {
  return {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'cluster-admin' },
    subjects,
  };
}

const refOf = ({ apiVersion, kind, metadata }: KubernetesObject): ObjectRef => ({
  apiVersion,
  kind,
  name: metadata.name,
});
const ann = { kind: 'User', name: 'ann', apiGroup: RBAC };
const flux = { kind: 'ServiceAccount', name: 'deployer', namespace: 'flux-system' };
const ADMIN: KubernetesObject = {
  apiVersion: `${RBAC}/v1`,
  kind: 'ClusterRole',
  metadata: { name: 'cluster-admin' },
  rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
};

/** A cluster in which these bindings are live, and of which Git says but who applies it. */
function judgeOf(...live: readonly KubernetesObject[]): {
  readonly judge: RbacJudge;
  readonly state: DesiredState;
} {
  const judge = new RbacJudge(defaultPolicy('none'));
  for (const object of [ADMIN, ...live]) {
    const tree = treeOf(object);
    if (tree !== undefined) judge.put(tree);
  }
  const kustomization = {
    ...ADMIN,
    ...agent,
    metadata: { name: agent.name },
    spec: { serviceAccountName: 'deployer' },
  };
  const objects: DesiredState['objects'] = new Map([
    [objectKey(refOf(ADMIN)), { ref: refOf(ADMIN), object: ADMIN, meaning: 'admin', agent }],
    [objectKey(agent), { ref: agent, object: kustomization, meaning: '' }],
  ]);
  const state: DesiredState = {
    repository: 'r',
    commit: 'c',
    version: 'c',
    confirmedAt: 0,
    objects,
    earlier: new Map(),
    unknown: [],
  };
  judge.desire(state);
  return { judge, state };
}

test('the last binding of whoever administers the cluster is not to go, nor both of two', () => {
  const [one, two] = [bound('one', ann), bound('two', ann)];
  const only = judgeOf(one, bound('agent', flux));
  expect(only.judge.lockOut(refOf(one), [], only.state)).toContain('no user or group of people');
  const both = judgeOf(one, two, bound('agent', flux));
  expect(both.judge.lockOut(refOf(one), [], both.state)).toBeUndefined();
  expect(both.judge.lockOut(refOf(one), [refOf(two)], both.state)).toBeDefined();
});

test('where nobody administers it already, deleting takes that from nobody', () => {
  const { judge, state } = judgeOf(bound('agent', flux), bound('more', flux));
  expect(judge.lockOut(refOf(bound('more')), [], state)).toBeUndefined();
});

test('the account that the agent applies as keeps something, whoever hides behind it', () => {
  const shield = bound('shield', { kind: 'User', name: 'mallory', apiGroup: RBAC }, flux);
  const last = judgeOf(bound('people', ann), shield);
  expect(last.judge.lockOut(refOf(shield), [], last.state)).toContain('flux-system/deployer');
  const other = judgeOf(bound('people', ann), shield, bound('agent', flux));
  expect(other.judge.lockOut(refOf(shield), [], other.state)).toBeUndefined();
});

test('what cannot be read is there, and cannot be told', () => {
  const { judge } = judgeOf();
  const odd = JSON.parse(
    JSON.stringify(bound('odd', ann)).replace('"name":"odd"', '"name":"odd","labels":{"__proto__":"x"}'),
  ) as KubernetesObject;
  const judgement = judge.judge({ ref: refOf(odd), live: odd, unknown: [], actors: [] });
  expect(judgement).toMatchObject({ change: 'added', delta: { effect: 'unknown' } });
});
