import { describe, expect, test } from 'vitest';
import type { ListedItem } from '../../../../src/model/review-document.ts';
import { filterItems, type Line, linesOf, stepFrom } from './filter.ts';
import { listedItem } from './fixtures/item.ts';

const ann = listedItem({ id: '1', person: 'ann', role: 'edit', namespace: 'shop' });
const bob = listedItem({ id: '2', person: 'bob', role: 'view', namespace: 'pay', state: 'kept' });
const group = listedItem({ id: '3', group: 'leads', role: 'edit', namespace: null });
const more = listedItem({ id: '4', person: 'ann', role: 'view', namespace: 'pay' });
const ITEMS = [ann, bob, group, more];

function ids(items: readonly ListedItem[]): string {
  return items.map(({ id }) => id).join('');
}
function shape(lines: readonly Line[]): readonly string[] {
  return lines.map((line) => (line.kind === 'group' ? `${line.title} ${line.items}` : line.item.id));
}

describe('a filter', () => {
  test('shows what answers all of it', () => {
    expect(ids(filterItems(ITEMS, {}))).toBe('1234');
    expect(ids(filterItems(ITEMS, { state: 'open' }))).toBe('134');
    expect(ids(filterItems(ITEMS, { namespace: 'everywhere' }))).toBe('3');
    expect(ids(filterItems(ITEMS, { person: 'ann', namespace: 'pay' }))).toBe('4');
  });

  test('finds each word anywhere, in any case', () => {
    expect(ids(filterItems(ITEMS, { text: ' ANN  pay' }))).toBe('4');
    expect(ids(filterItems(ITEMS, { text: 'leads' }))).toBe('3');
    expect(ids(filterItems(ITEMS, { text: 'read pods' }))).toBe('1234');
    expect(ids(filterItems(ITEMS, { text: 'nobody' }))).toBe('');
  });
});

describe('a grouping', () => {
  test('keeps the order within, and that of its first items', () => {
    expect(shape(linesOf(ITEMS, 'none'))).toEqual(['1', '2', '3', '4']);
    expect(shape(linesOf(ITEMS, 'person'))).toEqual(['ann 2', '1', '4', 'bob 1', '2', 'leads 1', '3']);
    expect(shape(linesOf(ITEMS, 'namespace'))).toEqual([
      'shop 1',
      '1',
      'pay 2',
      '2',
      '4',
      'everywhere 1',
      '3',
    ]);
    expect(shape(linesOf(ITEMS, 'role'))).toEqual([
      'ClusterRole edit 2',
      '1',
      '3',
      'ClusterRole view 2',
      '2',
      '4',
    ]);
  });

  test('is walked over from item to item, and not beyond its ends', () => {
    const lines = linesOf(ITEMS, 'person');
    expect(stepFrom(lines, -1, 1)).toBe(1);
    expect(stepFrom(lines, 2, 1)).toBe(4);
    expect(stepFrom(lines, 4, -1)).toBe(2);
    expect(stepFrom(lines, 1, -1)).toBe(1);
    expect(stepFrom(lines, 6, 1)).toBe(6);
    expect(stepFrom([], -1, 1)).toBe(-1);
  });
});
