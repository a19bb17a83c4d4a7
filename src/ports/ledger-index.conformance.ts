import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeLedgerIndex } from './ledger-index.fake.ts';
import type { IndexQuestion, IndexRow, LedgerIndex, LedgerIndexKeeping } from './ledger-index.ts';

export interface LedgerIndexPlace {
  /** Opens the index of this place; opened again, it knows what it knew. */
  open(): LedgerIndex & LedgerIndexKeeping;
}

const TYPES = ['note', 'change.proposed', 'change.landed', 'object.live'] as const;
const word = fc.constantFrom('a', 'b', 'A', "'; --", 'é');
const words = fc.uniqueArray(word, { maxLength: 3 });
const facets = fc.record(
  { repository: word, proposal: word, commits: words, digests: words, objects: words },
  { requiredKeys: ['commits', 'digests', 'objects'] },
);
const someRows = fc
  .array(fc.tuple(fc.constantFrom(...TYPES), facets), { maxLength: 30 })
  .map((list) =>
    list.map(
      ([type, found], index): IndexRow => ({ index, type, leaf: `${index}`.padStart(64, '0'), ...found }),
    ),
  );
const questions: fc.Arbitrary<IndexQuestion> = fc.record(
  {
    types: fc.uniqueArray(fc.constantFrom(...TYPES), { maxLength: 3 }),
    repository: word,
    proposal: word,
    commit: word,
    object: word,
    digest: word,
    limit: fc.integer({ min: 0, max: 12 }),
    before: fc.integer({ min: 0, max: 40 }),
  },
  { requiredKeys: ['limit', 'before'] },
);

/** What every index must do. `makePlace` gives an empty one each time. */
export function conformsToLedgerIndex(name: string, makePlace: () => LedgerIndexPlace): void {
  describe(`${name} as an index of a ledger`, () => {
    const row = (index: number): IndexRow => ({
      index,
      type: 'note',
      leaf: `${index}`.padStart(64, '0'),
      commits: [],
      digests: [`d${index}`],
      objects: [],
    });

    test('knows how far it goes, also when it is opened again', async () => {
      const place = makePlace();
      const index = place.open();
      expect(await index.extent()).toEqual({ size: 0 });
      await index.add([row(0), row(1)]);
      await index.add([]);
      await index.add([row(2)]);
      expect(await index.extent()).toEqual({ size: 3, leaf: row(2).leaf });
      expect(await place.open().extent()).toEqual({ size: 3, leaf: row(2).leaf });
      expect(await place.open().faults()).toEqual([]);
    });

    test('forgets everything when it is cleared, and takes it in again', async () => {
      const place = makePlace();
      const index = place.open();
      await index.add([row(0), row(1)]);
      await index.clear();
      expect(await index.extent()).toEqual({ size: 0 });
      expect(await index.find({ digest: 'd0', limit: 9, before: 9 })).toEqual([]);
      await index.add([row(0)]);
      expect(await place.open().rows(0, 9)).toEqual([row(0)]);
    });

    test('answers as one does who looks at every row', async () => {
      await fc.assert(
        fc.asyncProperty(
          someRows,
          fc.array(questions, { minLength: 5, maxLength: 10 }),
          async (rows, asked) => {
            const index = makePlace().open();
            const naive = new FakeLedgerIndex();
            for (const one of [index, naive]) {
              await one.add(rows.slice(0, 7));
              await one.add(rows.slice(7));
            }
            for (const question of asked)
              expect(await index.find(question)).toEqual(await naive.find(question));
            expect(await index.rows(2, 11)).toEqual(await naive.rows(2, 11));
          },
        ),
        { numRuns: 25 },
      );
    });
  });
}
