import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inaccessible, LOOKS, openChromium, openWindow, signInBy, type Window } from './console-browser.ts';
import { beginReview } from './console-review.ts';
import { type ConsoleStage, setConsoleStage } from './console-stage.ts';

let set: ConsoleStage;
let browser: Browser;
/** Addresses of pages that have something to show. */
let paths: readonly string[];

beforeAll(async () => {
  set = await setConsoleStage();
  browser = await openChromium();
  const [seen] = await set.stage.drift.ledger.find({ types: ['drift.seen'], limit: 1 });
  const [proposed] = await set.stage.drift.ledger.find({ types: ['change.proposed'], limit: 1 });
  const review = await beginReview(browser, set);
  paths = [
    '/',
    '/changes',
    `/changes/${proposed?.index ?? -1}`,
    '/drift',
    `/drift/${seen?.index ?? -1}`,
    '/reviews',
    review,
    `${review}?whose=all&by=namespace`,
    `${review}?part=remediation`,
    `${review}?part=progress`,
    '/requests',
    '/passport',
    '/passport?of=RoleBinding%2Fsupport-on-call&namespace=payments',
    '/ledger',
    '/ledger?entry=0',
  ];
});
afterAll(async () => {
  await browser?.close();
  await set?.stop();
});

async function settled({ page }: Window): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.waitForLoadState('load');
  await expect
    .poll(() => page.locator('[role=status][aria-label=Loading]').count(), { timeout: 20_000 })
    .toBeLessThanOrEqual(0);
}

async function expectSound(window: Window, where: string): Promise<void> {
  const { page, complaints } = window;
  await settled(window);
  expect(await inaccessible(page), where).toEqual([]);
  const wider = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  expect(wider, `${where} is wider than its window`).toBeLessThanOrEqual(0);
  const cut = await page.evaluate<number>(
    "[...document.querySelectorAll('table')].filter(({ parentElement: one }) => one.scrollWidth > one.clientWidth).length",
  );
  expect(cut, `${where} has tables that are wider than their place`).toBe(0);
  expect(await page.title(), where).toMatch(/ · Mainward$/);
  expect(complaints, where).toEqual([]);
}

describe.each(LOOKS)('$width wide, $theme', (look) => {
  test.each(['security', 'developer'])('every page is sound for %s', async (role) => {
    const window = await openWindow(browser, look, [set.server.origin]);
    await signInBy(window, set.signIn(role));
    for (const path of paths) {
      await window.page.goto(new URL(path, set.server).href);
      await expectSound(window, `${role} ${path}`);
    }
    await window.context.close();
  });

  test('whoever is not signed in gets a way in, and no more', async () => {
    const window = await openWindow(browser, look, [set.server.origin]);
    await window.page.goto(new URL('/drift?show=open', set.server).href);
    await expectSound(window, 'signed out');
    const link = window.page.getByRole('link', { name: 'Sign in' });
    expect(await link.getAttribute('href')).toBe('/sign-in?to=%2Fdrift%3Fshow%3Dopen');
    await window.context.close();
  });
});
