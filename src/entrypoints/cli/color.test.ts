import { expect, test } from 'vitest';
import { mayColor } from './color.ts';

test.each([
  ['always', { NO_COLOR: '1' }, false, true],
  ['never', { FORCE_COLOR: '1' }, true, false],
  ['auto', {}, true, true],
  ['auto', {}, false, false],
  ['auto', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ['auto', { NO_COLOR: '' }, true, true],
  ['auto', { FORCE_COLOR: '1' }, false, true],
  ['auto', { FORCE_COLOR: '0' }, true, false],
  ['auto', { TERM: 'dumb' }, true, false],
] as const)('--color %s with %j, terminal %s: %s', (choice, env, terminal, expected) => {
  expect(mayColor(choice, env, terminal)).toBe(expected);
});
