import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepSession } from '../../src/entrypoints/cli/login/session-file.ts';
import { NO_CONFIG } from '../../src/entrypoints/server/config/config.ts';
import { NamedSessions } from '../../src/entrypoints/server/fixtures/drift.ts';
import { fakeServices, TOKENS } from '../../src/entrypoints/server/fixtures/services.ts';
import { makeLogger } from '../../src/entrypoints/server/logger.ts';
import { startServing } from '../../src/entrypoints/server/serving.ts';
import { ReviewBoard } from '../../src/flows/review/board/board.ts';
import { decidedCampaign, signedLedger } from '../review/packs.ts';
import { ROOT, run } from '../support/project.ts';
import { succeed } from './mainward.ts';

const folder = mkdtempSync(join(tmpdir(), 'mainward-pack-e2e-'));
const pack = join(folder, 'pack');
const trust = join(folder, 'trust');
/** The program out of the tarball that people install. */
const program = join(folder, 'installed/node_modules/mainward/bin/mainward.js');
const verifying = [process.execPath, program, 'log', 'verify', pack, '--trust', trust];

beforeAll(async () => {
  install();
  const { scene, id } = await decidedCampaign();
  const { ledger, verifierKey, close } = await signedLedger(scene.scene.ledger, join(folder, 'log'));
  writeFileSync(trust, `${verifierKey}\n`);
  const server = await startServing({
    config: { ...NO_CONFIG, listen: { host: '127.0.0.1', port: 0 } },
    services: fakeServices({
      ledger,
      sessions: new NamedSessions('dan'),
      reviews: { ...fakeServices().reviews, board: new ReviewBoard(ledger) },
    }),
    logger: makeLogger({ write: () => undefined }),
  });
  const env = { ...process.env, XDG_STATE_HOME: folder };
  const expires = new Date(Date.now() + 600_000).toISOString();
  keepSession(server.url, { token: TOKENS.auditor, expires }, env, Date.now());
  const argv = ['review', 'export', id, '--out', pack, '--server', server.url.origin];
  await succeed(argv, { cwd: folder, env });
  // From here on there is neither server nor log nor repository.
  await server.stop();
  await close();
  rmSync(join(folder, 'log'), { recursive: true });
  scene.scene.remove();
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function install(): void {
  const packed = run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder]);
  expect(packed.status, packed.stderr).toBe(0);
  const into = join(folder, 'installed/node_modules/mainward');
  mkdirSync(into, { recursive: true });
  const tarball = join(folder, packed.stdout.trim().split('\n').at(-1) ?? '');
  expect(run('tar', ['-xzf', tarball, '-C', into, '--strip-components=1']).status).toBe(0);
  symlinkSync(join(ROOT, 'node_modules'), join(into, 'node_modules'));
}

test('the installed program verifies a pack without opening a socket to anywhere', () => {
  const trace = join(folder, 'trace');
  const { status, stdout, stderr, error } = run('strace', [
    '-f',
    '-o',
    trace,
    '-e',
    'trace=%network',
    ...verifying,
  ]);
  expect(status, `strace is needed: ${error?.message ?? stderr}`).toBe(0);
  expect(stdout).toContain('of test.example/log, in its tree of ');
  expect(stdout).toMatch(/shown {2}decisions of dee, signed with SHA256:/);
  expect(readFileSync(trace, 'utf8')).toContain('+++ exited with 0 +++');
  // Pipes between threads are pairs of local sockets; nothing else is.
  const calls = readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => /\b(socket|connect|bind|sendto|sendmsg)\(/.test(line));
  expect(calls.filter((line) => !line.includes('AF_UNIX'))).toEqual([]);
});

const cutsOff = run('unshare', ['-rn', 'true']).status === 0;
test.runIf(cutsOff)('the installed program verifies a pack where there is no network at all', () => {
  const { status, stdout } = run('unshare', ['-rn', ...verifying]);
  expect(stdout).toMatch(/^verified: /);
  expect(status).toBe(0);
});

test('the installed program names a file that was changed', () => {
  const file = join(pack, 'decisions.csv');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, before.replace('revoke', 'keep'));
  const { status, stdout } = run(process.execPath, verifying.slice(1));
  writeFileSync(file, before);
  expect(stdout).toMatch(/^damaged: .*\n {2}decisions\.csv: /);
  expect(status).toBe(1);
});
