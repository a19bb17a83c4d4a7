import { expect, test } from 'vitest';
import { MassGuard } from './mass-change.ts';

const keys = (from: number, to: number): ReadonlySet<string> =>
  new Set(Array.from({ length: to - from }, (_, index) => `o${from + index}`));
const all = (): boolean => true;
const none = (): boolean => false;

test('a fifth may go, more may not as long as any of it is live', () => {
  const guard = new MassGuard();
  guard.desire(keys(0, 100), all);
  guard.desire(keys(0, 80), all);
  expect(guard.why).toBeUndefined();
  guard.desire(keys(0, 63), all);
  expect(guard.why).toContain('63');
  guard.look((key) => key === 'o70', false);
  expect(guard.why).toBeDefined();
  guard.look((key) => key === 'o200', true);
  expect(guard.why).toBeUndefined();
  expect(guard.size).toBe(63);
});

test('the last good one is not forgotten while it is worse', () => {
  const guard = new MassGuard();
  guard.desire(keys(0, 100), all);
  guard.desire(keys(0, 70), all);
  guard.desire(keys(0, 60), all);
  expect(guard.size).toBe(100);
  guard.desire(keys(0, 90), all);
  expect(guard.why).toBeUndefined();
});

test('an empty one is never confirmed, not even the first', () => {
  const guard = new MassGuard();
  guard.desire(new Set(), none);
  expect(guard.why).toBeDefined();
  guard.desire(keys(0, 1), none);
  expect(guard.why).toBeUndefined();
  guard.desire(new Set(), none);
  guard.look(none, false);
  expect(guard.why).toBeDefined();
});

test('after a restart it is confirmed when nothing is there that nobody explains', () => {
  const guard = new MassGuard();
  guard.restore(100);
  guard.desire(keys(0, 40), none);
  expect(guard.why).toBeDefined();
  guard.look(none, true);
  expect(guard.why).toBeDefined();
  guard.look(none, false);
  expect(guard.why).toBeUndefined();
});
