import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Lanes } from './lanes.ts';

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

test('nothing is done before it is open, and what waits is done once, as it was said last', async () => {
  const done: string[] = [];
  const lanes = new Lanes<number>(2, async (key, item) => {
    done.push(`${key}${item}`);
    await turn();
  });
  lanes.note('a', false, () => 1);
  lanes.note('b', false, () => 1);
  lanes.note('a', false, (waiting) => (waiting ?? 0) + 1);
  lanes.note('c', true, () => 1);
  await turn();
  expect(done).toEqual([]);
  lanes.open();
  await lanes.settled();
  expect(done).toEqual(['c1', 'a2', 'b1']);
});

test('what is noted while much is looked at comes soon', async () => {
  const done: string[] = [];
  const lanes = new Lanes<number>(4, async (key) => void done.push(key));
  for (let index = 0; index < 1_000; index++) lanes.note(`idle ${index}`, false, () => 1);
  lanes.open();
  await turn();
  lanes.note('urgent', true, () => 1);
  await lanes.settled();
  expect(done).toHaveLength(1_001);
  expect(done.indexOf('urgent')).toBeLessThan(30);
});

test('what is not urgent goes on while something urgent waits', async () => {
  const done: string[] = [];
  const urgent = Promise.withResolvers<void>();
  const lanes = new Lanes<number>(4, async (key) => {
    if (key === 'urgent') await urgent.promise;
    done.push(key);
    if (done.length === 100) urgent.resolve();
  });
  lanes.note('urgent', true, () => 1);
  for (let index = 0; index < 100; index++) lanes.note(`idle ${index}`, false, () => 1);
  lanes.open();
  await lanes.settled();
  expect(done.at(-1)).toBe('urgent');
});

test('what is not urgent has its turn, however much is urgent', async () => {
  const done: string[] = [];
  const lanes = new Lanes<number>(1, async (key) => {
    done.push(key);
    // There is always something more.
    if (done.length < 100) lanes.note(`urgent ${done.length}`, true, () => 1);
    await turn();
  });
  lanes.note('idle', false, () => 1);
  for (let index = 0; index < 5; index++) lanes.note(`first ${index}`, true, () => 1);
  lanes.open();
  await lanes.settled();
  expect(done.indexOf('idle')).toBeLessThan(20);
});

test('the last that was said of a thing is always done, and never two of one thing at once', async () => {
  const notes = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean(), fc.nat(3)), {
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(notes, fc.integer({ min: 1, max: 4 }), async (all, width) => {
      const active = new Set<string>();
      const last = new Map<string, number>();
      const lanes = new Lanes<number>(width, async (key, item) => {
        expect(active.has(key)).toBe(false);
        active.add(key);
        expect(active.size).toBeLessThanOrEqual(width);
        for (let turns = item % 3; turns > 0; turns--) await turn();
        last.set(key, item);
        active.delete(key);
      });
      lanes.open();
      for (const [index, [key, urgent, turns]] of all.entries()) {
        lanes.note(key, urgent, () => index);
        for (let left = turns; left > 0; left--) await turn();
      }
      await lanes.settled();
      for (const key of ['a', 'b', 'c'])
        expect(last.get(key) ?? -1).toBe(all.findLastIndex(([one]) => one === key));
      expect(lanes.size).toBe(0);
    }),
    { numRuns: 60 },
  );
});
