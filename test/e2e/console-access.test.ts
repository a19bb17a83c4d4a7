import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccessGrantDocument } from '../../src/model/access-document.ts';
import { inaccessible, openChromium, openWindow, signInBy } from './console-browser.ts';
import { type ConsoleStage, setConsoleStage } from './console-stage.ts';

let set: ConsoleStage;
let browser: Browser;
beforeAll(async () => {
  set = await setConsoleStage();
  browser = await openChromium();
});
afterAll(async () => {
  await browser?.close();
  await set?.stop();
});

test('what is asked for in the console is offered in Git, and gone from there when it is withdrawn', async () => {
  const window = await openWindow(browser, { width: 1_280, theme: 'light' }, [set.server.origin]);
  const { page, complaints } = window;
  await signInBy(window, set.signIn('developer'));
  await page.goto(new URL('/requests?ask=payments-operate', set.server).href);
  await page.getByLabel('For how many minutes').fill('45');
  await page.getByLabel('Why').fill('CHG-118: move the queue');
  await page.getByRole('dialog').getByRole('button', { name: 'Ask for it' }).click();
  await page.getByText('Missing: 1 of team-leads.').waitFor();
  const path = new URL(page.url()).pathname;
  const grant = (): Promise<AccessGrantDocument> =>
    page.evaluate<AccessGrantDocument>(
      `fetch('/api/v1/access/grants/${path.split('/').at(-1)}').then((reply) => reply.json())`,
    );
  const asked = await grant();
  expect(asked).toMatchObject({ state: 'pending', reason: 'CHG-118: move the queue', may: ['end'] });
  expect(asked.offered?.head).toMatch(/^[0-9a-f]{40}$/);
  expect(await inaccessible(page)).toEqual([]);
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByRole('button', { name: 'Withdraw it' }).click();
  await page.getByText('before it began.').waitFor();
  expect(await grant()).toMatchObject({ state: 'ended', ends: [{ by: 'void', why: 'revoked' }] });
  expect(complaints).toEqual([]);
  await window.context.close();
});
