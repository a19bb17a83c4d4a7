import { describe, expect, test } from 'vitest';
import type { Clock } from './clock.ts';
import type { OnceStore } from './once.ts';

export interface OnceStorePlace {
  /** Opens the store of this place; opened again, it remembers. */
  open(clock: Clock): OnceStore;
}

/** What every `OnceStore` must do. `makePlace` gives an empty one each time. */
export function conformsToOnceStore(name: string, makePlace: () => OnceStorePlace): void {
  describe(`${name} as a store of what may happen once`, () => {
    const clock = { at: 1_000_000, now: (): number => clock.at };

    test('lets the first one and nobody after', async () => {
      const store = makePlace().open(clock);
      expect(await store.spend('a', clock.at + 1_000)).toBe(true);
      expect(await store.spend('a', clock.at + 1_000)).toBe(false);
      expect(await store.spend('a', clock.at + 9_000)).toBe(false);
      expect(await store.spend('A', clock.at + 1_000)).toBe(true);
    });

    test('lets exactly one of many who ask at the same moment', async () => {
      const store = makePlace().open(clock);
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => store.spend('same', clock.at + 1_000)),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
    });

    test('keeps keys apart that differ in what readers like to fold', async () => {
      const store = makePlace().open(clock);
      const keys = [
        '',
        'k',
        'K',
        'k ',
        'k\0',
        'k\0x',
        'ｋ',
        'é',
        'e\u0301',
        "'; DROP TABLE spent; --",
        'k'.repeat(70_000),
      ];
      for (const key of keys) expect(await store.spend(key, clock.at + 1), JSON.stringify(key)).toBe(true);
      for (const key of keys) expect(await store.spend(key, clock.at + 1), JSON.stringify(key)).toBe(false);
    });

    test('holds a key until it expires, to the millisecond, and not longer', async () => {
      const place = makePlace();
      const store = place.open(clock);
      const start = clock.at;
      expect(await store.spend('a', start + 500)).toBe(true);
      clock.at = start + 499;
      expect(await store.spend('a', start + 1_000)).toBe(false);
      clock.at = start + 500;
      expect(await store.spend('a', start + 1_000)).toBe(true);
      expect(await store.spend('a', start + 1_000)).toBe(false);
    });

    test('lets nobody where the time is over already, or is no time', async () => {
      const store = makePlace().open(clock);
      for (const expires of [clock.at, clock.at - 1, 0, -1, Number.NaN, Number.NEGATIVE_INFINITY]) {
        expect(await store.spend('late', expires), String(expires)).toBe(false);
      }
      expect(await store.spend('late', clock.at + 1)).toBe(true);
    });

    test('remembers for ever where there is no end', async () => {
      const store = makePlace().open(clock);
      expect(await store.spend('a', Number.POSITIVE_INFINITY)).toBe(true);
      clock.at += 1e15;
      expect(await store.spend('a', Number.POSITIVE_INFINITY)).toBe(false);
      clock.at = 1_000_000;
    });

    test('forgets nothing when it is opened again', async () => {
      const place = makePlace();
      expect(await place.open(clock).spend('a', clock.at + 1_000)).toBe(true);
      const again = place.open(clock);
      expect(await again.spend('a', clock.at + 1_000)).toBe(false);
      expect(await again.spend('b', clock.at + 1_000)).toBe(true);
    });

    test('still holds what lives when much has expired', async () => {
      const store = makePlace().open(clock);
      expect(await store.spend('lives', clock.at + 10_000)).toBe(true);
      for (let key = 0; key < 200; key++) await store.spend(`old ${key}`, clock.at + 10);
      clock.at += 20;
      for (let key = 0; key < 10; key++) expect(await store.spend(`new ${key}`, clock.at + 10)).toBe(true);
      expect(await store.spend('lives', clock.at + 10_000)).toBe(false);
    });
  });
}
