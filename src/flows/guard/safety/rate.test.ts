import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextWrite, recentWrites } from './rate.ts';
import { WriteLog } from './writes.ts';

const limits = { perMinute: 2, perHour: 4 };

test('a write may happen as soon as no minute and no hour has too many', () => {
  expect(nextWrite([], 1_000, limits)).toBe(1_000);
  expect(nextWrite([0, 10_000], 20_000, limits)).toBe(60_000);
  expect(nextWrite([0, 10_000], 20_000, limits, 2)).toBe(70_000);
  expect(nextWrite([0, 10_000, 60_000, 70_000], 200_000, limits)).toBe(3_600_000);
  expect(nextWrite([], 0, limits, 3)).toBeUndefined();
});

test('whoever keeps to it never exceeds the limits, wherever one begins to count', () => {
  const gaps = fc.array(
    fc.record({ wait: fc.integer({ min: 0, max: 400_000 }), count: fc.integer({ min: 1, max: 3 }) }),
  );
  fc.assert(
    fc.property(
      gaps,
      fc.integer({ min: 3, max: 6 }),
      fc.integer({ min: 3, max: 20 }),
      (asked, perMinute, perHour) => {
        let now = 0;
        const log = new WriteLog(() => now);
        const all: number[] = [];
        for (const { wait, count } of asked) {
          now += wait;
          if (nextWrite(log.times(), now, { perMinute, perHour }, count) !== now) continue;
          const reserved = log.reserve(count);
          for (let index = 0; index < count; index++) {
            reserved.spend();
            all.push(now);
          }
        }
        for (const from of all)
          for (const [span, most] of [
            [60_000, perMinute],
            [3_600_000, perHour],
          ] as const)
            expect(all.filter((at) => at >= from && at < from + span).length).toBeLessThanOrEqual(most);
      },
    ),
  );
});

test('what is reserved counts from now on, until it happens or does not', () => {
  let now = 0;
  const log = new WriteLog(() => now);
  const reserved = log.reserve(2);
  now = 30_000;
  expect(log.times()).toEqual([30_000, 30_000]);
  reserved.spend();
  now = 40_000;
  reserved.giveBack();
  expect(log.times()).toEqual([30_000]);
  reserved.spend();
  expect(log.times()).toEqual([30_000]);
  expect(recentWrites([0, 30_000], 3_600_000)).toEqual([30_000]);
});
