import { expect, test } from 'vitest';
import { recall, remember, type Shelf } from './memory.ts';

function shelf(): Shelf & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
  };
}
const seen = { verifierKey: 'log+00000000+AQ==', size: 3, root: 'AA==', at: '2026-11-27T09:00:00.000Z' };

test('what was seen is known again', () => {
  const place = shelf();
  expect(recall(place)).toBeUndefined();
  remember(place, seen);
  expect(recall(place)).toEqual(seen);
});

test.each(['', 'null', '{}', '[]', '{"verifierKey":1}', JSON.stringify({ ...seen, size: 1.5 })])(
  'what cannot be read is nothing: %s',
  (text) => {
    const place = shelf();
    place.kept.set('mainward.log', text);
    expect(recall(place)).toBeUndefined();
  },
);

test('a browser that keeps nothing remembers nothing, and nothing fails', () => {
  const closed: Shelf = {
    getItem: () => {
      throw new Error('SecurityError');
    },
    setItem: () => {
      throw new Error('QuotaExceededError');
    },
  };
  remember(closed, seen);
  expect(recall(closed)).toBeUndefined();
});
