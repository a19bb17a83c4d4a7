import { expect, test } from 'vitest';
import { CONSOLE_PAGES } from '../../src/model/console-pages.ts';
import { SCREENS } from './screens.ts';

test('the server knows every address of a page, and no other but the first', () => {
  const pages = SCREENS.flatMap((screen) => screen.pages.map(({ path }) => path));
  expect([...new Set(['/', ...pages])].sort()).toEqual(CONSOLE_PAGES.map(({ path }) => path).sort());
});
