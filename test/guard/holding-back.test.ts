import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { CLUSTER_ROLE_BINDINGS, ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';
import { POLICY } from './fake-desired.ts';
import { binding, clusterBinding, PODS, role, user } from './ground.ts';
import { GIT, ROGUE, setScene } from './scene.ts';

import type { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await setScene();
});
afterEach(() => world.stopAll());

describe('nothing is done', () => {
  test('while the ledger cannot be written, and everything afterwards', async () => {
    await world.start();
    world.ledger.isUnavailable = true;
    await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    await world.time.advance(10_000);
    expect(world.written).toEqual([]);
    expect(world.alerts.filter(({ kind }) => kind === 'failed')).toHaveLength(1);
    world.ledger.isUnavailable = false;
    await world.time.advance(2_000);
    expect(world.story()).toEqual([
      'seen rogue added grants delete',
      'deleted rogue done',
      'ended rogue deleted',
    ]);
  });

  test.each([[[]], [GIT.slice(0, 2)]])('by a desired state that is empty or far smaller', async (left) => {
    const more = Array.from({ length: 10 }, (_, index) => role('shop', `r${index}`, [PODS]));
    const bound = more.map((one) =>
      binding('shop', one.metadata.name, `Role/${one.metadata.name}`, user('u')),
    );
    world.desired.commit([...GIT, ...more, ...bound]);
    await world.agent.apply();
    const guard = await world.start();
    await world.time.advance(1_000);
    world.desired.commit(left);
    world.desired.rolledOut();
    await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    await world.time.advance(60_000);
    expect(world.written).toEqual([]);
    expect(guard.status.held).toMatchObject([{ code: 'mass-change' }]);
    await world.start();
    await world.time.advance(60_000);
    expect(world.written).toEqual([]);
    world.desired.commit([...GIT, ...more, ...bound]);
    world.desired.rolledOut();
    await world.time.advance(60_000);
    expect(world.written.map(({ key }) => key.name)).toEqual(['rogue']);
    expect(world.entries('guard.held').map(({ code, held }) => [code, held])).toEqual([
      ['mass-change', true],
      ['mass-change', false],
    ]);
  });

  test('while somebody has paused it, or the commit was not confirmed for long', async () => {
    await world.start();
    world.pause = { until: world.time.now() + 60_000, why: 'maintenance', by: 'ann' };
    await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    await world.time.advance(59_000);
    expect(world.written).toEqual([]);
    await world.time.advance(3_000);
    expect(world.written).toHaveLength(1);
    world.desired.confirmedAt = world.time.now();
    await world.time.advance(16 * 60_000);
    await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    await world.time.advance(60_000);
    expect(world.written).toHaveLength(1);
    expect(world.entries('guard.held').map(({ code, held }) => [code, held])).toEqual([
      ['paused', true],
      ['paused', false],
      ['stale', true],
    ]);
  });

  test('that would leave nobody to administer the cluster', async () => {
    world.desired.commit(GIT.slice(1), {
      ...POLICY,
      administrators: [{ kind: 'User', name: 'mallory' }],
    });
    await world.start();
    await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    await world.root.create(CLUSTER_ROLE_BINDINGS, clusterBinding('other', 'cluster-admin', user('eve')));
    await world.time.advance(60_000);
    expect(world.written.map(({ key }) => key.name)).toEqual(['other']);
    expect(world.story()).toContain('seen rogue added grants hold lock-out');
  });

  test('more often than the limits say, the gravest first', async () => {
    world.desired.commit(GIT, { ...POLICY, limits: { perMinute: 2, perHour: 50 } });
    const guard = await world.start();
    for (let index = 0; index < 4; index++)
      await world.root.create(ROLE_BINDINGS, binding('shop', `view-${index}`, 'view', user(`user-${index}`)));
    await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    await world.time.advance(1_000);
    expect(world.written).toHaveLength(2);
    expect(guard.status.held).toMatchObject([{ code: 'rate' }]);
    await world.time.advance(61_000);
    expect(world.written).toHaveLength(4);
    expect(world.written.slice(2).map(({ key }) => key.name)).toContain('rogue');
    await world.time.advance(61_000);
    expect(world.written).toHaveLength(5);
    await world.time.advance(2_000);
    expect(guard.status).toMatchObject({ held: [], open: [] });
  });

  test('against somebody who makes the same object again and again', async () => {
    await world.start();
    for (let round = 0; round < 5; round++) {
      await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE).catch(() => undefined);
      await world.time.advance(1_000);
    }
    expect(world.written).toHaveLength(3);
    expect(world.story()).toContain('seen rogue added grants hold ping-pong');
    await world.time.advance(60_000);
    expect(world.written).toHaveLength(4);
  });
});
