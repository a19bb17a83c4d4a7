import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { makeLogger } from '../../src/entrypoints/server/logger.ts';
import { Metrics } from '../../src/entrypoints/server/metrics/registry.ts';
import { Tasks } from '../../src/entrypoints/server/tasks.ts';
import { composeWatching } from '../../src/entrypoints/server/watching.ts';
import { MainwardError } from '../../src/model/errors.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { KUSTOMIZATIONS } from '../../src/ports/cluster-kinds.ts';
import { FluxScene, OBSERVER, SOURCE } from './flux.ts';
import { NAME, REF, Scene } from './scene.ts';

let scene: Scene;
let flux: FluxScene;
let tasks: Tasks | undefined;
let log: string;
let metrics: Metrics;

beforeEach(async () => {
  scene = new Scene();
  flux = await FluxScene.make(scene);
  log = '';
  metrics = new Metrics();
  await flux.admin().create(KUSTOMIZATIONS, {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'apps', namespace: 'flux-system' },
    spec: { path: './apps', sourceRef: { kind: 'ExternalArtifact', name: SOURCE.name } },
  });
});
afterEach(async () => {
  await tasks?.stop();
  flux.remove();
  scene.remove();
});

function watch(observer: Cluster = flux.inner.as(OBSERVER)): void {
  const logger = makeLogger({ write: (line) => void (log += line) });
  const watching = composeWatching({
    config: {
      repositories: [{ name: NAME, path: scene.shop.folder, ref: REF, policy: '.mainward' }],
      sources: [{ ...SOURCE, repository: NAME, cluster: 'production' }],
    },
    clusters: new Map([
      ['production', { observer }],
      ['staging', { observer: flux.inner.as({ user: 'nobody', groups: [] }) }],
    ]),
    git: new GitCliOpener(),
    ledger: scene.ledger,
    clock: scene.clock,
    random: { bytes: (count) => randomBytes(count) },
    logger,
    metrics,
  });
  expect(watching.map(({ name }) => name)).toEqual(['watch production']);
  const pause = {
    pause: (_: number, signal: AbortSignal) => sleep(10, undefined, { signal }).catch(() => undefined),
  };
  tasks = new Tasks(watching, { logger, metrics, pause });
}

async function applied(commit: string): Promise<void> {
  const key = { type: KUSTOMIZATIONS, namespace: 'flux-system', name: 'apps' };
  const body = { status: { lastAppliedRevision: `main@sha1:${commit}` } };
  await flux.admin().patch(key, { kind: 'merge', body }, { subresource: 'status' });
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}

const said = (): readonly string[] => scene.ledger.of('agent.applied').map(({ commit }) => commit);

test('what agents of a cluster with sources apply is recorded as they say it', async () => {
  watch();
  await applied(scene.base);
  await until(() => said().length === 1);
  expect(said()).toEqual([scene.base]);
  expect(metrics.print()).toContain('mainward_cluster_unwatched{cluster="production"} 0');
});

test('what could not be recorded is recorded later, although nothing new happens', async () => {
  scene.ledger.failAfter = 0;
  watch();
  await applied(scene.base);
  await until(() => log.includes('task failed'));
  scene.ledger.failAfter = undefined;
  await until(() => said().length === 1);
  expect(said()).toEqual([scene.base]);
});

test('a watch that is interrupted is said to be, until it goes on', async () => {
  const inner = flux.inner.as(OBSERVER);
  const back = Promise.withResolvers<void>();
  const outage = new MainwardError('CLUSTER_UNREACHABLE', 'The API server does not answer.');
  watch({
    list: (type, options) => inner.list(type, options),
    get: (key) => inner.get(key),
    create: (type, object) => inner.create(type, object),
    patch: (key, patch, options) => inner.patch(key, patch, options),
    delete: (key, preconditions) => inner.delete(key, preconditions),
    issue: (question) => inner.issue(question),
    allows: (question) => inner.allows(question),
    whoAmI: () => inner.whoAmI(),
    watch: async function* (type, options, signal) {
      yield { kind: 'interrupted', error: outage };
      await back.promise;
      yield* inner.watch(type, options, signal);
    },
  });
  await until(() => log.includes('watch interrupted'));
  expect(metrics.print()).toContain('mainward_cluster_unwatched{cluster="production"} 1');
  expect(log).toContain('CLUSTER_UNREACHABLE');
  back.resolve();
  await applied(scene.base);
  await until(() => said().length === 1);
  expect(metrics.print()).toContain('mainward_cluster_unwatched{cluster="production"} 0');
});
