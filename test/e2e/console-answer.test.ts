import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnswerCutDocument, AnswerDocument } from '../../src/model/answer-view.ts';
import { inaccessible, openChromium, openWindow, signInBy, type Window } from './console-browser.ts';
import { type ConsoleStage, setConsoleStage } from './console-stage.ts';

const BYPASS = 'bypass:app-loyalty:deploy-key:flux-production';
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

async function opened(path: string, width: 390 | 1_280 = 1_280, role = 'security'): Promise<Window> {
  const window = await openWindow(browser, { width, theme: 'light' }, [set.server.origin]);
  await signInBy(window, set.signIn(role));
  await window.page.goto(new URL(path, set.server).href);
  await window.page.locator('h1').first().waitFor();
  return window;
}

/** What the API says, asked as whoever looks. */
function api<Document>({ page }: Window, path: string): Promise<Document> {
  return page.evaluate<Document>(`fetch(${JSON.stringify(path)}).then((reply) => reply.json())`);
}

test('the first page says the answer, and draws its paths in lanes', async () => {
  const window = await opened('/');
  const { page, complaints } = window;
  const answer = await api<AnswerDocument>(window, '/api/v1/answer');
  expect(await page.locator('h1').first().textContent()).toBe(answer.headline);
  await page.locator('[data-step]').first().waitFor();
  for (const lane of ['commit', 'review', 'pipeline', 'agent'])
    expect(await page.locator('.react-flow__node-lane', { hasText: lane }).count(), lane).toBe(1);
  await page.locator('[data-step*="bypass-deploy-key"]').first().hover();
  await expect.poll(() => page.locator('.opacity-20').count()).toBeGreaterThan(0);
  await page.locator('h1').first().hover();
  await expect.poll(() => page.locator('.opacity-20').count()).toBe(0);
  expect(await inaccessible(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await window.context.close();
});

test('a cut strikes its step out, moves the number to what the API says, and can be passed on and taken back', async () => {
  const window = await opened('/?of=staging/delivery/workload');
  const { page, complaints } = window;
  const step = page.locator('[data-step*="bypass-deploy-key"]').first();
  await step.waitFor();
  await step.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Cut this.*flux-production may not bypass/ }).press('Enter');
  const cut = await api<AnswerCutDocument>(window, `/api/v1/answer/cuts?cut=${encodeURIComponent(BYPASS)}`);
  const after = cut.after.quorum.find(
    ({ target, route, effect }) => target === 'staging' && route === 'delivery' && effect === 'workload',
  );
  expect([after?.atLeast, after?.atMost]).toEqual([1, 2]);
  const bound = page.locator('[data-bound="staging/delivery/workload"]');
  await expect.poll(() => bound.textContent()).toContain(`${after?.atLeast}–${after?.atMost}`);
  await expect.poll(() => page.locator('h1').first().textContent()).toBe(cut.headline);
  expect(await page.locator('[role=status]').allTextContents()).toContainEqual(
    expect.stringContaining('What runs in staging, by delivery: 1, then 1–2.'),
  );
  await expect
    .poll(() => page.locator('[data-step*="bypass-deploy-key"]').first().textContent())
    .toContain('gone');
  expect(await inaccessible(page)).toEqual([]);
  await page.reload();
  await expect.poll(() => bound.textContent()).toContain('1–2');
  await page.getByRole('button', { name: 'Take all back' }).click();
  await expect.poll(() => bound.textContent()).not.toContain('1–2');
  expect(new URL(page.url()).searchParams.get('cut')).toBe(null);
  expect(complaints).toEqual([]);
  await window.context.close();
});

test('the arrows walk along a path', async () => {
  const window = await opened('/');
  const { page } = window;
  const step = page.locator('[data-step*="bypass-deploy-key"]').first();
  await step.waitFor();
  await step.focus();
  await page.keyboard.press('ArrowRight');
  expect(await page.evaluate("document.activeElement?.getAttribute('data-step')")).toContain(' -> target:');
  await window.context.close();
});

test('in a narrow window the paths are a list, in which the same can be cut', async () => {
  const window = await opened('/', 390);
  const { page, complaints } = window;
  await page.getByRole('list', { name: 'Paths' }).waitFor();
  expect(await page.locator('.react-flow').count()).toBe(0);
  expect(await inaccessible(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await window.context.close();
});

test('whoever may not see it learns who may', async () => {
  const window = await opened('/', 1_280, 'developer');
  await window.page.getByText('Your roles do not show who can change what').waitFor();
  expect(await inaccessible(window.page)).toEqual([]);
  await window.context.close();
});

test('facts that cannot be taken away together are said to be so', async () => {
  const window = await opened(`/?cut=${encodeURIComponent('bypass:app-loyalty:user:nobody')}`);
  await window.page.getByRole('alert').waitFor();
  expect(await inaccessible(window.page)).toEqual([]);
  await window.context.close();
});
