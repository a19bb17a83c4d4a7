import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConsoleFiles } from '../../src/entrypoints/server/console/files.ts';
import { DriftLedger, driftServices, EVE, seeDrift } from '../../src/entrypoints/server/fixtures/drift.ts';
import { testInstance } from '../../src/entrypoints/server/fixtures/instance.ts';
import { TOKENS } from '../../src/entrypoints/server/fixtures/services.ts';
import { routesOf } from '../../src/entrypoints/server/routes.ts';
import { encodePayload } from '../../src/flows/observe/payload.ts';
import type { GuardStatus } from '../../src/model/drift.ts';
import { buildConsole } from '../../tools/build-console.ts';
import { ROOT } from '../support/project.ts';
import { inaccessible, LOOKS, type Look, openChromium, openWindow, type Window } from './console-browser.ts';

const object = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', name: 'extra' };
const about = (seen: number) => ({ cluster: 'production', object, seen });
const ledger = new DriftLedger();
const open: { seen: number; dueAt: string }[] = [];
const status: GuardStatus = {
  cluster: 'production',
  tier: 'revoke',
  ready: true,
  recording: true,
  held: [],
  open,
};
// The server knows the files of the console from when it starts.
await buildConsole();
const services = {
  ...driftServices(ledger, { status }),
  clock: { now: () => Date.now() },
  publicUrl: () => new URL('http://127.0.0.1'),
  console: new ConsoleFiles(join(ROOT, 'dist/console')),
};
const { instance } = testInstance(routesOf({ openLog: false }), services);
const WIDE: Look = { width: 1_280, theme: 'light' };

let browser: Browser;
let url: string;
beforeAll(async () => {
  await instance.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(instance.server.address() as AddressInfo).port}`;
  browser = await openChromium();
});
afterAll(async () => {
  await browser?.close();
  instance.server.closeAllConnections();
  await instance.close();
});

async function signedIn(look: Look): Promise<Window> {
  const window = await openWindow(browser, look, [url]);
  await window.context.addCookies([{ name: 'mainward-session', value: TOKENS.security, url }]);
  return window;
}

async function live(page: Page): Promise<void> {
  await page.getByText('Live', { exact: true }).first().waitFor();
}

test('drift appears, is named, is counted down and goes, in the page as it was opened', async () => {
  const { page, context, complaints } = await signedIn(WIDE);
  await page.goto(`${url}/drift`);
  await live(page);
  await page.getByText('Nothing is open.').waitFor();
  await page.evaluate('window.opened = 1');

  const seen = await seeDrift(ledger, { payload: { actors: [] } });
  open.push({ seen, dueAt: new Date(Date.now() + 60_000).toISOString() });
  await page.getByText('1 difference is open.').waitFor();
  await page.getByText('Access appeared round Git').waitFor();
  const row = page.getByRole('row').filter({ hasText: 'ClusterRoleBinding extra' });
  await row.getByText('not known yet').waitFor();
  await ledger.append({
    type: 'drift.acted',
    ...about(seen),
    action: 'reconcile-requested',
    outcome: 'done',
  });
  const timer = row.getByText(/^in \d+ s$/);
  await timer.waitFor();
  const left = Number.parseInt((await timer.innerText()).slice(3), 10);
  await expect.poll(async () => Number.parseInt((await timer.innerText()).slice(3), 10)).toBeLessThan(left);

  await row.getByRole('link').focus();
  await ledger.append(
    { type: 'drift.attributed', ...about(seen), source: 'audit' },
    encodePayload(
      { schema: 'mainward.dev/attribution/v1', actor: EVE },
      { bytes: (count) => new Uint8Array(count) },
    ),
  );
  await row.getByText('eve', { exact: true }).waitFor();
  expect(await page.evaluate("document.activeElement.getAttribute('href')")).toBe(`/drift/${seen}`);

  open.pop();
  await ledger.append({ type: 'drift.ended', ...about(seen), how: 'deleted' });
  await row.getByText('deleted by the guard').waitFor();
  await page.getByText('Nothing is open.').waitFor();
  expect(await page.evaluate('window.opened')).toBe(1);
  expect(complaints).toEqual([]);
  await context.close();
});

test('a window that nobody looks at holds no stream, and misses nothing', async () => {
  const { page, context } = await signedIn(WIDE);
  const look = (hidden: boolean): Promise<unknown> =>
    page.evaluate(
      `Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))`,
    );
  await page.goto(`${url}/drift`);
  await live(page);
  await expect.poll(() => services.streams.open).toBe(1);
  await look(true);
  await expect.poll(() => services.streams.open).toBe(0);
  await seeDrift(ledger, { seen: { object: { ...object, name: 'meanwhile' } } });
  await look(false);
  await page.getByRole('row').filter({ hasText: 'ClusterRoleBinding meanwhile' }).waitFor();
  await context.close();
});

test('filters are part of the address, so that they can be passed on', async () => {
  const { page, context } = await signedIn(WIDE);
  await page.goto(`${url}/drift?show=open`);
  await page.getByRole('button', { name: 'Over' }).click();
  await expect.poll(() => page.url()).toBe(`${url}/drift?show=over`);
  await page.getByRole('button', { name: 'All' }).click();
  await expect.poll(() => page.url()).toBe(`${url}/drift`);
  await context.close();
});

test('keys lead everywhere, and back', async () => {
  const { page, context } = await signedIn(WIDE);
  await page.goto(`${url}/drift`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await page.getByRole('heading', { level: 1, name: 'Ledger' }).waitFor();
  await page.keyboard.press('Tab');
  expect(await page.evaluate("document.getElementById('page').contains(document.activeElement)")).toBe(true);
  await context.close();
});

test('the look that was chosen stays', async () => {
  const { page, context } = await signedIn(WIDE);
  await page.goto(`${url}/drift`);
  await page.getByRole('button', { name: 'security' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  const ground = (): Promise<string> =>
    page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
  await expect.poll(ground).toBe('rgb(14, 15, 18)');
  await page.reload();
  await expect.poll(ground).toBe('rgb(14, 15, 18)');
  await context.close();
});

test('whoever is signed out meanwhile is told so, and comes back to where they were', async () => {
  const { page, context } = await signedIn(WIDE);
  await page.goto(`${url}/drift?show=over`);
  await live(page);
  await context.clearCookies();
  await seeDrift(ledger);
  const link = page.getByRole('link', { name: 'Sign in' });
  await link.waitFor();
  expect(await link.getAttribute('href')).toBe('/sign-in?to=%2Fdrift%3Fshow%3Dover');
  await context.close();
});

const PATHS = [
  '/changes',
  '/changes/0',
  '/drift',
  '/drift/0',
  '/reviews',
  '/reviews/quarterly-2026-11-27',
  '/requests',
  '/requests/20261127-090000-0000',
  '/passport?of=Role%2Fx',
  '/ledger',
  '/ledger?entry=0',
];
const DATA = /\/api\/v1\/(changes|drift|reviews|access|passport|log)/;

describe.each(LOOKS)('$width wide, $theme', (look) => {
  async function expectSound({ page, complaints }: Window, where: string): Promise<void> {
    expect(await inaccessible(page), where).toEqual([]);
    const wider = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(wider, `${where} is wider than its window`).toBeLessThanOrEqual(0);
    expect(complaints, where).toEqual([]);
  }

  test('a page that waits says so', async () => {
    const window = await signedIn(look);
    await window.page.route(DATA, () => undefined);
    for (const path of PATHS) {
      await window.page.goto(`${url}${path}`);
      await window.page
        .getByRole('status', { name: /Loading|Verifying/ })
        .first()
        .waitFor();
      await expectSound(window, path);
    }
    await window.context.close();
  });

  test('a page that fails says why, and tries again when it is told to', async () => {
    const window = await signedIn(look);
    let failing = true;
    // What is live would ask again by itself.
    await window.page.route(/\/api\/v1\/events/, () => undefined);
    await window.page.route(DATA, async (route) => {
      if (!failing) return route.continue();
      const body = JSON.stringify({ code: 'ROLE_NEEDED', detail: 'None of your roles may do this.' });
      return route.fulfill({ status: 403, contentType: 'application/problem+json', body });
    });
    for (const path of PATHS) {
      await window.page.goto(`${url}${path}`);
      await window.page.getByText('ROLE_NEEDED').first().waitFor();
      await expectSound(window, path);
    }
    await window.page.goto(`${url}/changes`);
    await window.page.getByText('ROLE_NEEDED').waitFor();
    failing = false;
    await window.page.getByRole('button', { name: 'Try again' }).click();
    await window.page.getByText('No change was recorded yet').waitFor();
    await expectSound(window, 'nothing to show');
    await window.context.close();
  });

  test('names that nobody expected do not break a page', async () => {
    const name = `a-${'very-long-'.repeat(12)}name${'x'.repeat(80)}`;
    const id = await seeDrift(ledger, { seen: { object: { ...object, name } } });
    const window = await signedIn(look);
    for (const path of ['/drift', `/drift/${id}`]) {
      await window.page.goto(`${url}${path}`);
      await window.page.getByText(name).first().waitFor();
      await expectSound(window, path);
    }
    await window.context.close();
  });
});
