import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesCluster } from '../../src/adapters/cluster-kubernetes/client.ts';
import type { KubernetesObject } from '../../src/ports/cluster.ts';
import {
  EXTERNAL_ARTIFACTS,
  KUSTOMIZATIONS,
  NAMESPACES,
  ROLE_BINDINGS,
  SERVICE_ACCOUNTS,
} from '../../src/ports/cluster-kinds.ts';
import { keyOf, make } from '../../src/ports/cluster-rig.conformance.ts';
import { run } from '../support/project.ts';
import { ADMIN, type ControlPlane, startControlPlane } from './control-plane.ts';

const NAMESPACE = 'shop';
const COMMIT = '1'.repeat(40);
const RBAC = 'rbac.authorization.k8s.io';

let plane: ControlPlane;
let admin: KubernetesCluster;
let folder: string;
let server: Server;
let tarball: Buffer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-flux-'));
  tarball = tarballOf({ 'live/binding.yaml': JSON.stringify(binding('readers', 'view')) });
  server = createServer((_request, answer) => answer.end(tarball)).listen(0, '127.0.0.1');
  plane = await startControlPlane();
  admin = await plane.as(ADMIN);
  for (const name of [NAMESPACE, 'flux-system']) await admin.create(NAMESPACES, make(NAMESPACES, { name }));
  for (const name of ['deployer', 'onlooker']) {
    await admin.create(SERVICE_ACCOUNTS, make(SERVICE_ACCOUNTS, { name, namespace: NAMESPACE }));
    const bound = binding(name, name === 'deployer' ? 'admin' : 'view', name);
    await admin.create(ROLE_BINDINGS, bound);
  }
  await plane.startKustomizeController();
  await publish();
});
afterAll(async () => {
  await plane?.stop();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the real kustomize-controller', () => {
  test('applies an artifact that a third party publishes, as the account it is told to be', async () => {
    const conditions = await reconciled('deployer');
    expect(conditions).toContainEqual(
      expect.objectContaining({
        type: 'Ready',
        status: 'True',
        message: `Applied revision: main@sha1:${COMMIT}`,
      }),
    );
    const live = await admin.get({ type: ROLE_BINDINGS, name: 'readers', namespace: NAMESPACE });
    expect(live).toMatchObject({ roleRef: { name: 'view' } });
    expect(live?.metadata['managedFields']).toMatchObject([
      { manager: 'kustomize-controller', operation: 'Apply' },
    ]);
  });

  test('applies nothing as an account that may not', async () => {
    await admin.delete({ type: ROLE_BINDINGS, name: 'readers', namespace: NAMESPACE });
    const conditions = await reconciled('onlooker');
    expect(conditions).toContainEqual(
      expect.objectContaining({
        type: 'Ready',
        status: 'False',
        message: expect.stringContaining(`system:serviceaccount:${NAMESPACE}:onlooker`),
      }),
    );
    expect(await admin.get({ type: ROLE_BINDINGS, name: 'readers', namespace: NAMESPACE })).toBeUndefined();
  });
});

function binding(name: string, role: string, account = 'app'): KubernetesObject {
  const subjects = [{ kind: 'ServiceAccount', name: account, namespace: NAMESPACE }];
  const roleRef = { apiGroup: RBAC, kind: 'ClusterRole', name: role };
  return make(ROLE_BINDINGS, { name, namespace: NAMESPACE }, { roleRef, subjects });
}

function tarballOf(files: Readonly<Record<string, string>>): Buffer {
  const tree = join(folder, 'tree');
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(tree, path, '..'), { recursive: true });
    writeFileSync(join(tree, path), content);
  }
  const made = run('tar', ['-czf', join(folder, 'artifact.tar.gz'), '-C', tree, '.']);
  expect(made.status, made.stderr).toBe(0);
  return readFileSync(join(folder, 'artifact.tar.gz'));
}

/** As a source of its own would: the artifact, then a status that says where it is and that it is ready. */
async function publish(): Promise<void> {
  const spec = { sourceRef: { apiVersion: 'v1', kind: 'Namespace', name: NAMESPACE } };
  const source = make(EXTERNAL_ARTIFACTS, { name: 'verified', namespace: NAMESPACE }, { spec });
  await admin.create(EXTERNAL_ARTIFACTS, source);
  const time = new Date().toISOString();
  const artifact = {
    path: 'verified.tar.gz',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${'c'.repeat(43)}/verified.tar.gz`,
    revision: `main@sha1:${COMMIT}`,
    digest: `sha256:${createHash('sha256').update(tarball).digest('hex')}`,
    size: tarball.length,
    lastUpdateTime: time,
  };
  const ready = {
    type: 'Ready',
    status: 'True',
    reason: 'Verified',
    message: 'verified',
    lastTransitionTime: time,
  };
  const body = { status: { artifact, conditions: [ready] } };
  await admin.patch(keyOf(EXTERNAL_ARTIFACTS, source), { kind: 'merge', body }, { subresource: 'status' });
}

/** The conditions of a new Kustomization once it has been reconciled, whatever came of it. */
async function reconciled(account: string): Promise<readonly unknown[]> {
  const spec = {
    interval: '1h',
    prune: true,
    path: './live',
    serviceAccountName: account,
    sourceRef: { kind: 'ExternalArtifact', name: 'verified' },
  };
  const wish = make(KUSTOMIZATIONS, { name: account, namespace: NAMESPACE }, { spec });
  await admin.create(KUSTOMIZATIONS, wish);
  const end = AbortSignal.timeout(60_000);
  for await (const event of admin.watch(KUSTOMIZATIONS, { namespace: NAMESPACE }, end)) {
    if (event.kind === 'interrupted') continue;
    const objects = event.kind === 'listed' ? event.list.items : [event.object];
    for (const object of objects.filter(({ metadata }) => metadata.name === account)) {
      const conditions = conditionsOf(object);
      if (conditions.some(({ type, status }) => type === 'Ready' && status !== 'Unknown')) return conditions;
    }
  }
  throw new Error(
    `${account} is not reconciled: ${JSON.stringify(await admin.get(keyOf(KUSTOMIZATIONS, wish)))}`,
  );
}

function conditionsOf(
  object: KubernetesObject,
): readonly { readonly type: string; readonly status: string }[] {
  const status = object['status'] as
    | { readonly conditions?: readonly { type: string; status: string }[] }
    | undefined;
  return status?.conditions ?? [];
}
