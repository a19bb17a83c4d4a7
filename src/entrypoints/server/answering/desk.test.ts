import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { groundOf, makeDemo } from '../../demo/make.ts';
import { AnswerDesk } from './desk.ts';

const BYPASS = 'bypass:app-loyalty:deploy-key:flux-production';
let folder: string;
let desk: AnswerDesk;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-desk-'));
  desk = new AnswerDesk();
  await desk.refresh(groundOf(makeDemo({ out: join(folder, 'acme'), seed: 1 })));
}, 120_000);
afterAll(() => {
  desk.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the newest answer says who can change what, of which commits and as of when', () => {
  const latest = desk.latest();
  expect(latest?.headline).toContain('can change what runs in production alone');
  expect(latest?.asOf).toBe('2026-11-20T09:00:00Z');
  expect(latest?.repositories[0]).toMatchObject({ commit: expect.stringMatching(/^[0-9a-f]{40}$/) });
  expect(latest?.cuts.map(({ id }) => id)).toContain(BYPASS);
});

test('a cut is made, also after the thread ended', { timeout: 60_000 }, async () => {
  const made = await desk.without([BYPASS]);
  desk.stop();
  expect(made).toMatchObject({ schema: 'mainward.dev/answer-cut/v1', cuts: [{ id: BYPASS }] });
  expect(await desk.without([BYPASS])).toEqual(made);
});

test('what is not there cannot be taken away', { timeout: 60_000 }, async () => {
  expect(await desk.without(['bypass:app-loyalty:user:nobody'])).toEqual({
    impossible: 'bypass:app-loyalty:user:nobody',
  });
});

test('an answer that cannot be made leaves the one before', { timeout: 60_000 }, async () => {
  const before = desk.latest();
  await expect(
    desk.refresh({ places: [{ path: join(folder, 'gone'), commit: '0'.repeat(40) }], evidence: [], now: '' }),
  ).rejects.toThrow('ENOENT');
  expect(desk.latest()).toBe(before);
});

test('without an answer there is nothing to take anything from', async () => {
  const none = new AnswerDesk();
  expect([none.latest(), await none.without([BYPASS])]).toEqual([undefined, undefined]);
});
