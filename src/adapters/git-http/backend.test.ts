import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as ask, createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type GitHttpOptions, gitHttp } from './backend.ts';

let root: string;
let server: Server | undefined;
let port: number;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'mainward-http-'));
  await git(root, 'init', '-q', '--bare', '-b', 'main', join(root, 'shop.git'));
  await git(root, 'init', '-q', '-b', 'main', join(root, 'clone'));
  await git(join(root, 'clone'), 'commit', '-q', '--allow-empty', '-m', 'Begin');
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  rmSync(root, { recursive: true, force: true });
});

async function serve(over: Partial<GitHttpOptions> = {}): Promise<void> {
  const handle = gitHttp({
    authenticate: async ({ headers }) => {
      const [login, secret] = Buffer.from((headers.authorization ?? '').slice(6), 'base64')
        .toString()
        .split(':');
      return secret === 'secret' && login !== undefined ? { login } : undefined;
    },
    repository: async (name, user) =>
      name === 'shop' && user.login !== 'eve' ? join(root, 'shop.git') : undefined,
    ...over,
  });
  server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
}

function git(cwd: string, ...args: readonly string[]): Promise<{ code: number | null; said: string }> {
  const identity = {
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@b',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@b',
  };
  const env = {
    PATH: process.env['PATH'],
    HOME: root,
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    ...identity,
  };
  const child = spawn('git', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => void (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void (said += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

const push = (who: string): ReturnType<typeof git> =>
  git(join(root, 'clone'), 'push', `http://${who}:secret@127.0.0.1:${port}/shop.git`, 'main');

function get(
  path: string,
  who = 'ann:secret',
  method = 'GET',
): Promise<{ status: number; text: string; challenge: unknown }> {
  return new Promise((resolve, reject) => {
    const authorization = `Basic ${Buffer.from(who).toString('base64')}`;
    const asked = ask(
      { port, host: '127.0.0.1', path, method, headers: who === '' ? {} : { authorization } },
      (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => void (text += chunk.toString('latin1')));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, text, challenge: answer.headers['www-authenticate'] }),
        );
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

test('a clone pushes and fetches, and hooks are told who it is', async () => {
  writeFileSync(join(root, 'shop.git', 'hooks', 'pre-receive'), '#!/bin/sh\necho "this is $REMOTE_USER"\n', {
    mode: 0o755,
  });
  await serve();
  expect(await push('ann')).toMatchObject({ code: 0, said: expect.stringContaining('remote: this is ann') });
  const fetched = await git(root, 'clone', '-q', `http://ann:secret@127.0.0.1:${port}/shop.git`, 'second');
  expect(fetched).toEqual({ code: 0, said: '' });
});

test('nobody is let in who does not say who they are, or whose name could mean more than a name', async () => {
  await serve();
  for (const who of ['', 'ann:wrong', 'ann\nX=1:secret', 'ä:secret']) {
    const answer = await get('/shop.git/info/refs?service=git-upload-pack', who);
    expect(answer).toMatchObject({ status: 401, challenge: 'Basic realm="mainward", charset="UTF-8"' });
  }
});

test.each([
  ['/shop.git/HEAD', 404],
  ['/shop.git/objects/info/packs', 404],
  ['/shop.git/info/refs', 404],
  ['/shop.git/info/refs?service=git-upload-archive', 404],
  ['/shop.git/info/refs?service=git-upload-pack&x=1', 404],
  ['/../shop.git/info/refs?service=git-upload-pack', 404],
  ['/%2e%2e.git/info/refs?service=git-upload-pack', 404],
  ['/a..b.git/info/refs?service=git-upload-pack', 404],
  ['/.git/info/refs?service=git-upload-pack', 404],
  ['/tools.git/info/refs?service=git-upload-pack', 404],
  ['/shop.git/git-receive-pack', 405],
  ['/', 404],
])('%s is %i', async (path, status) => {
  await serve();
  expect((await get(path)).status).toBe(status);
});

test('a repository that is not for somebody reads as if it were not there', async () => {
  await serve();
  const path = '/info/refs?service=git-upload-pack';
  expect(await get(`/shop.git${path}`, 'eve:secret')).toEqual(await get(`/none.git${path}`, 'eve:secret'));
});

test('what is larger than is taken at once is refused, and nothing of it stays', async () => {
  await serve({ limits: { bytes: 20_000 } });
  writeFileSync(join(root, 'clone', 'large'), randomBytes(300_000));
  await git(join(root, 'clone'), 'add', '.');
  await git(join(root, 'clone'), 'commit', '-q', '-m', 'Large');
  const pushed = await push('ann');
  expect(pushed.code).not.toBe(0);
  expect((await git(join(root, 'shop.git'), 'for-each-ref')).said).toBe('');
});

test('what takes longer than is waited is ended, with everything that Git started', async () => {
  const hook = `#!/bin/sh\necho $$ > ${root}/pid\nexec sleep 600\n`;
  writeFileSync(join(root, 'shop.git', 'hooks', 'pre-receive'), hook, { mode: 0o755 });
  await serve({ limits: { milliseconds: 1_000 } });
  expect((await push('ann')).code).not.toBe(0);
  const status = `/proc/${readFileSync(join(root, 'pid'), 'utf8').trim()}/status`;
  // Ended, and perhaps not yet collected.
  expect(existsSync(status) ? readFileSync(status, 'utf8') : '').not.toMatch(/^State:\s+[RSD]/m);
});

test('no more run side by side than may', async () => {
  let release = (): void => undefined;
  const waiting = new Promise<void>((resolve) => {
    release = resolve;
  });
  await serve({ limits: { atOnce: 1 }, authenticate: () => waiting.then(() => ({ login: 'ann' })) });
  const first = get('/shop.git/info/refs?service=git-upload-pack');
  const second = await get('/shop.git/info/refs?service=git-upload-pack');
  release();
  expect([second.status, (await first).status]).toEqual([503, 200]);
  expect((await get('/shop.git/info/refs?service=git-upload-pack')).status).toBe(200);
});

test('what cannot be answered says nothing of why', async () => {
  const reports: string[] = [];
  await serve({
    repository: async () => {
      throw new Error('the password is tulip');
    },
    report: (text) => reports.push(text),
  });
  const answer = await get('/shop.git/info/refs?service=git-upload-pack');
  expect(answer).toMatchObject({ status: 500, text: 'It could not be answered.\n' });
  expect(reports).toEqual(['the password is tulip']);
});
