import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FsWorktreeComparer } from '../../../adapters/folder-fs/compare.ts';
import { FsFolderReader } from '../../../adapters/folder-fs/reader.ts';
import { GitCliOpener } from '../../../adapters/git-cli/opener.ts';
import { NO_EVIDENCE } from '../../../flows/evidence/evidence.ts';
import { scan } from '../../../flows/scan/scan.ts';
import { recentLandings } from '../../../flows/verify/recent.ts';
import { headline } from '../../../reports/sentence.ts';
import { Browser } from '../../server/fixtures/browser.ts';
import { makeLogger } from '../../server/logger.ts';
import { makeDemo } from '../make.ts';
import { ownCommand } from './own-command.ts';
import { playThread } from './play.ts';
import { type Stage, setStage } from './stage.ts';

const SELF = [process.execPath, fileURLToPath(new URL('../../../../bin/mainward.js', import.meta.url))];
let folder: string;
let stage: Stage;
let sentence: string;
const log: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-thread-'));
  const demo = makeDemo({ out: join(folder, 'acme'), seed: 1 });
  const report = await scan(
    {
      paths: demo.repositories.slice(0, 1),
      worktree: false,
      all: false,
      controls: [],
      evidence: NO_EVIDENCE,
      now: demo.now,
    },
    {
      git: new GitCliOpener(),
      folders: new FsFolderReader(),
      worktrees: new FsWorktreeComparer(),
      landings: recentLandings,
      clock: () => performance.now() / 1_000,
    },
  );
  sentence = headline(report.quorum);
  stage = await setStage({
    demo,
    answer: { latest: () => report },
    seed: 1,
    root: join(folder, 'stage'),
    version: '0.0.0',
    logger: makeLogger({ write: (line: string) => void log.push(line) }),
    mainward: ownCommand('0.0.0', SELF),
    port: 0,
  });
});
afterAll(async () => {
  await stage?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('one change goes from a pull request to a live object, and every link of it can be shown', async () => {
  const lines: string[] = [];
  try {
    await playThread(stage.world, (line) => lines.push(line));
  } catch (error) {
    throw new Error(`${lines.join('\n')}\n${log.slice(-20).join('')}`, { cause: error });
  }
  expect(lines).toHaveLength(9);
});

describe('signed in through the identity provider', () => {
  test.each([
    ['developer', { changes: 200, log: 403, answer: false }],
    ['security', { changes: 200, log: 200, answer: true }],
    ['manager', { changes: 200, log: 200, answer: false }],
    ['auditor', { changes: 200, log: 200, answer: false }],
  ] as const)('the %s sees what they may, and no more', async (role, expected) => {
    const link = stage.links.find((one) => one.role === role)?.url ?? new URL('about:blank');
    const browser = new Browser();
    const home = await browser.open(link);
    expect(home.status).toBe(200);
    expect(home.body.replaceAll(/<\/?code>/g, '`').includes(sentence)).toBe(expected.answer);
    const status = async (path: string): Promise<number> =>
      (await browser.ask(new URL(path, stage.world.server), { headers: { accept: 'application/json' } }))
        .status;
    expect(await status('/api/v1/changes')).toBe(expected.changes);
    expect(await status('/api/v1/log/entries')).toBe(expected.log);
    expect(await status('/log/checkpoint')).toBe(expected.log);
    const session = await browser.ask(new URL('/api/v1/session', stage.world.server));
    expect(JSON.parse(session.body)).toMatchObject({ roles: [role] });
  });

  test('nobody sees anything but the way in', async () => {
    const browser = new Browser();
    for (const path of ['/api/v1/changes', '/api/v1/log/entries', '/log/checkpoint', '/api/v1/session'])
      expect((await browser.ask(new URL(path, stage.world.server))).status).toBe(401);
    expect((await browser.ask(new URL('/', stage.world.server))).body).toContain('/sign-in');
  });
});
