import { describe, expect, test } from 'vitest';
import type { Witness } from '../../model/signature.ts';
import { standingOf, type Window } from './standing.ts';
import { backdatedBecause, witnessTimes } from './witness.ts';

const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const seen = (day: string, atLatest = false): Witness => ({
  time: `${day}T00:00:00Z`,
  source: 'push event',
  ...(atLatest ? { atLatest } : {}),
});

const open: Window = {};
const held: Window = { from: at('2025-01-01'), until: at('2025-07-01') };
const revoked: Window = { from: at('2025-01-01'), revokedAt: at('2025-07-01') };

describe('a key and the time of a signature', () => {
  test.each<[string, Window, string, Witness | undefined, string]>([
    ['without an end, unwitnessed', open, '2025-03-01', undefined, 'good'],
    ['with an end, seen within', held, '2025-03-01', seen('2025-03-02'), 'good'],
    ['with an end, seen within, whatever its date says', held, '2019-03-01', seen('2025-03-02'), 'good'],
    ['with an end, first seen after it, dated back', held, '2025-03-01', seen('2025-08-01'), 'expired'],
    ['revoked, first seen after it, dated back', revoked, '2025-03-01', seen('2025-08-01'), 'revoked'],
    ['revoked, seen at the very moment', revoked, '2025-03-01', seen('2025-07-01'), 'revoked'],
    ['revoked, seen before', revoked, '2025-03-01', seen('2025-06-30'), 'good'],
    ['with an end, unwitnessed, dated within', held, '2025-03-01', undefined, 'unknown'],
    ['with an end, unwitnessed, dated after', held, '2025-08-01', undefined, 'expired'],
    ['revoked, unwitnessed, dated after', revoked, '2025-08-01', undefined, 'revoked'],
    [
      'with an end, an ancestor of something seen within',
      held,
      '2025-03-01',
      seen('2025-06-01', true),
      'good',
    ],
    [
      'with an end, an ancestor of something seen after',
      held,
      '2025-03-01',
      seen('2025-09-01', true),
      'unknown',
    ],
    [
      'with an end, dated after, an ancestor of something seen after',
      held,
      '2025-08-01',
      seen('2025-09-01', true),
      'expired',
    ],
    ['with a beginning, seen before it', held, '2024-12-01', seen('2024-12-02'), 'not-yet-valid'],
    ['with a beginning, unwitnessed, dated before it', held, '2024-12-01', undefined, 'not-yet-valid'],
    ['with an unreadable witness', held, '2025-03-01', { time: 'soon', source: 'x' }, 'unknown'],
  ])('%s', (_, window, claimed, witness, status) => {
    expect(standingOf(window, at(claimed), witness).status).toBe(status);
  });
});

describe('witnessed times', () => {
  const commits = [
    { oid: 'm', parents: ['b', 'f'] },
    { oid: 'f', parents: ['a'] },
    { oid: 'b', parents: ['a'] },
    { oid: 'a', parents: ['gone'] },
  ];

  test('go down to ancestors, the earliest first', () => {
    const times = witnessTimes(
      commits,
      new Map([
        ['m', seen('2025-05-01')],
        ['b', seen('2025-04-01')],
      ]),
    );
    expect(
      [...times]
        .map(([oid, { time, atLatest }]) => [oid, time.slice(0, 10), atLatest ?? false])
        .sort((a, b) => (String(a) < String(b) ? -1 : 1)),
    ).toEqual([
      ['a', '2025-04-01', true],
      ['b', '2025-04-01', false],
      ['f', '2025-05-01', true],
      ['m', '2025-05-01', false],
    ]);
  });

  test('a commit seen late was there when its descendant was seen', () => {
    const times = witnessTimes(
      commits,
      new Map([
        ['a', seen('2025-06-01')],
        ['m', seen('2025-05-01')],
      ]),
    );
    expect(times.get('a')).toEqual(seen('2025-05-01', true));
  });
});

describe('a date that cannot be true', () => {
  const day = 86_400;
  test.each<[string, number, readonly number[], Witness | undefined, boolean]>([
    ['older than its parent by more than a day', 0, [day + 1], undefined, true],
    ['older than its parent by a skewed clock', 0, [day], undefined, false],
    ['long before it was first seen', at('2025-01-01') / 1000, [], seen('2025-06-01'), true],
    ['long before a descendant was seen', at('2025-01-01') / 1000, [], seen('2025-06-01', true), false],
    ['shortly before it was seen', at('2025-01-01') / 1000, [], seen('2025-01-20'), false],
  ])('%s', (_, committed, parents, witness, expected) => {
    expect(backdatedBecause(committed, parents, witness) !== undefined).toBe(expected);
  });
});
