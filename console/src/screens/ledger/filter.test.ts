import { expect, test } from 'vitest';
import type { Recorded } from '../../../../src/model/ledger.ts';
import { facetOf, facetsOf, newestFirst } from './filter.ts';

function entry(index: number, cluster: string): Recorded {
  return {
    index,
    entry: {
      v: 1,
      at: '2026-11-27T09:00:00.000Z',
      type: 'gap',
      what: 'x',
      cluster,
      from: '2026-11-27T08:00:00.000Z',
    },
  };
}

test('an entry that came twice stands once, the newest first', () => {
  const rows = newestFirst([entry(2, 'a'), entry(9, 'b'), entry(2, 'a'), entry(4, 'a')]);
  expect(rows.map(({ index }) => index)).toEqual([9, 4, 2]);
});

test('what can be chosen is what entries have, and what is chosen', () => {
  const rows = [entry(1, 'production'), entry(2, 'staging'), entry(3, 'production')];
  expect(facetsOf(rows, 'cluster', 'gone')).toEqual(['gone', 'production', 'staging']);
  expect(facetsOf(rows, 'repository', undefined)).toEqual([]);
  expect(rows.map((row) => facetOf(row.entry, 'type'))).toEqual(['gap', 'gap', 'gap']);
});
