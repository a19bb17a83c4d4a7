import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run as runLog } from '../../src/entrypoints/cli/commands/log.ts';
import { run as runReview } from '../../src/entrypoints/cli/commands/review.ts';
import { called } from '../../src/entrypoints/cli/fixtures/called.ts';
import type { Options } from '../../src/entrypoints/cli/invocation.ts';
import { keepSession } from '../../src/entrypoints/cli/login/session-file.ts';
import type { OpenedLedger } from '../../src/entrypoints/ledger/open.ts';
import { NO_CONFIG } from '../../src/entrypoints/server/config/config.ts';
import { NamedSessions } from '../../src/entrypoints/server/fixtures/drift.ts';
import { campaignIn, reviewedItem } from '../../src/entrypoints/server/fixtures/reviews.ts';
import { fakeServices, TOKENS } from '../../src/entrypoints/server/fixtures/services.ts';
import { makeLogger } from '../../src/entrypoints/server/logger.ts';
import { startServing } from '../../src/entrypoints/server/serving.ts';
import { ReviewBoard } from '../../src/flows/review/board/board.ts';
import type { Member } from '../../src/formats/tar/members.ts';
import { END_OF_ARCHIVE, memberHeader, padding } from '../../src/formats/tar/write.ts';
import { MemoryLedger } from '../thread/ledger.ts';
import { signedLedger } from './packs.ts';

const ID = 'quarterly-2026-11-27';
let folder: string;
let opened: OpenedLedger;
let closing: (() => Promise<unknown>)[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-export-'));
  closing = [];
  const memory = new MemoryLedger(() => Date.parse('2026-11-27T09:00:00Z'));
  await campaignIn(memory, [reviewedItem(1, 'ann'), reviewedItem(2, 'ben')], () => 'dee');
  opened = await signedLedger(memory, join(folder, 'log'));
  writeFileSync(join(folder, 'trust'), `${opened.verifierKey}\n`);
});
afterEach(async () => {
  for (const close of closing) await close();
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(role: keyof typeof TOKENS = 'auditor'): Promise<string> {
  const { ledger } = opened;
  const server = await startServing({
    config: { ...NO_CONFIG, listen: { host: '127.0.0.1', port: 0 } },
    services: fakeServices({
      ledger,
      sessions: new NamedSessions('dan'),
      reviews: { ...fakeServices().reviews, board: new ReviewBoard(ledger) },
    }),
    logger: makeLogger({ write: () => undefined }),
  });
  closing.push(() => server.stop());
  signIn(server.url, role);
  return server.url.origin;
}

/** Of anybody, who answers with these members whatever is asked. */
async function serveMembers(members: readonly (readonly [Member, string])[]): Promise<string> {
  const archive = Buffer.concat([
    ...members.flatMap(([member, text]) => [memberHeader(member), Buffer.from(text), padding(text.length)]),
    END_OF_ARCHIVE,
  ]);
  const server = createServer((_request, response) => response.end(archive));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  signIn(url, 'auditor');
  return url.origin;
}

function signIn(url: URL, role: keyof typeof TOKENS): void {
  const expires = new Date(Date.now() + 600_000).toISOString();
  keepSession(url, { token: TOKENS[role], expires }, { XDG_STATE_HOME: folder }, Date.now());
}

async function run(
  command: 'review' | 'log',
  args: readonly string[],
  options: Partial<Options>,
): Promise<{ readonly code: number; readonly out: string }> {
  const call = called({ command, args, options: { quiet: true, ...options }, folder });
  const code = await (command === 'log' ? runLog : runReview)(call.invocation);
  return { code, out: call.out() };
}

function verify(pack: string) {
  return run('log', ['verify', pack], { trust: join(folder, 'trust') });
}

describe('`review export`', () => {
  it('writes a folder that `log verify` verifies with the key of the log alone', async () => {
    const server = await serve();
    const pack = join(folder, 'pack');
    expect(await run('review', ['export', ID], { server, out: pack })).toEqual({
      code: 0,
      out: `${pack}: 10 files\n`,
    });
    const { code, out } = await verify(pack);
    expect(out).toContain('verified: 1 entry of test.example/log, in its tree of 1\n');
    expect(out).toContain(`shown  the 2 items of ${ID} are those whose root`);
    expect(code).toBe(0);
  });

  it('leaves a folder that is not empty as it is', async () => {
    const server = await serve();
    mkdirSync(join(folder, 'full'));
    writeFileSync(join(folder, 'full', 'mine'), '');
    await expect(run('review', ['export', ID], { server, out: join(folder, 'full') })).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
    });
    expect(readdirSync(join(folder, 'full'))).toEqual(['mine']);
  });

  it('is for whoever reads the log', async () => {
    const server = await serve('developer');
    await expect(run('review', ['export', ID], { server })).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
  });

  it('says that there is no such campaign', async () => {
    const server = await serve();
    await expect(run('review', ['export', 'yearly'], { server })).rejects.toMatchObject({
      code: 'REVIEW_REFUSED',
    });
  });

  it.each([
    ['above the folder', { path: '../out', kind: 'file', size: 1 }],
    ['at the root', { path: '/out', kind: 'file', size: 1 }],
    ['deeper than a pack goes', { path: 'a/b/c', kind: 'file', size: 1 }],
    ['that hides', { path: '.bashrc', kind: 'file', size: 1 }],
    ['with a backslash', { path: '..\\out', kind: 'file', size: 1 }],
    ['that is a link', { path: 'link', kind: 'symlink', size: 0, target: '/etc' }],
  ] as const)('writes nothing where a server names a file %s', async (_name, member) => {
    const server = await serveMembers([
      [{ path: 'manifest.json', kind: 'file', size: 2 }, '{}'],
      [member, member.size === 0 ? '' : 'x'],
    ]);
    const error: unknown = await run('review', ['export', ID], { server, out: join(folder, 'pack') }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: expect.stringMatching(/^(OUTPUT_FAILED|SERVER_UNREACHABLE)$/) });
    expect(existsSync(join(folder, 'pack'))).toBe(false);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it('writes nothing where a server names a file twice', async () => {
    const member = { path: 'manifest.json', kind: 'file', size: 2 } as const;
    const server = await serveMembers([
      [member, '{}'],
      [member, '[]'],
    ]);
    await expect(run('review', ['export', ID], { server, out: join(folder, 'pack') })).rejects.toMatchObject({
      code: 'SERVER_UNREACHABLE',
    });
    expect(existsSync(join(folder, 'pack'))).toBe(false);
  });
});

describe('`log verify` of a pack', () => {
  const pack = (): string => join(folder, 'pack');
  beforeEach(async () => {
    await run('review', ['export', ID], { server: await serve(), out: pack() });
  });

  it.each([
    [
      'a changed file',
      () => writeFileSync(join(pack(), 'items.csv'), 'item\n'),
      'items.csv: it is not what the entries of the log give',
    ],
    ['a missing file', () => rmSync(join(pack(), 'report.html')), 'report.html: it is missing'],
    ['a missing manifest', () => rmSync(join(pack(), 'manifest.json')), 'manifest.json: it is missing'],
    ['a missing proof', () => rmSync(join(pack(), 'proof.json')), 'proof.json: it is missing'],
    [
      'an added file',
      () => writeFileSync(join(pack(), 'statements.txt'), ''),
      'statements.txt: it is no file of the pack',
    ],
    [
      'an added folder',
      () => mkdirSync(join(pack(), 'a', 'b'), { recursive: true }),
      'a/b: it is no file of the pack',
    ],
    ['a link', () => symlinkSync('/etc/passwd', join(pack(), 'link')), 'link: it is no file of the pack'],
  ])('finds and names %s', async (_name, change, said) => {
    change();
    const { code, out } = await verify(pack());
    expect(out.split('\n').slice(0, 2)).toEqual(['damaged: it is not what was signed', `  ${said}`]);
    expect(code).toBe(1);
  });

  it('does not take the place of a file for the file', async () => {
    const file = join(pack(), 'items.csv');
    const bytes = readFileSync(file);
    rmSync(file);
    writeFileSync(join(folder, 'elsewhere'), bytes);
    symlinkSync(join(folder, 'elsewhere'), file);
    expect((await verify(pack())).out).toContain('items.csv: it is no file of the pack\n');
  });
});
