import { describe, expect, test } from 'vitest';
import { endWords, faultsOf, groupsWords, offerWords, orWords } from './words.ts';

test('what is offered and who agrees is said in words', () => {
  expect(offerWords({ role: 'ClusterRole/edit', namespace: 'shop' })).toBe('ClusterRole/edit in shop');
  expect(offerWords({ role: 'ClusterRole/view', namespace: null })).toBe(
    'ClusterRole/view everywhere in the cluster',
  );
  expect(
    groupsWords([
      { group: 'leads', count: 1 },
      { group: 'security', count: 2 },
    ]),
  ).toBe('1 of leads and 2 of security');
  expect(orWords(['INC-', 'CHG-', 'OPS-'])).toBe('INC-, CHG- or OPS-');
});

test('each way to end says what ended it', () => {
  const at = '2026-11-27T09:00:00Z';
  expect(endWords({ at, by: 'commit', why: 'expired', who: 'mainward' })).toBe(
    'Taken out of Git: its time was over.',
  );
  expect(endWords({ at, by: 'commit', why: 'revoked', who: 'ann' })).toBe(
    'Taken out of Git: ended before its time by ann.',
  );
  expect(endWords({ at, by: 'guard', why: 'expired' })).toBe(
    'Deleted in the cluster by the guard: its time was over.',
  );
  expect(endWords({ at, by: 'void', why: 'expired' })).toBe('Nobody agreed in time.');
  expect(endWords({ at, by: 'void', why: 'revoked', who: 'ann' })).toBe('Withdrawn by ann before it began.');
  expect(endWords({ at, by: 'void', why: 'refused', who: 'mainward' })).toBe('It could not be landed.');
});

describe('a form', () => {
  const rule = { longest: 90, prefixes: ['INC-', 'CHG-'] };

  test('can be sent within the bounds of its policy', () => {
    expect(faultsOf({ minutes: 90, reason: ' CHG-7 upgrade' }, rule)).toEqual({});
    expect(faultsOf({ minutes: 1, reason: 'any' }, { longest: 1, prefixes: [] })).toEqual({});
  });

  test.each([91, 0, -1, 1.5, Number.NaN])('says which minutes there are, for %s', (minutes) => {
    expect(faultsOf({ minutes, reason: 'INC-1 x' }, rule)).toEqual({
      minutes: 'From 1 minute to 1 hour 30 minutes.',
    });
  });

  test.each(['', '  ', 'INC-', ' CHG- '])('wants a reason, which %j is none', (reason) => {
    expect(faultsOf({ minutes: 1, reason }, rule)).toEqual({ reason: 'Say why.' });
  });

  test('says how a reason begins', () => {
    expect(faultsOf({ minutes: 1, reason: 'inc-1' }, rule)).toEqual({
      reason: 'Begin it with INC- or CHG-.',
    });
  });
});
