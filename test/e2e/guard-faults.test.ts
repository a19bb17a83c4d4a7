import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { collectionPath, withQuery } from '../../src/adapters/cluster-kubernetes/paths.ts';
import { CLUSTER_ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';
import { eventually, make } from '../../src/ports/cluster-rig.conformance.ts';
import {
  AGENT_SPEC,
  clusterBinding,
  FOLDER,
  filesOf,
  GROUND,
  group,
  kustomization,
  PEOPLE,
  user,
} from '../guard/ground.ts';
import { type GuardWish, policyFiles } from '../guard/policy.ts';
import { may } from '../guard/way.ts';
import { RealHands } from './guard-hands.ts';
import { type GuardedStage, setGuardedStage } from './guarded-stage.ts';

const WISH: GuardWish = { tier: 'revoke', admission: 'observe', graceSeconds: 2 };
/** Nothing is pruned: what Git has no more stays, so that what a guard makes of it is seen. */
const KEEPING: typeof GROUND = {
  ...GROUND,
  'agent.yaml': (GROUND['agent.yaml'] ?? []).map((one) =>
    one.kind === 'Kustomization' ? kustomization('production', { ...AGENT_SPEC, prune: false }) : one,
  ),
};

let stage: GuardedStage;
let hands: RealHands;
let from: number;
let number = 0;
beforeAll(async () => {
  stage = await setGuardedStage(WISH);
  await stage.land(filesOf(KEEPING));
  hands = new RealHands(stage.plane.api, { land: async () => undefined, restart: async () => undefined });
});
beforeEach(async () => {
  from = await stage.record.settled();
});
afterAll(async () => stage?.stop());

/** Ann grants somebody everything; the name of the binding. */
async function grant(): Promise<string> {
  number += 1;
  const name = `by-hand-${number}`;
  const object = clusterBinding(name, 'cluster-admin', user(`mallory-${number}`));
  const step = { do: 'create', type: CLUSTER_ROLE_BINDINGS, object } as const;
  expect(await hands.play(PEOPLE.ann, step)).toEqual({ done: true });
  return name;
}

async function isThere(name: string): Promise<boolean> {
  return (await stage.admin.get({ type: CLUSTER_ROLE_BINDINGS, name })) !== undefined;
}

/** It is taken back, and recorded once. */
async function takenBack(name: string): Promise<void> {
  await stage.telling(async () => {
    await eventually(async () => expect(await isThere(name)).toBe(false));
    await eventually(async () => {
      const ended = await stage.record.of('drift.ended', from);
      expect(ended.map(({ entry }) => entry.object.name)).toContain(name);
    });
    const seen = await stage.record.of('drift.seen', from);
    expect(seen.filter(({ entry }) => entry.object.name === name)).toHaveLength(1);
  });
}

/** Deletions that were tried. */
async function deletions(): Promise<readonly string[]> {
  const acted = await stage.record.of('drift.acted', from);
  return acted.flatMap(({ entry }) => (entry.action === 'deleted' ? [entry.object.name] : []));
}

describe('an API server', () => {
  test('that is stopped for a while is guarded when it goes on', async () => {
    stage.plane.api.process().process.kill('SIGSTOP');
    const granted = grant();
    await sleep(4_000);
    stage.plane.api.process().process.kill('SIGCONT');
    await takenBack(await granted);
  });

  test('that is killed is guarded from the first moment on at which it is there again', async () => {
    await stage.plane.api.process().end();
    await sleep(1_000);
    await stage.plane.api.restart();
    await takenBack(await grant());
  });

  test('that forgot what happened while nobody looked (410 Gone) is listed anew', async () => {
    const { resourceVersion } = await stage.admin.list(CLUSTER_ROLE_BINDINGS);
    stage.server.signal('SIGSTOP');
    const names = [await grant(), await grant()];
    await stage.plane.api.restart();
    const query = { watch: '1', timeoutSeconds: '1', resourceVersion };
    const path = withQuery(collectionPath(CLUSTER_ROLE_BINDINGS, undefined), query);
    expect((await stage.plane.api.send('GET', path)).body).toMatchObject({ object: { code: 410 } });
    stage.server.signal('SIGCONT');
    for (const name of names) await takenBack(name);
  });
});

describe('a guard', () => {
  test('that is killed after it recorded and before it deleted does so when it is back, and says it once', async () => {
    stage.gate.close();
    const name = await grant();
    await eventually(async () => {
      const seen = await stage.record.of('drift.seen', from);
      expect(seen.map(({ entry }) => entry.object.name)).toContain(name);
    });
    await stage.server.kill();
    stage.gate.open();
    expect(await isThere(name)).toBe(true);
    expect(await deletions()).toEqual([]);
    await stage.telling(() => stage.server.start());
    await takenBack(name);
    expect(await deletions()).toEqual([name]);
  });

  test('does no harm beside another one', async () => {
    const { server, record } = await stage.another();
    try {
      const since = await record.size();
      const names: string[] = [];
      for (let round = 0; round < 8; round += 1) names.push(await grant());
      for (const name of names) await eventually(async () => expect(await isThere(name)).toBe(false));
      await Promise.all([stage.record.settled(), record.settled()]);
      // The slower one may see that an object is gone before it has looked at it.
      const both = [...(await stage.record.since(from)), ...(await record.since(since))];
      const told = both.flatMap(({ entry }) =>
        entry.type === 'drift.acted' || entry.type === 'drift.seen' ? [entry] : [],
      );
      expect(told.flatMap((one) => (one.type === 'drift.seen' ? one.object.name : []))).toEqual(
        expect.arrayContaining(names),
      );
      expect(told.filter((one) => !names.includes(one.object.name))).toEqual([]);
      const outcomes = told.flatMap((one) => (one.type === 'drift.acted' ? one.outcome : []));
      expect(outcomes.filter((one) => one === 'done')).toHaveLength(names.length);
      expect(outcomes.filter((one) => !['done', 'gone', 'changed'].includes(one))).toEqual([]);
      expect(await stage.admin.allows(may('sam', 'list pods'))).toBe(true);
    } finally {
      await server.kill();
    }
  });

  test('does nothing that only an unverified commit says', async () => {
    const { 'support.yaml': _support, 'shop.yaml': _shop, ...fewer } = KEEPING;
    const more = { ...fewer, 'more.yaml': [clusterBinding('more', 'cluster-admin', user('mallory'))] };
    stage.repository.smuggle(filesOf(more));
    await sleep(7_000);
    // The audit log may still name whoever made an earlier difference.
    const told = await stage.record.since(from);
    expect(told.filter(({ entry }) => entry.type !== 'drift.attributed')).toEqual([]);
    await takenBack(await grant());
    expect(await stage.admin.allows(may('sam', 'list pods'))).toBe(true);
    await stage.land({ ...filesOf(KEEPING), [`${FOLDER}/more.yaml`]: null });
  });

  test('never deletes what the last administrators hold', async () => {
    const { 'administrators.yaml': _gone, ...without } = KEEPING;
    await stage.land({ ...filesOf(without), [`${FOLDER}/administrators.yaml`]: null });
    await eventually(async () => {
      const seen = await stage.record.of('drift.seen', from);
      expect(seen.map(({ entry: { object, code } }) => [object.name, code])).toEqual([
        ['platform-admins', 'lock-out'],
      ]);
    });
    await stage.record.settled();
    expect(await deletions()).toEqual([]);
    expect(await isThere('platform-admins')).toBe(true);
    await stage.land(filesOf(KEEPING));
  });

  test.each([
    ['shrunk by more than half', ['agent.yaml', 'mainward.yaml', 'administrators.yaml']],
    ['as good as empty', ['agent.yaml']],
  ])('writes nothing when what Git wants is %s', async (_, kept) => {
    const fewer = Object.fromEntries(Object.entries(KEEPING).filter(([path]) => kept.includes(path)));
    await stage.land(filesOf(fewer));
    const name = await grant();
    await stage.telling(() =>
      eventually(async () => {
        const held = await stage.record.of('guard.held', from);
        expect(held.map(({ entry }) => [entry.code, entry.held])).toContainEqual(['mass-change', true]);
      }),
    );
    await stage.record.settled();
    expect(await stage.record.of('drift.acted', from)).toEqual([]);
    expect(await isThere(name)).toBe(true);
    expect(await stage.admin.allows(may('sam', 'list pods'))).toBe(true);
    await stage.land(filesOf(KEEPING));
    await takenBack(name);
  });

  test('keeps to its limit in a storm, and records all of it', async () => {
    const limits = { perMinute: 20, perHour: 1_000 };
    await stage.land(policyFiles({ ...WISH, limits }));
    const storm = Array.from({ length: 1_000 }, (_, index) =>
      make(
        CLUSTER_ROLE_BINDINGS,
        { name: `storm-${index}` },
        {
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
          subjects: [group(`storm-${index}`)],
        },
      ),
    );
    const began = Date.now();
    for (const [index, object] of storm.entries()) {
      await sleep(Math.max(0, began + index * 10 - Date.now()));
      await stage.admin.create(CLUSTER_ROLE_BINDINGS, object);
    }
    await stage.telling(() =>
      eventually(async () => {
        const seen = await stage.record.of('drift.seen', from);
        expect(new Set(seen.map(({ entry }) => entry.object.name)).size).toBe(storm.length);
        const held = await stage.record.of('guard.held', from);
        expect(held.map(({ entry }) => entry.code)).toContain('rate');
      }),
    );
    const acted = (await stage.record.of('drift.acted', from)).map(({ entry }) => Date.parse(entry.at));
    expect(acted.length).toBeGreaterThan(0);
    for (const at of acted)
      expect(acted.filter((one) => one >= at && one < at + 60_000).length).toBeLessThanOrEqual(
        limits.perMinute,
      );
  });
});
