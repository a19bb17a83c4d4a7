import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemPause } from '../../src/adapters/system/pause.ts';
import { StandInAgent } from '../../src/entrypoints/demo/agent/agent.ts';
import type { KubernetesObject } from '../../src/ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  KUSTOMIZATIONS,
  NAMESPACES,
  ROLE_BINDINGS,
  SERVICE_ACCOUNTS,
} from '../../src/ports/cluster-kinds.ts';
import { FluxScene, SOURCE } from './flux.ts';
import { ROLE_BINDING, Scene } from './scene.ts';

let scene: Scene;
let flux: FluxScene;
let server: Server;
/** What is served in place of an archive. */
let served: ((bytes: Buffer) => Buffer) | undefined;
let agent: StandInAgent;

beforeEach(async () => {
  served = undefined;
  scene = new Scene();
  flux = await FluxScene.make(scene);
  server = createServer((request, answer) => {
    archive(request.url?.split('/').at(-1) ?? '').then(
      (bytes) => {
        answer.statusCode = bytes === undefined ? 404 : 200;
        return answer.end(bytes);
      },
      () => answer.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  flux.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const admin = flux.admin();
  await admin.create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  await admin.create(SERVICE_ACCOUNTS, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'deployer', namespace: 'flux-system' },
  });
  await admin.create(CLUSTER_ROLE_BINDINGS, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'deployer' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' },
    subjects: [{ kind: 'ServiceAccount', name: 'deployer', namespace: 'flux-system' }],
  });
  await admin.create(KUSTOMIZATIONS, kustomization('deployer'));
  agent = new StandInAgent({
    cluster: admin,
    as: (user) => flux.inner.as({ user, groups: [] }),
    clock: scene.clock,
    pause: systemPause,
  });
});
afterEach(() => {
  server.close();
  flux.remove();
  scene.remove();
});

async function archive(token: string): Promise<Buffer | undefined> {
  const found = await flux.artifacts.open(token);
  if (found === undefined) return undefined;
  const parts: Uint8Array[] = [];
  for await (const part of found.content) parts.push(part);
  const bytes = Buffer.concat(parts);
  return served?.(bytes) ?? bytes;
}

function kustomization(serviceAccountName: string): KubernetesObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'apps', namespace: 'flux-system' },
    spec: {
      path: './apps',
      prune: true,
      serviceAccountName,
      sourceRef: { kind: 'ExternalArtifact', name: SOURCE.name },
    },
  };
}

async function land(number: number, files: Readonly<Record<string, string>>): Promise<string> {
  const head = scene.shop.offer(number, scene.tip(), files);
  scene.approve('ben', head);
  const commit = scene.shop.merge(number, head);
  await flux.publisher().publish((await scene.observer().observe()).standing);
  return commit;
}

async function status(): Promise<unknown> {
  const key = { type: KUSTOMIZATIONS, namespace: 'flux-system', name: 'apps' };
  return (await flux.admin().get(key))?.['status'];
}
async function live(name: string): Promise<KubernetesObject | undefined> {
  return flux.admin().get({ type: ROLE_BINDINGS, namespace: 'shop', name });
}

describe('the agent of the demo', () => {
  test('applies what is handed over as the account that it is told to be, and says so as Flux does', async () => {
    const commit = await land(7, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    await agent.reconcile();
    expect(await live('view')).toMatchObject({
      metadata: { labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' } },
      subjects: [{ name: 'bob' }],
    });
    expect(await status()).toMatchObject({
      lastAppliedRevision: `main@sha1:${commit}`,
      lastAttemptedRevision: `main@sha1:${commit}`,
      inventory: { entries: [{ id: 'shop_view_rbac.authorization.k8s.io_RoleBinding', v: 'v1' }] },
      conditions: [{ type: 'Ready', status: 'True', message: `Applied revision: main@sha1:${commit}` }],
    });
  });

  test('removes what is no longer there, and nothing that it did not apply', async () => {
    await land(7, {
      'apps/kustomization.yaml': 'resources: [view.yaml, more.yaml]\n',
      'apps/more.yaml': ROLE_BINDING('more', 'cho'),
    });
    await agent.reconcile();
    expect(await live('more')).toBeDefined();
    await land(8, { 'apps/kustomization.yaml': 'resources: [view.yaml]\n' });
    await agent.reconcile();
    expect(await live('more')).toBeUndefined();
    expect(await live('view')).toBeDefined();
  });

  test('applies nothing as an account that may not, and no archive that is not the announced one', async () => {
    await flux
      .admin()
      .patch(
        { type: KUSTOMIZATIONS, namespace: 'flux-system', name: 'apps' },
        { kind: 'merge', body: { spec: { serviceAccountName: 'nobody' } } },
      );
    await land(7, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    await agent.reconcile();
    expect(await status()).toMatchObject({
      conditions: [
        { status: 'False', message: expect.stringContaining('serviceaccount:flux-system:nobody') },
      ],
    });
    expect(await live('view')).toBeUndefined();
    served = (bytes) => Buffer.concat([bytes, Buffer.from('x')]);
    await land(8, { 'apps/view.yaml': ROLE_BINDING('view', 'cho') });
    await agent.reconcile();
    expect(await status()).toMatchObject({
      conditions: [{ status: 'False', message: expect.stringContaining('does not match sha256:') }],
    });
    expect(await live('view')).toBeUndefined();
  });

  test('gives back what somebody changed when it is asked to, once', async () => {
    await land(7, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    await agent.reconcile();
    const binding = { type: ROLE_BINDINGS, namespace: 'shop', name: 'view' };
    const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'mal' }];
    const change = (): Promise<unknown> => flux.admin().patch(binding, { kind: 'merge', body: { subjects } });
    await change();
    await agent.reconcile();
    expect(await live('view')).toMatchObject({ subjects });
    const key = { type: KUSTOMIZATIONS, namespace: 'flux-system', name: 'apps' };
    const annotations = { 'reconcile.fluxcd.io/requestedAt': '2026-03-01T10:00:00Z' };
    await flux.admin().patch(key, { kind: 'merge', body: { metadata: { annotations } } });
    await agent.reconcile();
    expect(await live('view')).toMatchObject({ subjects: [{ name: 'bob' }] });
    expect(await status()).toMatchObject({ lastHandledReconcileAt: '2026-03-01T10:00:00Z' });
    await change();
    await agent.reconcile();
    expect(await live('view')).toMatchObject({ subjects });
  });

  test('follows what happens by itself, and tries again what failed', async () => {
    const stop = new AbortController();
    const running = agent.run(stop.signal);
    served = () => Buffer.from('nothing');
    await land(7, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    await until(async () => JSON.stringify([await status()]).includes('False'));
    served = undefined;
    scene.clock.at += 5_000;
    await until(async () => (await live('view')) !== undefined);
    stop.abort();
    await running;
  });
});

async function until(check: () => Promise<boolean>): Promise<void> {
  for (let round = 0; !(await check()); round += 1) {
    if (round > 500) throw new Error('It did not become so.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
