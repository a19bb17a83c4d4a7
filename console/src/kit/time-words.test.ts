import { expect, test } from 'vitest';
import { countdownWords, leftWords, minutesWords, relativeWords } from './time-words.ts';

test('moments are told from now, roughly', () => {
  const now = Date.parse('2026-11-27T12:00:00Z');
  const said = [0, -9, -42, -60, -3_599, -86_400, -172_800, -40 * 86_400, 7_200, 86_400].map((seconds) =>
    relativeWords(now + seconds * 1_000, now),
  );
  expect(said).toEqual([
    'just now',
    'just now',
    '42 seconds ago',
    '1 minute ago',
    '59 minutes ago',
    'yesterday',
    '2 days ago',
    'last month',
    'in 2 hours',
    'tomorrow',
  ]);
});

test('what comes is counted down, the more finely the nearer it is, and never below now', () => {
  expect([-5_000, 0, 1, 61_000, 119_000, 300_000, 7_200_000, 200_000_000].map(countdownWords)).toEqual([
    'now',
    'now',
    'in 1 s',
    'in 61 s',
    'in 119 s',
    'in 5 min',
    'in 2 h',
    'in 2 days',
  ]);
});

test('what lasts says how long still, and never less than nothing', () => {
  expect([-1, 0, 1, 59_001, 60_000, 61_001, 3_600_000, 7_500_000, 172_800_000].map(leftWords)).toEqual([
    '0 s',
    '0 s',
    '1 s',
    '1 min 00 s',
    '1 min 00 s',
    '1 min 02 s',
    '1 h 00 min',
    '2 h 05 min',
    '2 days',
  ]);
});

test('minutes are said as people say them', () => {
  expect([1, 45, 60, 90, 480, 1_440, 1_500, 2_880].map(minutesWords)).toEqual([
    '1 minute',
    '45 minutes',
    '1 hour',
    '1 hour 30 minutes',
    '8 hours',
    '1 day',
    '25 hours',
    '2 days',
  ]);
});
