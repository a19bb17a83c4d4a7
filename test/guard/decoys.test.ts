import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLUSTER_ROLE_BINDINGS, ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';
import { POLICY } from './fake-desired.ts';
import { binding, user } from './ground.ts';
import { GIT, ROGUE, setScene } from './scene.ts';
import type { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await setScene();
});
afterEach(() => world.stopAll());

let made = 0;
async function decoy(): Promise<void> {
  made += 1;
  await world.root.create(ROLE_BINDINGS, binding('shop', `view-${made}`, 'view', user(`user-${made}`)));
}
const taken = (): readonly string[] => world.written.map(({ key }) => key.name);

describe('somebody who may do little makes much of it', () => {
  test('and gets no write before what is graver and waits for one', async () => {
    world.desired.commit(GIT, { ...POLICY, limits: { perMinute: 2, perHour: 500 } });
    await world.start();
    // Writes become free between two beats, and the next decoy is there before the beat is.
    await world.time.advance(470);
    for (let index = 0; index < 4; index++) await decoy();
    await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    for (let index = 0; index < 130; index++) {
      await world.time.advance(470);
      for (let many = 0; many < 3; many++) await decoy();
      await world.time.advance(30);
    }
    expect(taken()).toHaveLength(4);
    expect(taken()).toContain('rogue');
  });

  test('and cannot use up the writes of an hour', async () => {
    world.desired.commit(GIT, { ...POLICY, limits: { perMinute: 5, perHour: 10 } });
    await world.start();
    for (let index = 0; index < 12; index++) {
      await decoy();
      await world.time.advance(30_000);
    }
    expect(taken()).toHaveLength(8);
    await world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    await world.time.advance(1_000);
    expect(taken().at(-1)).toBe('rogue');
  });
});
