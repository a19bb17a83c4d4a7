import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Guard } from '../../src/flows/guard/guard.ts';
import { RbacJudge } from '../../src/flows/guard/live/rbac-judge.ts';
import { MemoryWitness } from '../../src/flows/guard/who/witness-memory.ts';
import type { KubernetesObject } from '../../src/ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  NAMESPACES,
  ROLE_BINDINGS,
  ROLES,
} from '../../src/ports/cluster-kinds.ts';
import { FakeLedger } from '../../src/ports/ledger.fake.ts';
import { FakeTime } from '../../src/ports/time.fake.ts';
import { defaultPolicy } from '../../src/stages/5-cluster/defaults.ts';
import { FakeDesired } from './fake-desired.ts';
import { FakeRbacCluster } from './fake-rbac-cluster.ts';
import { binding, group, namespace, user } from './ground.ts';
import { GIT } from './histories/pool.ts';

const SECONDS = 60;
const EACH = 100;
const TYPES = [CLUSTER_ROLE_BINDINGS, CLUSTER_ROLES, ROLE_BINDINGS, ROLES];

async function guarded() {
  const time = new FakeTime();
  const cluster = new FakeRbacCluster();
  const desired = new FakeDesired(time);
  const ledger = new FakeLedger(time);
  const stopping = new AbortController();
  for (const name of ['kube-system', 'shop', 'flux-system']) cluster.put(NAMESPACES, namespace(name));
  for (const type of TYPES) for (const one of GIT) if (one.kind === type.kind) cluster.put(type, one);
  desired.commit(GIT);
  let deletions = 0;
  const guard = new Guard(
    { cluster: 'production' },
    {
      desired,
      live: cluster,
      judge: () => new RbacJudge(defaultPolicy('none')),
      revoke: {
        delete: (...question) => {
          deletions += 1;
          return cluster.delete(...question);
        },
      },
      ledger,
      witness: new MemoryWitness(time),
      clock: time,
      random: { bytes: (count) => randomBytes(count) },
      pause: time,
      pauses: () => Promise.resolve(undefined),
      alarm: { sound: () => {} },
    },
  );
  const running = guard.follow(stopping.signal);
  await time.advance(0);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running;
  };
  const seen = (): readonly string[] =>
    ledger.entries.flatMap(({ entry }) => (entry.type === 'drift.seen' ? [entry.object.name] : []));
  return { time, cluster, guard, stop, seen, ledger, deletions: () => deletions };
}

test('a hundred differences a second for a minute are all recorded, and taken back as the limits allow', async () => {
  const { time, cluster, guard, stop, seen, ledger, deletions } = await guarded();
  for (let second = 0; second < SECONDS; second++) {
    for (let index = 0; index < EACH; index++)
      cluster.put(ROLE_BINDINGS, binding('shop', `r-${second}-${index}`, 'support', user(`u-${index}`)));
    await time.advance(1_000);
  }
  expect(new Set(seen()).size).toBe(SECONDS * EACH);
  expect(seen()).toHaveLength(SECONDS * EACH);
  // Ten at once, and ten a minute later.
  expect(deletions()).toBe(20);
  expect(guard.status.held).toMatchObject([{ code: 'rate' }]);
  // What is remembered is what is there and differs, and nothing of how often it was looked at.
  expect(guard.status.open).toHaveLength(SECONDS * EACH - deletions());
  await time.advance(120_000);
  expect(seen()).toHaveLength(SECONDS * EACH);
  expect(deletions()).toBe(40);
  expect(ledger.entries.filter(({ entry }) => entry.type === 'guard.held')).toHaveLength(1);
  await stop();
});

test('one object that changes a hundred times a second does not fill the record, and is taken back in the end', async () => {
  const { time, cluster, guard, stop, seen, deletions } = await guarded();
  const rogue = (index: number): KubernetesObject => binding('shop', 'rogue', 'support', group(`g-${index}`));
  for (let turn = 0; turn < SECONDS * 20; turn++) {
    cluster.put(ROLE_BINDINGS, rogue(turn));
    await time.advance(50);
  }
  expect(seen().length).toBeLessThanOrEqual(30);
  expect(deletions()).toBeGreaterThan(0);
  await time.advance(120_000);
  expect(guard.status.open).toEqual([]);
  expect(await cluster.get({ type: ROLE_BINDINGS, namespace: 'shop', name: 'rogue' })).toBeUndefined();
  await stop();
});
