import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seed } from '../../src/entrypoints/demo/cluster/seed.ts';
import { POLICY } from './fake-desired.ts';
import { GROUND, PEOPLE } from './ground.ts';
import { HARMLESS_HERE } from './harmless.ts';
import { InProcessHands } from './in-process-hands.ts';
import { WAYS } from './ways.ts';
import { World } from './world.ts';

/** Longer than the grace, and than the agent takes. */
const OVER = 20_000;
/** What a guard sees: RBAC. */
const SEEN = WAYS.filter(({ opens }) => opens !== undefined);

let world: World;
let hands: InProcessHands;
beforeEach(async () => {
  world = new World();
  hands = new InProcessHands(world.cluster, { witness: world.witness, clock: world.time });
  const ground = Object.values(GROUND).flat();
  const rendered = ground.filter(({ kind }) => kind !== 'Namespace' && kind !== 'ServiceAccount');
  world.desired.commit(rendered, { ...POLICY, known: [OPERATOR] });
  await seed(
    world.root,
    ground.filter(({ kind }) => kind !== 'Kustomization'),
  );
  await world.agent.start();
  await world.agent.apply();
  await world.start();
});
afterEach(() => world.stopAll());

const OPERATOR = {
  kind: 'RoleBinding',
  namespace: 'shop',
  name: 'operator-*',
  by: 'system:serviceaccount:operators:operator',
  reason: 'made by the operator for its caches',
};

describe('a guard that revokes', () => {
  test.each(SEEN.filter(({ held }) => held === undefined))(
    'takes back $name',
    async ({ by, steps, opens, object }) => {
      for (const step of steps) expect(await hands.play(PEOPLE[by], step)).toEqual({ done: true });
      await world.time.advance(OVER);
      if (opens !== undefined) expect(await world.root.allows(opens), world.story().join('\n')).toBe(false);
      const seen = world.entries('drift.seen').filter((one) => one.object.name === object.name);
      expect(seen.map(({ decision }) => decision)).toContainEqual(
        expect.stringMatching(/^(delete|give-back)$/),
      );
    },
  );

  test.each(SEEN.filter(({ held }) => held !== undefined))(
    'says $name, and holds',
    async ({ by, steps, held }) => {
      for (const step of steps) expect(await hands.play(PEOPLE[by], step)).toEqual({ done: true });
      await world.time.advance(OVER);
      expect(world.entries('drift.seen')).toContainEqual(
        expect.objectContaining({ decision: 'hold', code: held }),
      );
      expect(world.written).toEqual([]);
    },
  );

  test.each(HARMLESS_HERE)('leaves alone $name', async ({ by, steps, reduces }) => {
    for (const step of steps) expect(await hands.play(PEOPLE[by], step)).toEqual({ done: true });
    await world.time.advance(OVER);
    expect(world.written).toEqual([]);
    const seen = world.entries('drift.seen').map(({ object, effect }) => `${object.name} ${effect}`);
    expect(seen).toEqual(reduces === undefined ? [] : [`${reduces.name} reduces`]);
  });
});
