import { expect, test } from 'vitest';
import { systemPause } from '../../src/adapters/system/pause.ts';
import { PAYLOAD } from '../../src/entrypoints/server/fixtures/drift.ts';
import { meaningOfAnswer } from '../../src/flows/guard/audit/meaning.ts';
import { renderTrees } from '../../src/flows/guard/desired/point.ts';
import { type Proposal, propose } from '../../src/flows/guard/proposal/propose.ts';
import { objectKey } from '../../src/ledger/facets.ts';
import type { ObjectRef } from '../../src/model/ledger.ts';
import type { SourceTree } from '../../src/model/tree.ts';
import type { KubernetesObject } from '../../src/ports/cluster.ts';
import { agent, binding, kustomization, ROOT, SOURCE } from './desired-scene.ts';

const NAME = 'shop';
const place = {
  roots: [{ ...ROOT, repository: NAME }],
  sources: [{ ...SOURCE, repository: NAME, path: '', ref: 'refs/heads/main' }],
};

function treeOf(files: Readonly<Record<string, string>>): SourceTree {
  const all = new Map(Object.entries(files));
  return {
    repository: NAME,
    entries: [...all.keys()].sort().map((path) => ({ path, kind: 'file', size: -1 })),
    has: (path) => all.has(path),
    read: (path) => (all.has(path) ? new TextEncoder().encode(all.get(path)) : undefined),
  };
}

const AGENTS = {
  'clusters/production/sync.yaml': kustomization('root', './clusters/production'),
  'clusters/production/shop.yaml': kustomization('shop', './tenants/shop'),
};
const refOf = (name: string): ObjectRef => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  namespace: 'shop',
  name,
});

function live(name: string, ...users: readonly string[]): KubernetesObject {
  const { apiVersion, kind, ...rest } = refOf(name);
  return {
    apiVersion,
    kind,
    metadata: { ...rest, uid: 'u' },
    subjects: users.map((user) => ({ kind: 'User', name: user, apiGroup: 'rbac.authorization.k8s.io' })),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  };
}

async function offered(
  files: Readonly<Record<string, string>>,
  ref: ObjectRef,
  object: KubernetesObject | undefined,
): Promise<Proposal> {
  const tree = treeOf({ ...AGENTS, ...files });
  const render = async (one: SourceTree) =>
    (await renderTrees(new Map([[NAME, one]]), place, systemPause)).objects;
  const desired = await render(tree);
  return propose({
    detail: {
      record: {
        id: 3,
        cluster: 'production',
        object: ref,
        change: object === undefined ? 'removed' : desired.has(objectKey(ref)) ? 'changed' : 'added',
        effect: 'grants',
        danger: 'high',
        repository: NAME,
        commit: 'a'.repeat(40),
        tier: 'observe',
        decision: 'record',
        seenAt: '2026-11-27T09:00:00.000Z',
        actions: [],
        actors: [],
        delta: PAYLOAD.delta,
      },
      payload: { undo: '', ...(object === undefined ? {} : { live: JSON.stringify(object) }) },
    },
    tree,
    ref: 'refs/heads/main',
    desired,
    requirements: [
      {
        name: 'access',
        paths: ['tenants/**'],
        kinds: ['RoleBinding'],
        approvals: [{ group: 'security', count: 2 }],
        signed: true,
        at: { path: 'x', line: 1, column: 1, endLine: 1, endColumn: 1 },
      },
    ],
    render,
    meaningOf: meaningOfAnswer,
  });
}

test('who must agree is who policy asks for these files and this kind', async () => {
  const files = {
    'tenants/shop/kustomization.yaml': 'resources: [view.yaml]\n',
    'tenants/shop/view.yaml': binding('view', 'ann'),
  };
  expect((await offered(files, refOf('view'), live('view', 'ann', 'eve'))).approvals).toEqual([
    '2 of security (access)',
  ]);
  const agents = { ...agent('shop') };
  const object = {
    ...agents,
    metadata: { name: 'shop', namespace: 'flux-system' },
    spec: {
      path: './tenants/shop',
      prune: false,
      interval: '10m',
      sourceRef: { kind: 'ExternalArtifact', name: 'shop' },
    },
  };
  const { apiVersion, kind, metadata, spec } = object;
  const changed = await offered(files, agents, { apiVersion, kind, metadata, spec });
  expect([changed.approvals, changed.unknown, changed.files]).toEqual([
    [],
    [],
    ['clusters/production/shop.yaml'],
  ]);
});

test.each([
  ['listed in a line', 'resources: [view.yaml]\n', 'resources:\n  - view.yaml\n  - rolebinding-new.yaml\n'],
  [
    'listed one below the other',
    'resources:\n# these\n- view.yaml # old\n',
    'resources:\n# these\n- view.yaml # old\n- rolebinding-new.yaml\n',
  ],
])('a new file is added to what is %s', async (_, list, wanted) => {
  const files = { 'tenants/shop/kustomization.yaml': list, 'tenants/shop/view.yaml': binding('view', 'ann') };
  const { diff, unknown } = await offered(files, refOf('new'), live('new', 'eve'));
  expect(unknown).toEqual([]);
  const added = wanted.split('\n').filter((line) => line !== '' && !list.split('\n').includes(line));
  for (const line of added) expect(diff).toContain(`\n+${line}\n`);
});

test('a new file needs no list where the agent applies the whole folder', async () => {
  const { files, unknown } = await offered(
    { 'tenants/shop/view.yaml': binding('view', 'ann') },
    refOf('new'),
    live('new', 'eve'),
  );
  expect([files, unknown]).toEqual([['tenants/shop/rolebinding-new.yaml'], []]);
});

test('a new file takes no name that is taken', async () => {
  const { files } = await offered(
    { 'tenants/shop/rolebinding-new.yaml': binding('view', 'ann') },
    refOf('new'),
    live('new', 'eve'),
  );
  expect(files).toEqual(['tenants/shop/rolebinding-new-2.yaml']);
});

test('an object in one line is written anew, and its comment stays', async () => {
  const text =
    '# Why: see the plan.\n{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: view, namespace: shop}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}, subjects: []}\n';
  const { diff, unknown } = await offered(
    { 'tenants/shop/view.yaml': text },
    refOf('view'),
    live('view', 'eve'),
  );
  expect(unknown).toEqual([]);
  expect(diff).toContain('\n # Why: see the plan.\n-{apiVersion');
});

test('what was removed goes out of its file and its list, or the file goes', async () => {
  const list = 'resources:\n  - view.yaml\n  - more.yaml\n';
  const files = {
    'tenants/shop/kustomization.yaml': list,
    'tenants/shop/view.yaml': binding('view', 'ann'),
    'tenants/shop/more.yaml': `${binding('one', 'ben')}---\n${binding('two', 'cy')}`,
  };
  const whole = await offered(files, refOf('view'), undefined);
  expect([whole.unknown, whole.files]).toEqual([
    [],
    ['tenants/shop/kustomization.yaml', 'tenants/shop/view.yaml'],
  ]);
  expect(whole.diff).toContain('\n-  - view.yaml\n');
  const part = await offered(files, refOf('one'), undefined);
  expect([part.unknown, part.files]).toEqual([[], ['tenants/shop/more.yaml']]);
});

test('what more than its file makes is left to people', async () => {
  const patch =
    'patches:\n  - target: {kind: RoleBinding, name: view}\n    patch: |-\n      - {op: replace, path: /subjects/0/name, value: patched}\n';
  const files = {
    'tenants/shop/kustomization.yaml': `resources: [view.yaml]\n${patch}`,
    'tenants/shop/view.yaml': binding('view', 'ann'),
  };
  const { diff, commands, unknown } = await offered(files, refOf('view'), live('view', 'eve'));
  expect([diff, commands]).toEqual(['', []]);
  expect(unknown).toEqual([
    'the object is made by more than its file, such as a patch, a generator or a list',
  ]);
});

test('what has no neighbours goes where the cluster’s agents are', async () => {
  const alone = await offered(
    {},
    { ...refOf('new'), namespace: 'other' },
    {
      ...live('new', 'eve'),
      metadata: { name: 'new', namespace: 'other' },
    },
  );
  expect(alone.files).toEqual(['clusters/production/rolebinding-new.yaml']);
});
