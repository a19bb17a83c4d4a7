import { afterEach, beforeEach, expect, test } from 'vitest';
import { guardMeters } from '../../src/entrypoints/server/guarding/meters.ts';
import { type GuardTask, guardTask } from '../../src/entrypoints/server/guarding/task.ts';
import { makeLogger } from '../../src/entrypoints/server/logger.ts';
import { Metrics } from '../../src/entrypoints/server/metrics/registry.ts';
import { Tasks } from '../../src/entrypoints/server/tasks.ts';
import type { GuardTier } from '../../src/model/drift.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { CLUSTER_ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';
import { AGENT_SPEC, account, clusterBinding, group, kustomization, user } from './ground.ts';
import { KeptText } from './kept-text.ts';
import { World } from './world.ts';

const ROGUE = clusterBinding('rogue', 'cluster-admin', user('mallory'));
const KEY = { type: CLUSTER_ROLE_BINDINGS, name: 'rogue' };

let world: World;
let metrics: Metrics;
let log: string;
let tasks: Tasks | undefined;
beforeEach(async () => {
  world = new World('few');
  metrics = new Metrics();
  log = '';
  await world.namespaces('flux-system');
  await world.agent.start();
  world.desired.commit([
    clusterBinding('platform-admins', 'cluster-admin', group('platform-admins')),
    clusterBinding('kustomize-controller', 'cluster-admin', account('flux-system', 'kustomize-controller')),
    kustomization('production', AGENT_SPEC),
  ]);
  await world.agent.apply();
});
afterEach(async () => {
  await tasks?.stop();
  tasks = undefined;
  await world.stopAll();
});

function as(user: string): Cluster {
  return world.cluster.as({ user, groups: ['system:masters'] });
}

async function guarded(
  atMost: GuardTier,
  revoker = as('revoker'),
  reconciler = as('reconciler'),
): Promise<GuardTask> {
  metrics = new Metrics();
  const logger = makeLogger({ write: (line) => void (log += line) });
  const statuses = (): GuardTask['status'][] => [task.status];
  const task: GuardTask = guardTask({
    cluster: 'production',
    atMost,
    accounts: { observer: as('observer'), revoker, reconciler },
    desired: world.desired,
    expiries: new KeptText(),
    ledger: world.ledger,
    witness: world.witness,
    clock: world.time,
    random: { bytes: (count) => new Uint8Array(count).fill(7) },
    pause: world.time,
    pauses: () => Promise.resolve(undefined),
    logger,
    meters: guardMeters(metrics, statuses),
  });
  tasks = new Tasks([task], { logger, metrics, pause: world.time });
  await world.time.advance(0);
  return task;
}

async function drifted(): Promise<boolean> {
  await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
  await world.time.advance(100);
  return (await world.root.get(KEY)) !== undefined;
}

test('what somebody grants round Git is taken away again, counted, and said in the log as an error', async () => {
  const task = await guarded('revoke');
  expect(task.status).toMatchObject({ ready: true, tier: 'revoke' });
  expect(await drifted()).toBe(false);
  const printed = metrics.print();
  expect(printed).toContain('mainward_guard_ready{cluster="production"} 1');
  expect(printed).toContain('mainward_guard_held{cluster="production",code="paused"} 0');
  expect(printed).toMatch(
    /mainward_guard_actions_total\{action="deleted",cluster="production",outcome="done"\} 1/,
  );
  expect(printed).toContain('mainward_guard_event_seconds_count{cluster="production"} 1');
  expect(log).toContain('"object":"ClusterRoleBinding rogue"');
  expect(log).toContain('"level":"error"');
  expect(log).not.toContain('mallory');
});

test.each([
  ['observe', 'observe'],
  ['alert', 'alert'],
] as const)('whatever policy says, with atMost: %s nothing is taken back', async (atMost, tier) => {
  const task = await guarded(atMost);
  expect(await drifted()).toBe(true);
  expect(task.status).toMatchObject({ tier, open: [{ change: 'added', decision: 'record' }] });
  expect(log.includes('"level":"error"')).toBe(atMost === 'alert');
  expect(metrics.print()).toContain('mainward_guard_drift_open{cluster="production"} 1');
});

test('accounts that are one and the same guard nothing', async () => {
  const task = await guarded('revoke', as('observer'));
  expect(task.status.ready).toBe(false);
  expect(await drifted()).toBe(true);
  expect(log).toContain('CONFIG_INVALID');
});

test('a guard that ends begins again, and takes up what was recorded', async () => {
  const task = await guarded('alert');
  expect(await drifted()).toBe(true);
  await tasks?.stop();
  const again = await guarded('alert');
  await world.time.advance(2_000);
  expect(again.status.open).toEqual(task.status.open);
  expect(world.story().filter((line) => line.startsWith('seen'))).toHaveLength(1);
});
