import { expect, test } from 'vitest';
import { KeptJson } from './kept.ts';

test('what was kept is told again, each time as another copy, and no name in it does anything', () => {
  const value = JSON.parse('{"a": [1, null, "ö"], "__proto__": {"b": true}}') as object;
  const kept = new KeptJson(value);
  expect(JSON.stringify(kept.read())).toBe(JSON.stringify(value));
  expect(kept.read()).not.toBe(kept.read());
  expect('b' in kept.read()).toBe(false);
});
