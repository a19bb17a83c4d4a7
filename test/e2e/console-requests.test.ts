import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inaccessible, LOOKS, type Look, openChromium, openWindow, type Window } from './console-browser.ts';
import { type Person, type RequestsStage, setRequestsStage, tokenOf } from './requests-stage.ts';

const WIDE: Look = { width: 1_280, theme: 'light' };
const MINUTE = 60_000;
const REASON = 'INC-7 the queue is stuck';

let browser: Browser;
let set: RequestsStage;
beforeAll(async () => {
  browser = await openChromium();
});
beforeEach(async () => {
  set = await setRequestsStage();
  return () => set.stop();
});
afterAll(() => browser?.close());

async function windowOf(person: Person, path = '/requests', look = WIDE): Promise<Window> {
  const window = await openWindow(browser, look, [set.url]);
  await window.context.addCookies([{ name: 'mainward-session', value: tokenOf(person), url: set.url }]);
  await window.page.goto(`${set.url}${path}`);
  await window.page.getByRole('heading', { level: 1 }).waitFor();
  return window;
}

async function fill(page: Page, minutes: string, reason: string): Promise<void> {
  await page.getByLabel('For how many minutes').fill(minutes);
  await page.getByLabel('Why').fill(reason);
}

async function asked(): Promise<{ readonly id: string; readonly head: string }> {
  const made = await set.desk.request({ policy: 'payments-edit', person: 'ann', reason: REASON });
  if (!made.ok) throw new Error(made.error.code);
  return { id: made.value.id, head: made.value.offered?.head ?? '' };
}

/** Ben agrees, it lands, and that it did is recorded. */
async function agreedTo(head: string): Promise<void> {
  await set.scene.agree(head);
  for (let turn = 0; turn < 2; turn += 1) await set.scene.keep();
}

async function active(): Promise<string> {
  const { id, head } = await asked();
  await agreedTo(head);
  return id;
}

async function broken(person: Person): Promise<string> {
  const signedInAt = new Date(set.scene.time.now()).toISOString();
  const made = await set.desk.breakGlass({
    policy: 'payments-edit',
    person,
    reason: 'INC-1 down',
    signedInAt,
  });
  if (!made.ok) throw new Error(made.error.code);
  return made.value.id;
}

test('access is asked for by keyboard, waits for whom it names, and is seen to begin', async () => {
  const { page, context, complaints } = await windowOf('ann');
  await page.getByRole('link', { name: 'Ask for it' }).focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: 'Ask for payments-edit' });
  await form.waitFor();
  await fill(page, '500', 'the queue is stuck');
  await page.keyboard.press('Enter');
  await form.getByText('From 1 minute to 2 hours.').waitFor();
  await form.getByText('Begin it with INC-.').waitFor();
  expect((await set.desk.grants({ person: 'ann', seesAll: true, mayEndAny: false })).grants).toEqual([]);

  await fill(page, '30', REASON);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'payments-edit for ann' }).waitFor();
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await page.getByText('Missing: 1 of leads.').waitFor();
  await page.getByText(`mainward access approve ${id} --push --server ${set.url}`).waitFor();
  const shown = await page.getByRole('region', { name: `mainward-${id}.yaml` }).innerText();
  const grant = await set.desk.grant(id, { person: 'ann', seesAll: true, mayEndAny: false });
  expect(shown).toBe(grant?.manifests?.trimEnd());

  await agreedTo(grant?.offered?.head ?? '');
  await page.getByText('active', { exact: true }).waitFor();
  const timer = page.getByRole('timer');
  const first = await timer.innerText();
  expect(first).toMatch(/^(30 min 0\d|29 min \d\d) s$/);
  await expect.poll(() => timer.innerText()).not.toBe(first);
  expect(await timer.getAttribute('aria-live')).toBe('off');
  expect(complaints).toEqual([]);
  await context.close();
});

test('whoever may agree is told how, and whoever may not is not', async () => {
  const { id } = await asked();
  const ben = await windowOf('ben', `/requests/${id}`);
  await ben.page.getByText('You may agree to it.').waitFor();
  await ben.context.close();
  const ann = await windowOf('ann', `/requests/${id}`);
  await ann.page.getByText('Whoever may agree does so with their key').waitFor();
  await ann.context.close();
});

test('access is ended after it was confirmed, by whoever may', async () => {
  const id = await active();
  const { page, context } = await windowOf('ann');
  await page.getByRole('button', { name: 'End it now' }).click();
  const dialog = page.getByRole('dialog', { name: 'End this access now?' });
  await dialog.getByRole('button', { name: 'Let it last' }).click();
  expect((await set.scene.board.find(id))?.ends).toEqual([]);
  await page.getByRole('button', { name: 'End it now' }).click();
  await dialog.getByRole('button', { name: 'End it' }).click();
  const row = page.getByRole('row').filter({ hasText: 'payments-edit' });
  await row.getByText('Taken out of Git: ended before its time by ann.').waitFor();
  await context.close();
});

test('what the server refuses is said with what would do', async () => {
  await active();
  set.scene.committer.refusal = 'the branch is frozen';
  const { page, context, complaints } = await windowOf('ann');
  await page.getByRole('button', { name: 'End it now' }).click();
  await page.getByRole('button', { name: 'End it', exact: true }).click();
  const alert = page.getByRole('dialog').getByRole('alert');
  await alert.getByText('The gate refused the commit: the branch is frozen').waitFor();
  await alert.getByText('Mend what it says, and ask again.').waitFor();
  expect(await inaccessible(page)).toEqual([]);
  expect(complaints.filter((one) => !one.includes('status of 409'))).toEqual([]);
  await context.close();
});

describe('break-glass', () => {
  test('says what happens, leads to a fresh sign-in and back to what was written, and is loud', async () => {
    const { page, context } = await windowOf('ann');
    // The identity provider’s part: they come back at once, freshly signed in.
    await page.route(/\/sign-in\?/, async (route) => {
      set.sessions.signedInAt.set('ann', new Date(set.scene.time.now()).toISOString());
      const to = new URL(route.request().url()).searchParams.get('to') ?? '';
      await route.fulfill({ status: 303, headers: { location: to } });
    });
    await page.getByRole('link', { name: 'Break-glass' }).click();
    await page.getByText('Nobody agrees to this. You get it at once.').waitFor();
    await fill(page, '20', 'INC-9 nobody else is awake');
    await page.getByRole('button', { name: 'Break the glass' }).click();
    const alert = page.getByRole('alert');
    await alert.getByText('Break-glass needs a fresh sign-in').waitFor();
    await alert.getByRole('link', { name: 'Sign in again' }).click();
    await page.getByText('You are back from signing in, and nothing was done yet.').waitFor();
    expect(await page.getByLabel('For how many minutes').inputValue()).toBe('20');
    expect(await page.getByLabel('Why').inputValue()).toBe('INC-9 nobody else is awake');
    expect(set.scene.alarms).toEqual([]);

    const other = await windowOf('cho', '/ledger');
    await page.getByRole('button', { name: 'Break the glass' }).click();
    await page.getByRole('heading', { level: 1, name: 'payments-edit for ann' }).waitFor();
    await page.getByText('nobody: it is break-glass').waitFor();
    expect(set.scene.alarms).toMatchObject([{ kind: 'break-glass', person: 'ann' }]);
    await other.page.getByText('Break-glass: access that nobody agreed to').waitFor();
    await other.page.getByRole('link', { name: 'payments-edit in prod' }).click();
    await other.page.getByText('Somebody has access that nobody agreed to.').waitFor();
    await other.context.close();
    await context.close();
  });

  test('is reviewed by whoever did not use it, once', async () => {
    const id = await broken('ann');
    const { page, context } = await windowOf('cho', `/requests/${id}`);
    await page.getByText('to be reviewed').waitFor();
    await page.getByRole('button', { name: 'Review it' }).click();
    const dialog = page.getByRole('dialog', { name: 'What was this use by ann?' });
    await dialog.getByRole('button', { name: 'Record it' }).click();
    await dialog.getByText('Choose one.').waitFor();
    expect(await inaccessible(page)).toEqual([]);
    await dialog.getByLabel('Not justified').check();
    await dialog.getByLabel('What you found').fill('The lead was there.');
    await dialog.getByRole('button', { name: 'Record it' }).click();
    await page.getByText('not justified').waitFor();
    await page.getByText('cho: The lead was there.').waitFor();
    expect(await page.getByRole('button', { name: 'Review it' }).count()).toBe(0);
    await context.close();
    const own = await windowOf('ann', `/requests/${id}`);
    expect(await own.page.getByRole('button', { name: 'Review it' }).count()).toBe(0);
    await own.context.close();
  });
});

test('developers see theirs, and nothing of others', async () => {
  const id = await active();
  const { page, context } = await windowOf('dan');
  await page.getByText('Nobody has temporary access, and nobody waits for it').waitFor();
  await page.goto(`${set.url}/requests/${id}`);
  await page.getByText('NOT_FOUND').waitFor();
  await context.close();
});

describe.each(LOOKS)('$width wide, $theme', (look) => {
  async function expectSound({ page, complaints }: Window, where: string): Promise<void> {
    expect(await inaccessible(page), where).toEqual([]);
    const wider = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(wider, `${where} is wider than its window`).toBeLessThanOrEqual(0);
    expect(complaints, where).toEqual([]);
  }

  test('every state is sound', async () => {
    await active();
    await set.desk.revoke({ id: await active(), person: 'ann', name: 'Ann', mayEndAny: false });
    const { id } = await asked();
    await broken('cho');
    const glass = await broken('ann');
    const misuse = { id: glass, person: 'cho', verdict: 'misuse', say: 'x' } as const;
    await set.desk.review(misuse, { person: 'cho', mayEndAny: true });
    for (const person of ['cho', 'ann'] as const) {
      const window = await windowOf(person, '/requests', look);
      await window.page.getByRole('heading', { name: 'What may be asked for' }).waitFor();
      await window.page.getByText('Missing: 1 of leads.').waitFor();
      await expectSound(window, `${person} list`);
      for (const path of [
        `/requests/${id}`,
        `/requests/${glass}`,
        '/requests?ask=payments-edit',
        '/requests?break=payments-edit',
        '/requests?ask=none',
      ]) {
        await window.page.goto(`${set.url}${path}`);
        await window.page
          .getByRole(path.includes('?') ? 'dialog' : 'timer')
          .or(window.page.getByText('Missing:'))
          .first()
          .waitFor();
        await expectSound(window, `${person} ${path}`);
      }
      await window.context.close();
    }
    await set.scene.time.advance(200 * MINUTE);
    const after = await windowOf('cho', '/requests', look);
    await after.page.getByText('review overdue').first().waitFor();
    await expectSound(after, 'after their time');
    await after.context.close();
  });
});
