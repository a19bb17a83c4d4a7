import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ReviewBoard } from '../../../flows/review/board/board.ts';
import { MainwardError } from '../../../model/errors.ts';
import { NO_CONFIG } from '../../server/config/config.ts';
import { DriftLedger, NamedSessions } from '../../server/fixtures/drift.ts';
import { campaignIn, reviewedItem } from '../../server/fixtures/reviews.ts';
import { fakeServices, noRemedy, TOKENS } from '../../server/fixtures/services.ts';
import { makeLogger } from '../../server/logger.ts';
import type { Services } from '../../server/services.ts';
import { startServing } from '../../server/serving.ts';
import { called } from '../fixtures/called.ts';
import type { Options } from '../invocation.ts';
import { keepSession } from '../login/session-file.ts';
import { run } from './review.ts';

const ID = 'quarterly-2026-11-27';
const ITEMS = 1_203;

let ledger: DriftLedger;
let folder: string;
let server: Awaited<ReturnType<typeof startServing>> | undefined;
beforeEach(() => {
  ledger = new DriftLedger();
  folder = mkdtempSync(join(tmpdir(), 'mainward-reviewing-'));
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** A server at which somebody of this role is signed in. */
async function serve(
  role: keyof typeof TOKENS,
  start: Services['reviews']['starter']['start'],
): Promise<void> {
  const board = new ReviewBoard(ledger);
  const absent = (): Promise<never> => Promise.reject(new Error('not asked for'));
  const [insights, decisions] = [{ of: absent }, { decide: absent }];
  server = await startServing({
    config: { ...NO_CONFIG, listen: { host: '127.0.0.1', port: 0 } },
    services: fakeServices({
      ledger,
      sessions: new NamedSessions('dan'),
      reviews: { board, starter: { start }, insights, decisions, remedy: noRemedy() },
    }),
    logger: makeLogger({ write: () => undefined }),
  });
  const expires = new Date(Date.now() + 60_000).toISOString();
  keepSession(server.url, { token: TOKENS[role], expires }, { XDG_STATE_HOME: folder }, Date.now());
}

async function review(args: readonly string[], options: Partial<Options> = {}): Promise<string> {
  const at = server === undefined ? {} : { server: server.url.origin };
  const call = called({ command: 'review', args, options: { ...at, ...options }, folder });
  expect(await run(call.invocation)).toBe(0);
  return call.out();
}

const idle = (): Promise<never> => Promise.reject(new Error('nothing is begun'));

describe('`review list`', () => {
  const items = Array.from({ length: ITEMS }, (_, index) =>
    reviewedItem(index + 1, index === 7 ? '=cmd' : `p${index}`, index === 5 ? { danger: 'critical' } : {}),
  );

  test('has the campaigns of a server, and what of them is the reader’s', async () => {
    await campaignIn(ledger, items, ({ principal }) => (principal.person === 'p3' ? 'manager' : 'sue'));
    await serve('manager', idle);
    expect(await review(['list'])).toBe(
      `${ID}  in-review  1,203 of 1,203 items open, 1 item for you, due 2026-12-18\n`,
    );
    expect(await review(['list', ID], { mine: true })).toContain('person p3 has view in shop of production');
  });

  test('has all items of one, in whatever number of pages, the gravest first', async () => {
    await campaignIn(ledger, items, () => 'sue');
    await serve('security', idle);
    const document = JSON.parse(await review(['list', ID], { output: [{ format: 'json' }] }));
    expect(document.items).toHaveLength(ITEMS);
    expect(document.items[0]).toMatchObject({
      danger: 'critical',
      principal: { person: 'p5' },
      reviewer: 'sue',
    });
    expect(document.next).toBeUndefined();
  });

  test('has a table for spreadsheets, which runs nothing', async () => {
    await campaignIn(ledger, items, () => 'sue');
    await serve('security', idle);
    const lines = (await review(['list', ID], { output: [{ format: 'csv' }] })).trimEnd().split('\r\n');
    expect(lines).toHaveLength(ITEMS + 1);
    expect(lines.find((line) => line.includes('=cmd'))).toContain("person,'=cmd,");
  });
});

describe('`review start`', () => {
  test('says what was begun', async () => {
    await serve('security', async ({ by }) => {
      await campaignIn(ledger, [reviewedItem(1, 'ann')], () => by);
      const found = await new ReviewBoard(ledger).find(ID);
      if (found === undefined) throw new Error('It is not there.');
      return found;
    });
    expect(await review(['start', 'quarterly'])).toContain(
      `${ID}  in-review  1 of 1 item open, 1 item for you`,
    );
  });

  test('says why nothing begins', async () => {
    const refusal = new MainwardError('REVIEW_REFUSED', 'It does not begin.', { remedy: 'Name somebody.' });
    await serve('security', () => Promise.reject(refusal));
    await expect(review(['start', 'quarterly'])).rejects.toMatchObject({
      code: 'REVIEW_REFUSED',
      message: 'It does not begin.',
      remedy: 'Name somebody.',
    });
  });

  test('is not for everybody', async () => {
    await serve('developer', idle);
    await expect(review(['start', 'quarterly'])).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
  });
});
