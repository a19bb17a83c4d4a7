import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesCluster } from '../../src/adapters/cluster-kubernetes/client.ts';
import type { DesiredState } from '../../src/flows/guard/desired/state.ts';
import { liveObject } from '../../src/formats/kubernetes/live.ts';
import { objectKey } from '../../src/ledger/facets.ts';
import type { KubernetesObject, ResourceType } from '../../src/ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  EXTERNAL_ARTIFACTS,
  KUSTOMIZATIONS,
  NAMESPACES,
  ROLE_BINDINGS,
  ROLES,
} from '../../src/ports/cluster-kinds.ts';
import { eventually, make } from '../../src/ports/cluster-rig.conformance.ts';
import { feedMeaning } from '../../src/stages/4-agent/meaning.ts';
import { rbacMeaning } from '../../src/stages/5-cluster/meaning.ts';
import { agent, binding, DesiredScene, kustomization, SOURCE } from '../guard/desired-scene.ts';
import { ADMIN, type ControlPlane, startControlPlane } from './control-plane.ts';

const role = (name: string, rest: string): string =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: ${name}${rest}\n`;
const LISTED = binding('listed', 'ann').replaceAll('\n', '\n    ').trimEnd();

const FILES: Readonly<Record<string, string>> = {
  'clusters/production/sync.yaml': kustomization('root', './clusters/production'),
  'clusters/production/built.yaml': kustomization('built', './tenants/built'),
  'clusters/production/plain.yaml': kustomization('plain', './tenants/plain'),
  'clusters/production/moved.yaml': kustomization(
    'moved',
    './tenants/moved',
    `  targetNamespace: other
  namePrefix: pre-
  commonMetadata: {labels: {team: x}, annotations: {note: y}}
  patches:
    - target: {kind: RoleBinding, name: view}
      patch: |
        - {op: add, path: /subjects/-, value: {kind: Group, name: added, apiGroup: rbac.authorization.k8s.io}}
`,
  ),
  'clusters/production/varied.yaml': kustomization(
    'varied',
    './tenants/varied',
    '  postBuild: {substitute: {who: ann}}\n',
  ),
  'tenants/built/kustomization.yaml': `resources: [../base, roles.yaml]
namespace: shop
nameSuffix: -v1
labels: [{pairs: {app: built}}]
patches:
  - target: {kind: ClusterRole, name: reading}
    patch: |
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: reading}
      rules: [{apiGroups: [''], resources: [pods, services], verbs: [list, get]}]
`,
  'tenants/built/roles.yaml': [
    role('reading', '}\nrules: [{apiGroups: [""], resources: [pods], verbs: [get]}]'),
    role(
      'part',
      ', labels: {aggregate-to-all: "true"}}\nrules: [{apiGroups: [apps], resources: ["*"], verbs: [get]}]',
    ),
    role(
      'all',
      '}\naggregationRule: {clusterRoleSelectors: [{matchLabels: {aggregate-to-all: "true"}}]}\nrules: []',
    ),
  ].join('---\n'),
  'tenants/base/kustomization.yaml': 'resources: [role.yaml, binding.yaml]\n',
  'tenants/base/role.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: base}
rules: [{apiGroups: [''], resources: [secrets], verbs: [get], resourceNames: [one]}]
`,
  'tenants/base/binding.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: base}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: base}
subjects: [{kind: ServiceAccount, name: bot}]
`,
  'tenants/plain/one.yaml': `${binding('one', 'ann')}---\n${binding('two', 'bob')}`,
  'tenants/plain/list.yaml': `apiVersion: v1\nkind: List\nitems:\n  - ${LISTED}\n`,
  'tenants/plain/deep/below.yaml': binding('below', 'cy'),
  'tenants/plain/own/kustomization.yaml': 'namePrefix: own-\nresources: [x.yaml]\n',
  'tenants/plain/own/x.yaml': binding('x', 'dee'),
  'tenants/plain/alone.yaml': binding('alone', 'ann').replace(
    'namespace: shop',
    'namespace: shop, annotations: {kustomize.toolkit.fluxcd.io/ssa: Ignore}',
  ),
  'tenants/moved/view.yaml': binding('view', 'ann'),
  'tenants/varied/fixed.yaml': binding('fixed', 'ann'),
  'tenants/varied/loose.yaml': binding('loose', '"${who}"'),
};
const AGENTS = ['root', 'built', 'plain', 'moved', 'varied'];

let plane: ControlPlane;
let admin: KubernetesCluster;
let scene: DesiredScene;
let server: Server;
let desired: DesiredState;

beforeAll(async () => {
  scene = new DesiredScene();
  const commit = scene.land(FILES);
  desired = await scene.now();
  const { folder } = scene.scene.shop;
  const archive = execFileSync('git', ['-C', folder, 'archive', '--format=tar.gz', commit]);
  server = createServer((_request, answer) => answer.end(archive)).listen(0, '127.0.0.1');
  plane = await startControlPlane();
  admin = await plane.as(ADMIN);
  for (const name of ['shop', 'other', 'flux-system'])
    await admin.create(NAMESPACES, make(NAMESPACES, { name }));
  await plane.startKustomizeController();
  await publish(archive, commit);
  const root = desired.objects.get(objectKey(agent('root')))?.object;
  if (root === undefined) throw new Error('Nothing is desired.');
  await admin.create(KUSTOMIZATIONS, root);
  for (const name of AGENTS)
    await eventually(async () => {
      const found = await admin.get({ type: KUSTOMIZATIONS, name, namespace: 'flux-system' });
      const { lastAppliedRevision } = (found?.['status'] ?? {}) as { readonly lastAppliedRevision?: string };
      if (lastAppliedRevision !== `main@sha1:${commit}`)
        throw new Error(`${name} is not applied: ${JSON.stringify(found?.['status'])}`);
    });
});
afterAll(async () => {
  await plane?.stop();
  server?.close();
  scene?.remove();
});

async function publish(archive: Buffer, commit: string): Promise<void> {
  const spec = { sourceRef: { apiVersion: 'v1', kind: 'Namespace', name: 'shop' } };
  await admin.create(EXTERNAL_ARTIFACTS, make(EXTERNAL_ARTIFACTS, SOURCE, { spec }));
  const time = new Date().toISOString();
  const artifact = {
    path: 'x.tar.gz',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${'c'.repeat(43)}/x.tar.gz`,
    revision: `main@sha1:${commit}`,
    digest: `sha256:${createHash('sha256').update(archive).digest('hex')}`,
    size: archive.length,
    lastUpdateTime: time,
  };
  const ready = {
    type: 'Ready',
    status: 'True',
    reason: 'Succeeded',
    message: 'x',
    lastTransitionTime: time,
  };
  const body = { status: { artifact, conditions: [ready] } };
  const key = { type: EXTERNAL_ARTIFACTS, ...SOURCE };
  await admin.patch(key, { kind: 'merge', body }, { subresource: 'status' });
}

/** By key: what is live and bears the label of an agent, with its meaning and that agent's name. */
async function applied(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const types: readonly ResourceType[] = [
    ROLES,
    CLUSTER_ROLES,
    ROLE_BINDINGS,
    CLUSTER_ROLE_BINDINGS,
    KUSTOMIZATIONS,
  ];
  for (const type of types)
    for (const object of (await admin.list(type)).items) {
      const { labels = {}, name, namespace } = object.metadata;
      const owner = labels['kustomize.toolkit.fluxcd.io/name'];
      if (owner === undefined) continue;
      const { apiVersion, kind } = object;
      const key = objectKey({ apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) });
      found.set(key, `${owner}: ${meaningOf(object)}`);
    }
  return found;
}

function meaningOf(object: KubernetesObject): string | undefined {
  const read = liveObject(object, 'live');
  return (read === undefined ? undefined : rbacMeaning(read)) ?? feedMeaning(object);
}

describe('what is desired by a commit', () => {
  test('is what the real kustomize-controller makes of it, object by object, by the same agents', async () => {
    const live = await applied();
    const kept = [...desired.objects].filter(([, { agent: by }]) => by !== undefined);
    const told = new Map(kept.map(([key, one]) => [key, `${one.agent?.name}: ${one.meaning}`]));
    const loose = [...live.keys()].filter((key) => key.includes('"loose"'));
    expect(loose).toHaveLength(1);
    const others = new Map([...live].filter(([key]) => !loose.includes(key)));
    expect(others).toEqual(told);
    expect(told.size).toBeGreaterThan(14);
  });

  test('says which object it does not know, because the cluster fills it in', () => {
    expect(desired.unknown).toEqual([expect.stringContaining('RoleBinding shop/loose holds a variable')]);
  });

  test('has what Flux is told to leave alone, and nobody who applies it', async () => {
    const alone = [...desired.objects.values()].find(({ ref }) => ref.name === 'alone');
    expect(alone).toBeDefined();
    expect(alone).not.toHaveProperty('agent');
    expect(await admin.get({ type: ROLE_BINDINGS, name: 'alone', namespace: 'shop' })).toBeUndefined();
  });
});
