import { execFileSync } from 'node:child_process';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LogEntriesDocument } from '../../src/model/log.ts';
import type { ReviewItemsDocument, ReviewRemediationDocument } from '../../src/model/review-document.ts';
import { inaccessible, openChromium, openWindow, signInBy, type Window } from './console-browser.ts';
import { beginReview } from './console-review.ts';
import { type ConsoleStage, setConsoleStage } from './console-stage.ts';

let set: ConsoleStage;
let browser: Browser;
/** Path of the page of a review that has begun. */
let review: string;

beforeAll(async () => {
  set = await setConsoleStage();
  browser = await openChromium();
  review = await beginReview(browser, set);
});
afterAll(async () => {
  await browser?.close();
  await set?.stop();
});

async function opened(search = '', width: 390 | 1_280 = 1_280, role = 'security'): Promise<Window> {
  const window = await openWindow(browser, { width, theme: 'light' }, [set.server.origin]);
  await signInBy(window, set.signIn(role));
  await window.page.goto(new URL(review + search, set.server).href);
  await window.page.getByRole('heading', { level: 2 }).or(window.page.getByRole('grid')).first().waitFor();
  return window;
}

/** What the API says, asked as whoever looks. */
function api<Document>(page: Page, path: string): Promise<Document> {
  return page.evaluate<Document>(`fetch(${JSON.stringify(path)}).then((reply) => reply.json())`);
}

async function mine(page: Page): Promise<ReviewItemsDocument['items']> {
  return (await api<ReviewItemsDocument>(page, `/api/v1${review}/items?reviewer=me`)).items;
}

/** The row that has the focus, by its item. */
function focused(page: Page): Promise<string | null> {
  return page.evaluate<string | null>("document.activeElement.getAttribute('data-item')");
}

test('a reviewer decides with the keyboard alone, signs once, and finds it on record', async () => {
  const window = await opened();
  const { page, complaints } = window;
  const items = await mine(page);
  const [first, second, third] = items.map(({ id }) => id);
  expect(items.length).toBeGreaterThanOrEqual(3);

  await page.keyboard.press('j');
  await expect.poll(() => focused(page)).toBe(first);
  await page.keyboard.press('Enter');
  await page.getByRole('complementary', { name: 'What is known of it' }).waitFor();
  await page.getByRole('region', { name: 'Where it is written' }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('complementary', { name: 'What is known of it' }).count()).toBe(0);
  await expect.poll(() => focused(page)).toBe(first);

  await page.keyboard.press('a');
  await expect.poll(() => focused(page)).toBe(second);
  await page.keyboard.press('r');
  const why = page.getByRole('dialog', { name: /^Revoke / });
  await why.waitFor();
  await page.keyboard.press('Enter');
  await why.getByText('Say why, in one line.').waitFor();
  await page.keyboard.type('“not needed” any more — größe');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toBe(third);
  await page.keyboard.press('a');
  await page.keyboard.press('k');
  await page.keyboard.press('u');
  await page.getByText('2 decisions').first().waitFor();

  // What is not signed outlives a reload.
  await page.waitForTimeout(500);
  await page.reload();
  await page.getByText('2 decisions').first().waitFor();
  expect((await mine(page)).every(({ state }) => state === 'open')).toBe(true);

  await page.keyboard.press('s');
  const sign = page.getByRole('dialog', { name: 'Sign 2 decisions' });
  await sign.getByText('You keep 1 item and revoke 1 item.').waitFor();
  expect(await inaccessible(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  await page.getByRole('grid').getByText('kept').waitFor();

  const after = await mine(page);
  expect(after.find(({ id }) => id === first)).toMatchObject({
    state: 'kept',
    decision: { verdict: 'keep', by: 'ivo.zeman', reason: '' },
  });
  expect(after.find(({ id }) => id === second)).toMatchObject({
    state: 'revoked',
    decision: { verdict: 'revoke', reason: '“not needed” any more — größe' },
  });
  expect(after.find(({ id }) => id === third)).toMatchObject({ state: 'open' });
  const { entries } = await api<LogEntriesDocument>(page, '/api/v1/log/entries?type=review.decided');
  expect(entries).toMatchObject([{ entry: { type: 'review.decided', items: 2 } }]);

  // It may be decided anew, until a removal is proposed.
  await page.locator(`[data-item="${second}"]`).focus();
  await page.keyboard.press('c');
  await page.keyboard.press('s');
  await page.getByRole('button', { name: 'Sign and record' }).click();
  await expect.poll(async () => (await mine(page)).find(({ id }) => id === second)?.state).toBe('kept');
  expect(complaints).toEqual([]);
  await window.context.close();
});

test('several are decided together, with one reason', async () => {
  const window = await opened();
  const { page } = window;
  const open = (await mine(page)).filter(({ state }) => state === 'open');
  await page.getByLabel('State').selectOption('open');
  for (const [at] of open.entries()) {
    if (at === 0) await page.keyboard.press('j');
    await page.keyboard.press('x');
    if (at < open.length - 1) await page.keyboard.press('j');
  }
  await page.getByText(`${open.length} items selected`).waitFor();
  await page.keyboard.press('r');
  await page.getByRole('dialog', { name: `Revoke ${open.length} items: why?` }).waitFor();
  await page.keyboard.type('the team is gone');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: `Sign ${open.length} decisions` }).click();
  await page.getByRole('button', { name: 'Sign and record' }).click();
  await expect.poll(async () => (await mine(page)).map(({ state }) => state)).not.toContain('open');
  for (const { id } of open)
    expect((await mine(page)).find((one) => one.id === id)?.decision?.reason).toBe('the team is gone');
  await window.context.close();
});

test('what the server refuses is said, marked at its item, and can be mended', async () => {
  const window = await opened();
  const { page } = window;
  const [one] = await mine(page);
  // Somebody else’s page decides about something else than what is there.
  await page.evaluate(
    `sessionStorage.setItem('mainward.review.${review.split('/').at(-1)}', ${JSON.stringify(
      JSON.stringify([{ item: one?.id, digest: 'f'.repeat(64), verdict: 'keep', reason: '' }]),
    )})`,
  );
  await page.reload();
  await page.getByRole('button', { name: 'Sign 1 decision' }).click();
  await page.getByRole('button', { name: 'Sign and record' }).click();
  const alert = page.getByRole('alert');
  await alert.getByText('other-content').waitFor();
  await alert.getByText('Read the items again, and decide about those.').waitFor();
  await alert.getByRole('button', { name: 'Show it' }).click();
  await expect.poll(() => focused(page)).toBe(one?.id);
  await page.getByText('keep, not so').waitFor();
  await page.keyboard.press('a');
  await page.getByRole('button', { name: 'Sign 1 decision' }).click();
  await page.getByRole('button', { name: 'Sign and record' }).click();
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  expect(await page.getByText('not signed yet').count()).toBe(0);
  await window.context.close();
});

test('what was revoked is offered to be taken out, or said to be done by hand, and looked for', async () => {
  const window = await opened('?part=remediation');
  const { page, complaints } = window;
  await page.getByRole('button', { name: /^Offer a commit that takes out \d+ items?$/ }).click();
  const read = (): Promise<ReviewRemediationDocument> => api(page, `/api/v1${review}/remediation`);
  await expect
    .poll(async () => {
      const { tasks, proposals } = await read();
      return tasks.length + proposals.length;
    })
    .toBeGreaterThan(0);
  const document = await read();
  for (const { say } of document.tasks) await page.getByText(say).first().waitFor();
  for (const { items } of document.proposals)
    await page.getByText(`Takes out ${items.length} item`).first().waitFor();
  expect(await page.getByRole('button', { name: 'Close it…' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Look whether it is gone' }).click();
  await expect
    .poll(() => page.getByRole('button', { name: 'Look whether it is gone' }).isEnabled())
    .toBe(true);
  expect(await inaccessible(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await window.context.close();
});

test('the evidence pack is handed out to whoever reads the log', async () => {
  const window = await opened();
  const { page } = window;
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Evidence pack' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`${review.split('/').at(-1)}.tar`);
  const path = await download.path();
  expect(execFileSync('tar', ['-tf', path]).toString().split('\n').length).toBeGreaterThan(3);
  await window.context.close();
  const developer = await opened('?whose=all', 1_280, 'developer');
  expect(await developer.page.getByRole('link', { name: 'Evidence pack' }).count()).toBe(0);
  await developer.context.close();
});

test('the keys of the page are listed, and those of others still lead elsewhere', async () => {
  const window = await opened();
  const { page } = window;
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keys' });
  for (const what of ['Next item', 'Keep', 'Revoke', 'Select', 'Sign what was decided', 'This list'])
    await list.getByText(what, { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  await page.keyboard.press('j');
  // `g` and `r` is a way to somewhere, not a decision.
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.getByRole('heading', { level: 1, name: 'Reviews' }).waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await window.context.close();
});

test('search, filters and groups say what is shown, and the address holds them', async () => {
  const window = await opened('?whose=all');
  const { page } = window;
  const all = page.getByText(/^\d+ items$/);
  await all.waitFor();
  const total = Number.parseInt(await all.innerText(), 10);
  await page.keyboard.press('/');
  await page.keyboard.type('platform-operator');
  await page.getByText(new RegExp(`^\\d+ of ${total} items$`)).waitFor();
  await page.keyboard.press('Enter');
  expect(await focused(page)).not.toBe(null);
  await page.getByRole('button', { name: 'Person' }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get('by')).toBe('person');
  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  await all.waitFor();
  await window.context.close();
});

test('whoever it is about sees their own, locked, and why', async () => {
  const window = await opened('?whose=all', 1_280, 'developer');
  const { page } = window;
  await page.getByText('your own: nobody reviews what they have').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('a');
  await page.keyboard.press('x');
  expect(await page.getByText('not signed yet').count()).toBe(0);
  expect(await page.getByText('selected').count()).toBe(0);
  await window.context.close();
});

test('in a narrow window it is decided with the finger', async () => {
  const window = await opened('', 390);
  const { page, complaints } = window;
  const [one] = await mine(page);
  const row = page.locator(`[data-item="${one?.id}"]`);
  await row.getByRole('button', { name: 'Keep' }).click();
  await page.getByText('1 decision').first().waitFor();
  await row.click();
  const drawer = page.getByRole('dialog', { name: 'What is known of it' });
  await drawer.getByRole('button', { name: 'Revoke' }).waitFor();
  expect(await inaccessible(page)).toEqual([]);
  await drawer.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Forget' }).click();
  expect(complaints).toEqual([]);
  await window.context.close();
});
