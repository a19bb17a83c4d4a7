import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { CLUSTER_ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';
import { POLICY } from './fake-desired.ts';
import { clusterBinding, group, user } from './ground.ts';
import { GIT, ROGUE, setScene } from './scene.ts';
import { crb, rb, ro } from './way.ts';
import type { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await setScene();
});
afterEach(() => world.stopAll());

describe('a new object that grants', () => {
  test('is recorded with what undoes it, and then deleted', async () => {
    await world.start();
    await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    await world.time.advance(0);
    expect(await world.root.get(crb('rogue'))).toBeUndefined();
    expect(world.story()).toEqual([
      'seen rogue added grants delete',
      'deleted rogue done',
      'ended rogue deleted',
    ]);
    const [seen] = world.entries('drift.seen');
    const bytes = await world.ledger.payload(seen?.payload ?? '');
    const payload: unknown = JSON.parse(new TextDecoder().decode(bytes));
    expect(payload).toMatchObject({ undo: expect.stringContaining('kubectl create -f -') as string });
    expect(payload).not.toHaveProperty('desired');
    expect(world.alerts).toMatchObject([{ kind: 'drift', decision: 'delete', object: { name: 'rogue' } }]);
  });

  test.each(['observe', 'alert'] as const)(
    'is only recorded in tier %s, and loudly unless it observes',
    async (tier) => {
      world.desired.commit(GIT, { ...POLICY, tier });
      await world.start();
      await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
      await world.time.advance(60_000);
      expect(world.story()).toEqual(['seen rogue added grants record tier']);
      expect(world.written).toEqual([]);
      expect(world.alerts).toHaveLength(tier === 'alert' ? 1 : 0);
      await world.root.delete(crb('rogue'));
      await world.time.advance(0);
      expect(world.story().at(-1)).toBe('ended rogue gone');
    },
  );

  test('is left to Git where a commit says the same before anything is done', async () => {
    world.desired.is = 'unreadable';
    await world.start();
    world.desired.is = 'verified';
    await world.time.advance(1_000);
    world.desired.is = 'unreadable';
    await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    await world.time.advance(0);
    expect(world.story()).toEqual(['seen rogue added grants hold not-ready']);
    await world.time.advance(1_000);
    world.desired.is = 'verified';
    world.desired.commit([...GIT, ROGUE]);
    await world.time.advance(2_000);
    expect(world.written).toEqual([]);
    expect(world.story().toSorted()).toEqual([
      'ended rogue adopted',
      'goes on not-ready',
      'held not-ready',
      'seen rogue added grants hold not-ready',
    ]);
  });

  test('is deleted in whatever name it hides', async () => {
    await world.start();
    const names = ['a\nb', `long-${'x'.repeat(2_000)}`];
    for (const name of names)
      await world.root.create(CLUSTER_ROLE_BINDINGS, { ...ROGUE, metadata: { name } }).catch(() => undefined);
    await world.time.advance(0);
    for (const name of names) expect(await world.root.get(crb(name)).catch(() => undefined)).toBeUndefined();
  });

  test('that finalizers keep is said to be kept, and not deleted again and again', async () => {
    await world.start();
    await world.root.create(CLUSTER_ROLE_BINDINGS, {
      ...ROGUE,
      metadata: { name: 'rogue', finalizers: ['acme.example/stay'] },
    });
    await world.time.advance(60_000);
    expect(world.story()).toEqual([
      'seen rogue added grants delete',
      'deleted rogue done',
      'seen rogue added grants hold finalizers',
    ]);
    expect(world.written).toHaveLength(1);
  });
});

describe('an object that was changed to grant more', () => {
  const changed = clusterBinding('support', 'support', group('support'), user('sam'), user('mallory'));
  const change = () =>
    world.root.patch(crb('support'), { kind: 'merge', body: { subjects: changed['subjects'] } });

  test('is given back through its agent', async () => {
    await world.start();
    await change();
    await world.time.advance(60_000);
    expect(world.story()).toEqual([
      'seen support changed grants give-back',
      'reconcile-requested support done',
      'ended support given-back',
    ]);
    expect(world.written.map(({ verb }) => verb)).toEqual(['ask']);
  });

  test('is deleted after the grace where its agent does not, and the agent is asked again', async () => {
    world.agent.isDead = true;
    await world.start();
    await change();
    await world.time.advance(4_900);
    expect(world.written.map(({ verb }) => verb)).toEqual(['ask']);
    await world.time.advance(200);
    expect(world.written.map(({ verb }) => verb)).toEqual(['ask', 'delete', 'ask']);
    expect(await world.root.get(crb('support'))).toBeUndefined();
    world.agent.isDead = false;
    await world.agent.apply();
    await world.time.advance(0);
    expect(world.story()).toEqual([
      'seen support changed grants give-back',
      'reconcile-requested support done',
      'deleted support done',
      'reconcile-requested support done',
      'ended support given-back',
    ]);
  });

  test('stays where policy says to alert only', async () => {
    const alertOnly = [{ kind: 'ClusterRoleBinding', namespace: '', name: 'supp*', reason: 'on call' }];
    world.desired.commit(GIT, { ...POLICY, alertOnly });
    world.agent.isDead = true;
    await world.start();
    await change();
    await world.time.advance(60_000);
    expect(world.written.map(({ verb }) => verb)).toEqual(['ask']);
  });

  test('and goes on after a restart in the middle of the grace', async () => {
    world.agent.isDead = true;
    await world.start();
    await change();
    await world.time.advance(2_000);
    await world.start();
    await world.time.advance(10_000);
    expect(world.written.map(({ verb }) => verb)).toEqual(['ask', 'delete', 'ask']);
    expect(world.entries('drift.seen')).toHaveLength(1);
  });

  test('that was made anew with another role is deleted at once', async () => {
    await world.start();
    await world.root.delete(crb('support'));
    await world.root.create(
      CLUSTER_ROLE_BINDINGS,
      clusterBinding('support', 'cluster-admin', user('mallory')),
    );
    await world.time.advance(10_000);
    expect(world.story()).toContain('seen support changed mixed delete');
    expect((await world.root.get(crb('support')))?.['subjects']).toEqual(GIT[3]?.['subjects']);
    expect(world.story().at(-1)).toBe('ended support given-back');
  });
});

test('an object that was removed is applied again by its agent', async () => {
  await world.start();
  await world.root.delete(rb('shop', 'flags'));
  await world.time.advance(10_000);
  expect(world.story()).toEqual([
    'seen flags removed reduces give-back',
    'reconcile-requested flags done',
    'ended flags given-back',
  ]);
});

test('what only takes access away is recorded and left', async () => {
  await world.start();
  await world.root.patch(ro('shop', 'flags'), { kind: 'merge', body: { rules: [] } });
  await world.time.advance(10_000);
  expect(world.story()).toEqual(['seen flags changed reduces record reduces']);
  expect(world.written).toEqual([]);
});
