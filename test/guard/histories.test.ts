import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Model } from './histories/model.ts';
import { happen, liveOf, mendAll, newWorld } from './histories/play.ts';
import { type Event, histories, quietHistories } from './histories/step.ts';
import type { World } from './world.ts';

/** What was there before any guard. */
const beforehand = fc.constantFrom<readonly Event[]>(
  [],
  [
    { do: 'make', which: 1 },
    { do: 'remove', which: 8 },
  ],
);

async function played(
  history: readonly Event[],
  found: readonly Event[] = [],
): Promise<{ world: World; model: Model }> {
  const world = await newWorld();
  for (const event of found) await happen(event, world);
  const model = new Model(world, await liveOf(world));
  await world.start(0);
  for (const event of history) {
    await happen(event, world);
    await model.look();
  }
  return { world, model };
}

// In four parts, so that none takes long on a busy machine.
test.each([1, 2, 3, 4])(
  'in a thousand histories nothing is taken that should stay, and nothing stays unsaid: part %i',
  async (part) => {
    let writes = 0;
    await fc.assert(
      fc.asyncProperty(histories, beforehand, async (history, found) => {
        const { world, model } = await played(history, found);
        await mendAll(world, history.length % 2 === 0);
        expect(await model.problems()).toEqual([]);
        writes += world.written.length;
        await world.stopAll();
      }),
      { numRuns: 250, seed: 20_261_127 + part },
    );
    expect(writes).toBeGreaterThan(250);
  },
);

test('in two hundred quiet histories nothing is said or done', async () => {
  await fc.assert(
    fc.asyncProperty(quietHistories, async (history) => {
      const { world } = await played(history);
      await mendAll(world);
      expect(world.story()).toEqual([]);
      expect(world.written).toEqual([]);
      await world.stopAll();
    }),
    { numRuns: 200, seed: 20_261_127 },
  );
});
