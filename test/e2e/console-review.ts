import type { Browser } from 'playwright-core';
import { openWindow, signInBy } from './console-browser.ts';
import type { ConsoleStage } from './console-stage.ts';

/** Begins the demo’s review in the console, as security does; answers the path of its page. */
export async function beginReview(browser: Browser, set: ConsoleStage): Promise<string> {
  const window = await openWindow(browser, { width: 1_280, theme: 'light' }, [set.server.origin]);
  const { page, context } = window;
  await signInBy(window, set.signIn('security'));
  await page.goto(new URL('/reviews', set.server).href);
  await page.getByRole('button', { name: 'Begin a review' }).click();
  await page.getByLabel('Definition').fill('quarterly');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/reviews\/quarterly-/);
  const { pathname } = new URL(page.url());
  await context.close();
  return pathname;
}
