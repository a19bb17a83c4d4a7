import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { liveObject } from '../../src/formats/kubernetes/live.ts';
import { rbacMeaning } from '../../src/stages/5-cluster/meaning.ts';
import { NAME } from '../thread/scene.ts';
import {
  agent,
  binding,
  bindingKey,
  DesiredScene,
  FILES,
  kustomization,
  ROOT,
  summary,
} from './desired-scene.ts';

let scene: DesiredScene;
beforeEach(() => {
  scene = new DesiredScene();
});
afterEach(() => {
  scene.remove();
});

describe('the desired state', () => {
  test('is what agents apply of the verified commit, each object with its place and whoever applies it', async () => {
    const commit = scene.land(FILES);
    const state = await scene.now();
    expect(summary(state)).toEqual([
      'Kustomization flux-system/root <- root',
      'Kustomization flux-system/shop <- root',
      'RoleBinding shop/view <- shop',
    ]);
    expect(state).toMatchObject({ repository: NAME, commit, unknown: [], confirmedAt: scene.scene.clock.at });
    expect(state.objects.get(bindingKey('view'))).toMatchObject({
      agent: agent('shop'),
      at: { path: 'tenants/shop/view.yaml', line: 1, repository: NAME, commit },
      object: { metadata: { name: 'view', namespace: 'shop' } },
    });
    expect(state.roster?.people).toHaveLength(4);
  });

  test('means of an object what is live of it once an agent and the API server have added theirs', async () => {
    scene.land(FILES);
    const desired = (await scene.now()).objects.get(bindingKey('view'));
    const live = liveObject(
      {
        ...desired?.object,
        metadata: {
          ...desired?.object.metadata,
          uid: 'u',
          resourceVersion: '7',
          labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop' },
        },
      },
      'live',
    );
    expect(live && rbacMeaning(live)).toBe(desired?.meaning);
  });

  test('begins at a folder where no file has the root, which is then not among what is desired', async () => {
    scene.land(FILES);
    const { file: _file, ...name } = ROOT as Extract<typeof ROOT, { file: string }>;
    const state = await scene.now(scene.source([{ ...name, name: 'elsewhere', path: 'tenants/shop' }]));
    expect(summary(state)).toEqual(['RoleBinding shop/view <- elsewhere']);
  });

  test('has of an object that Flux is told to leave alone nobody who applies it', async () => {
    const alone = binding('view', 'ann').replace(
      'namespace: shop',
      'namespace: shop, annotations: {kustomize.toolkit.fluxcd.io/ssa: Ignore}',
    );
    scene.land({ ...FILES, 'tenants/shop/view.yaml': alone });
    expect(summary(await scene.now())).toContain('RoleBinding shop/view <- nobody');
  });

  test('is rendered as Flux renders it', async () => {
    scene.land({
      ...FILES,
      'clusters/production/shop.yaml': kustomization(
        'shop',
        './tenants/shop',
        `  targetNamespace: other
  patches:
    - target: {kind: RoleBinding}
      patch: '[{op: replace, path: /subjects/0/name, value: bob}]'
`,
      ),
    });
    const found = (await scene.now()).objects.get(bindingKey('view', 'other'));
    expect(found?.object).toMatchObject({ subjects: [{ name: 'bob' }] });
  });

  test('does not hold what is applied to another cluster', async () => {
    scene.land({
      ...FILES,
      'clusters/production/shop.yaml': kustomization(
        'shop',
        './tenants/shop',
        '  kubeConfig: {secretRef: {name: other}}\n',
      ),
    });
    const state = await scene.now();
    expect(summary(state)).not.toContain('RoleBinding shop/view <- shop');
    expect(state.unknown).toEqual([]);
  });
});

describe('what counts', () => {
  test('moves on with what is verified, and with nothing else', async () => {
    const source = scene.source();
    expect((await source.current())?.objects.size).toBe(0);
    const first = scene.land(FILES);
    const before = await scene.now(source);
    scene.scene.clock.at += 60_000;
    const again = await scene.now(source);
    expect(again).toEqual({ ...before, confirmedAt: before.confirmedAt + 60_000 });
    expect(before.commit).toBe(first);
    scene.land({ 'tenants/shop/view.yaml': binding('view', 'mallory') }, false);
    expect(await scene.now(source)).toEqual(again);
    const mended = scene.land({ 'tenants/shop/view.yaml': binding('view', 'ann') });
    const after = await scene.now(source);
    expect(after.commit).toBe(mended);
    expect(after.objects.get(bindingKey('view'))?.meaning).toBe(
      before.objects.get(bindingKey('view'))?.meaning,
    );
    expect(after.version).not.toBe(before.version);
  });

  test.each([true, false])('never goes back with the ref (handed over: %s)', async (isHandedOver) => {
    const old = scene.land({ ...FILES, 'tenants/shop/view.yaml': binding('view', 'leaver') });
    const source = scene.source();
    await source.current();
    const commit = scene.land({ 'tenants/shop/view.yaml': binding('view', 'ann') });
    await scene.observer.observe();
    if (isHandedOver) await scene.handOver(commit);
    const before = await scene.now(source);
    scene.scene.shop.git('update-ref', 'refs/heads/main', old);
    expect((await scene.now(source)).objects).toEqual(before.objects);
    const restarted = await scene.source().current();
    expect(restarted?.objects).toEqual(isHandedOver ? before.objects : undefined);
  });

  test('is guarded by the Guard of the commit', async () => {
    scene.land({
      ...FILES,
      '.mainward/guard.yaml': `apiVersion: mainward.dev/v1alpha1
kind: Guard
metadata: {name: production}
spec: {cluster: production, tier: revoke}
---
apiVersion: mainward.dev/v1alpha1
kind: Guard
metadata: {name: staging}
spec: {cluster: staging}
`,
    });
    expect((await scene.now()).policy).toMatchObject({ name: 'production', tier: 'revoke' });
  });

  test('is hinted at by what is recorded of the repository', async () => {
    scene.land(FILES);
    const ending = new AbortController();
    const hints = scene.source().hints(ending.signal);
    const first = hints.next();
    await scene.observer.observe();
    expect(await first).toEqual({ done: false, value: undefined });
    ending.abort();
    await hints.return(undefined);
  });
});
