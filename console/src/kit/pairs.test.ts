import { expect, test } from 'vitest';
import { pairs } from './pairs.ts';

const same = (text: string) => ({ kind: 'same', text }) as const;
const removed = (text: string) => ({ kind: 'removed', text }) as const;
const added = (text: string) => ({ kind: 'added', text }) as const;

test('what came in place of something stands beside it, each side with its own numbers', () => {
  const rows = pairs([same('a'), removed('b'), added('B'), added('C'), same('d'), removed('e')]);
  expect(rows.map(({ left, right }) => [left?.number, left?.text, right?.number, right?.text])).toEqual([
    [1, 'a', 1, 'a'],
    [2, 'b', 2, 'B'],
    [undefined, undefined, 3, 'C'],
    [3, 'd', 4, 'd'],
    [4, 'e', undefined, undefined],
  ]);
  expect(rows.map(({ left, right }) => left?.differs === true || right?.differs === true)).toEqual([
    false,
    true,
    true,
    false,
    true,
  ]);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
});

test('texts of which one is empty stand beside nothing', () => {
  expect(pairs([added('x')])).toMatchObject([{ left: undefined, right: { number: 1, text: 'x' } }]);
  expect(pairs([])).toEqual([]);
});
