import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { judgeLedger } from '../../src/chain/ledger/invariant.ts';
import { ClusterObserver } from '../../src/flows/observe/cluster-observer.ts';
import type { KubernetesObject } from '../../src/ports/cluster.ts';
import { KUSTOMIZATIONS, NAMESPACES, ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';
import { FluxScene, OBSERVER, SOURCE } from './flux.ts';
import { NAME, REF, ROLE_BINDING, Scene } from './scene.ts';

let scene: Scene;
let flux: FluxScene;
beforeEach(async () => {
  scene = new Scene();
  flux = await FluxScene.make(scene);
  await flux.admin().create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  await flux.admin().create(KUSTOMIZATIONS, kustomization());
});
afterEach(() => {
  flux.remove();
  scene.remove();
});

function kustomization(): KubernetesObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'apps', namespace: 'flux-system' },
    spec: { path: './apps', sourceRef: { kind: 'ExternalArtifact', name: SOURCE.name } },
  };
}
const KEY = { type: KUSTOMIZATIONS, namespace: 'flux-system', name: 'apps' };

function observer(): ClusterObserver {
  return new ClusterObserver(
    {
      cluster: 'production',
      sources: [{ ...SOURCE, repository: NAME, path: scene.shop.folder, ref: REF }],
    },
    {
      git: new GitCliOpener(),
      ledger: scene.ledger,
      cluster: flux.inner.as(OBSERVER),
      clock: scene.clock,
      random: { bytes: (count) => randomBytes(count) },
    },
  );
}

/** What the agent would do: applies the bindings of these files, and says so. */
async function applied(
  commit: string,
  ...bindings: readonly (readonly [name: string, user: string])[]
): Promise<void> {
  for (const [name, user] of bindings) {
    await flux.admin().patch(
      { type: ROLE_BINDINGS, namespace: 'shop', name },
      {
        kind: 'apply',
        manager: 'kustomize-controller',
        force: true,
        body: {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'RoleBinding',
          metadata: { name, namespace: 'shop', labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' } },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
          subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
        },
      },
    );
  }
  const entries = bindings.map(([name]) => ({
    id: `shop_${name}_rbac.authorization.k8s.io_RoleBinding`,
    v: 'v1',
  }));
  const body = { status: { lastAppliedRevision: `main@sha1:${commit}`, inventory: { entries } } };
  await flux.admin().patch(KEY, { kind: 'merge', body }, { subresource: 'status' });
}

async function now(): Promise<readonly KubernetesObject[]> {
  return (await flux.admin().list(KUSTOMIZATIONS)).items;
}

/** A change that was approved lands, and is handed over. */
async function land(number: number, files: Readonly<Record<string, string>>): Promise<string> {
  const head = scene.shop.offer(number, scene.tip(), files);
  scene.approve('ben', head);
  const commit = scene.shop.merge(number, head);
  await flux.publisher().publish((await scene.observer().observe()).standing);
  return commit;
}

describe('what an agent applied', () => {
  test('is recorded with what is live of it, and by which landing it became so', async () => {
    const first = await land(7, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    const second = await land(8, { 'unrelated.txt': '1\n' });
    await applied(second, ['view', 'bob']);
    await observer().see(await now());
    expect(scene.ledger.of('agent.applied')).toMatchObject([
      {
        cluster: 'production',
        agent: { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' },
        repository: NAME,
        commit: second,
        tree: scene.shop.git('rev-parse', `${second}^{tree}`),
      },
    ]);
    expect(scene.ledger.of('object.live')).toMatchObject([
      {
        cluster: 'production',
        object: {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'RoleBinding',
          namespace: 'shop',
          name: 'view',
        },
        commit: first,
      },
    ]);
    const { changes, strays } = judgeLedger(scene.ledger.entries, { whole: true });
    expect(strays).toEqual([]);
    expect(changes.slice(1).map(({ applied: link }) => link.verdict)).toEqual(['holds', 'holds']);
    expect(JSON.stringify(scene.ledger.entries)).not.toContain('bob');
  });

  test('is said once, by whoever looks and however often', async () => {
    const commit = await land(7, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    await applied(commit, ['view', 'bob']);
    const one = observer();
    for (let time = 0; time < 2; time += 1) await one.see(await now());
    await observer().see(await now());
    const said = scene.ledger.types().filter((type) => type === 'agent.applied' || type === 'object.live');
    expect(said).toEqual(['agent.applied', 'object.live']);
  });

  test('is followed as it happens, and an object that changed is said again', async () => {
    const stop = new AbortController();
    const following = observer().follow(stop.signal);
    const first = await land(7, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    await applied(first, ['view', 'bob']);
    const second = await land(8, { 'apps/view.yaml': ROLE_BINDING('view', 'cho') });
    await applied(second, ['view', 'cho']);
    await until(() => scene.ledger.of('object.live').length === 2);
    stop.abort();
    await following;
    expect(scene.ledger.of('agent.applied').map(({ commit }) => commit)).toEqual([first, second]);
    expect(scene.ledger.of('object.live').map(({ commit }) => commit)).toEqual([first, second]);
    expect(scene.ledger.of('gap').filter(({ cluster }) => cluster !== undefined)).toEqual([]);
  });

  test('is recorded in the end where the ledger could not be written meanwhile', async () => {
    const one = observer();
    const commit = await land(7, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    await applied(commit, ['view', 'bob']);
    for (const writes of [0, 1]) {
      scene.ledger.failAfter = writes;
      await expect(one.follow(AbortSignal.timeout(60_000))).rejects.toMatchObject({
        code: 'LEDGER_UNAVAILABLE',
      });
    }
    scene.ledger.failAfter = undefined;
    const stop = new AbortController();
    const following = one.follow(stop.signal);
    await until(() => scene.ledger.of('object.live').length === 1);
    stop.abort();
    await following;
    expect(scene.ledger.of('agent.applied')).toHaveLength(1);
  });

  test('is not called live where the live object means something else, or the commit renders none', async () => {
    const commit = await land(7, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    await applied(commit, ['view', 'mallory'], ['extra', 'mallory']);
    await observer().see(await now());
    expect(scene.ledger.of('agent.applied')).toHaveLength(1);
    expect(scene.ledger.of('object.live')).toEqual([]);
  });

  test('that never landed is found', async () => {
    await land(7, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    const aside = scene.shop.offer(8, scene.tip(), { 'apps/view.yaml': ROLE_BINDING('view', 'mallory') });
    await applied(aside, ['view', 'mallory']);
    await observer().see(await now());
    await applied('f'.repeat(40));
    await observer().see(await now());
    const { strays } = judgeLedger(scene.ledger.entries, { whole: true });
    expect(strays.map(({ commit, verdict }) => [commit, verdict])).toEqual([
      [aside, 'violated'],
      ['f'.repeat(40), 'violated'],
    ]);
  });

  test('while nobody looked is said to be unknown', async () => {
    const first = await land(7, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    await applied(first, ['view', 'bob']);
    await observer().see(await now());
    scene.clock.at += 3_600_000;
    await observer().see(await now());
    expect(scene.ledger.of('gap').filter(({ cluster }) => cluster !== undefined)).toEqual([]);
    const second = await land(8, { 'apps/view.yaml': ROLE_BINDING('view', 'cho') });
    await applied(second, ['view', 'cho']);
    await observer().see(await now());
    expect(scene.ledger.of('gap').at(-1)).toMatchObject({
      cluster: 'production',
      what: 'the agents of cluster production',
      from: scene.ledger.of('agent.applied')[0]?.at,
    });
  });

  test('from another source than the verified one is said, once', async () => {
    const commit = await land(7, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    await applied(commit, ['view', 'bob']);
    await observer().see(await now());
    const body = { spec: { sourceRef: { kind: 'GitRepository', name: 'fork' } } };
    await flux.admin().patch(KEY, { kind: 'merge', body });
    for (let time = 0; time < 2; time += 1) await observer().see(await now());
    const gaps = scene.ledger.of('gap').filter(({ cluster }) => cluster !== undefined);
    expect(gaps).toMatchObject([
      {
        what: 'what Kustomization flux-system/apps applies: it follows GitRepository flux-system/fork, which is not verified, and that',
      },
    ]);
  });
});

async function until(check: () => boolean): Promise<void> {
  for (let round = 0; !check(); round += 1) {
    if (round > 500) throw new Error('It did not become so.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
