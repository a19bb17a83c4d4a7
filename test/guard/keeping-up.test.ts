import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { CLUSTER_ROLE_BINDINGS, ROLE_BINDINGS, ROLES } from '../../src/ports/cluster-kinds.ts';

import { binding, clusterBinding, group, role, SECRETS_LIST, user } from './ground.ts';
import { GIT, ROGUE, setScene } from './scene.ts';
import { crb, rb, ro } from './way.ts';
import type { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await setScene();
});
afterEach(() => world.stopAll());

describe('what was there before the guard', () => {
  test('is found, recorded once and never touched', async () => {
    await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    await world.root.delete(rb('shop', 'flags'));
    await world.start();
    await world.time.advance(60_000);
    await world.start();
    await world.time.advance(60_000);
    expect(world.entries('guard.began')).toMatchObject([{ unexplained: 2 }]);
    expect(world.story().toSorted()).toEqual([
      'seen flags removed reduces record found',
      'seen rogue added grants record found',
    ]);
    expect(world.written).toEqual([]);
  });

  test('is another one when it was made anew', async () => {
    await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    await world.start();
    await world.root.delete(crb('rogue'));
    await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    await world.time.advance(0);
    expect(await world.root.get(crb('rogue'))).toBeUndefined();
  });

  test('what came while nobody looked is new', async () => {
    await world.start();
    await world.stop();
    await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    await world.start();
    expect(world.story()).toEqual([
      'seen rogue added grants delete',
      'deleted rogue done',
      'ended rogue deleted',
    ]);
  });
});

test('two guards do no harm, and nothing twice', async () => {
  await world.start(0);
  await world.start(1);
  await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
  await world.time.advance(10_000);
  expect(world.written.filter(({ outcome }) => outcome === 'done')).toHaveLength(1);
  expect(
    world
      .entries('drift.acted')
      .map(({ outcome }) => outcome)
      .toSorted(),
  ).toEqual(['done', 'gone']);
});

test('the name is joined when it becomes known', async () => {
  await world.start();
  const made = await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
  await world.time.advance(5_000);
  world.witness.note({
    cluster: 'production',
    object: { apiVersion: made.apiVersion, kind: made.kind, name: 'rogue' },
    operation: 'CREATE',
    uid: made.metadata.uid ?? '',
    resourceVersion: made.metadata.resourceVersion ?? '',
    actor: { source: 'audit', user: 'mallory', groups: [], at: new Date(world.time.now()).toISOString() },
    at: world.time.now() - 5_000,
  });
  await world.time.advance(0);
  expect(world.story().at(-1)).toBe('attributed rogue audit');
  expect(JSON.stringify(world.entries('drift.attributed'))).not.toContain('mallory');
});

test('a watch that was broken tells later what happened meanwhile', async () => {
  for (const how of ['resumed', 'expired'] as const) {
    await world.start();
    world.streamOf()?.break();
    await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    await world.time.advance(10_000);
    world.streamOf()?.mend(how);
    await world.time.advance(1_000);
    expect(await world.root.get(crb('rogue'))).toBeUndefined();
  }
});

test('what grants nothing yet is judged again when it does', async () => {
  await world.start();
  await world.root.create(ROLE_BINDINGS, binding('shop', 'early', 'Role/later', user('mallory')));
  await world.time.advance(1_000);
  expect(world.story()).toEqual([]);
  const later = role('shop', 'later', [SECRETS_LIST]);
  world.desired.commit([...GIT, later]);
  await world.root.create(ROLES, later);
  await world.time.advance(1_000);
  expect(await world.root.get(rb('shop', 'early'))).toBeUndefined();
  expect(await world.root.get(ro('shop', 'later'))).toBeDefined();
});

test('a roll-out is quiet, in whatever order it comes', async () => {
  await world.start();
  world.desired.commit([
    ...GIT.slice(0, 4),
    clusterBinding('new', 'view', group('viewers')),
    ...GIT.slice(6),
  ]);
  await world.time.advance(60_000);
  await world.agent.apply();
  await world.time.advance(60_000);
  expect(world.story()).toEqual([]);
});
