import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser } from '../../server/fixtures/browser.ts';
import { type SigningIn, startSigningIn } from '../../server/fixtures/signing-in.ts';
import type { Invocation } from '../invocation.ts';
import { keepSession, keptSession } from '../login/session-file.ts';
import { run } from './login.ts';

let server: SigningIn;
let folder: string;
beforeAll(async () => {
  server = await startSigningIn();
  folder = mkdtempSync(join(tmpdir(), 'mainward-login-'));
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Said {
  readonly invocation: Invocation;
  readonly address: Promise<URL>;
  stdout: string;
  stderr: string;
}

function invocation(url: string | undefined): Said {
  const { promise: address, resolve } = Promise.withResolvers<URL>();
  const said = { stdout: '', stderr: '', address };
  const options = { server: url, output: [{ format: 'text' }] } as Partial<
    Invocation['options']
  > as Invocation['options'];
  return Object.assign(said, {
    invocation: {
      command: 'login',
      args: [],
      options,
      cwd: folder,
      env: { XDG_STATE_HOME: folder },
      stdout: { write: (text: string) => void (said.stdout += text) },
      stderr: {
        write: (text: string) => {
          said.stderr += text;
          const found = /http\S+/.exec(text)?.[0];
          if (found !== undefined) resolve(new URL(found));
        },
      },
      stdin: Readable.from([]),
      self: ['node', 'mainward'],
      untilStopped: () => new Promise<never>(() => undefined),
      isTTY: false,
      columns: 80,
      color: false,
      version: '0.0.0',
    },
  });
}

test('whoever agrees in the browser has a session on the command line, in a file that is theirs alone', async () => {
  const said = invocation(server.url.origin);
  const code = run(said.invocation);
  const browser = new Browser();
  await browser.open(new URL('/sign-in?hint=ada', server.url));
  const { body, url } = await browser.ask(await said.address);
  const fields = Object.fromEntries(
    [...body.matchAll(/name="(\w+)" value="([^"]*)"/g)].map((one) => [one[1] ?? '', one[2] ?? '']),
  );
  const agreed = await browser.submit(new URL('/login', url), fields);
  const loopback = new URL(agreed.headers.get('location') ?? '');
  expect((await fetch(new URL('/callback?code=x&state=wrong', loopback))).status).toBe(404);
  expect((await fetch(new URL('/', loopback))).status).toBe(404);
  expect(await (await fetch(loopback)).text()).toContain('acts as you now');
  expect(await code).toBe(0);
  expect(said.stdout).toMatch(
    /^Signed in at http:\/\/127\.0\.0\.1:\d+ as Ada <L> \(developer\) until \S+Z\.\n$/,
  );
  const file = join(folder, 'mainward', 'sessions.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'mainward')).mode & 0o777).toBe(0o700);
  const { token } = keptSession(server.url, said.invocation.env, Date.now()) ?? { token: '' };
  expect(said.stdout + said.stderr).not.toContain(token);
  const reply = await fetch(new URL('/api/v1/session', server.url), {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(await reply.json()).toMatchObject({ subject: 'ada' });
  await expect(fetch(loopback)).rejects.toThrow('fetch failed');
});

test('a code that the server does not know is no session', async () => {
  const said = invocation(server.url.origin);
  const code = run(said.invocation);
  code.catch(() => undefined);
  const query = (await said.address).searchParams;
  await fetch(
    `http://127.0.0.1:${query.get('port')}/callback?code=${'x'.repeat(43)}&state=${query.get('state')}`,
  );
  await expect(code).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
});

test('a server that does not answer is said so', async () => {
  const said = invocation('http://127.0.0.1:9');
  const code = run(said.invocation);
  code.catch(() => undefined);
  const query = (await said.address).searchParams;
  await fetch(`http://127.0.0.1:${query.get('port')}/callback?code=x&state=${query.get('state')}`);
  await expect(code).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
});

test.each([
  undefined,
  'mainward.example',
  'http://mainward.example',
  'https://a@mainward.example',
  'https://mainward.example/x',
])('the server %s is refused', async (url) => {
  await expect(run(invocation(url).invocation)).rejects.toMatchObject({ code: 'USAGE' });
});

test('sessions of several servers are kept beside each other, until they end; a file that is broken is as good as none', () => {
  const env = { XDG_STATE_HOME: mkdtempSync(join(folder, 'state-')) };
  const [one, other] = [new URL('https://one.example'), new URL('https://other.example')];
  const until = (ms: number): string => new Date(ms).toISOString();
  keepSession(one, { token: 'a', expires: until(2_000) }, env, 0);
  keepSession(other, { token: 'b', expires: until(9_000) }, env, 1_000);
  expect(keptSession(one, env, 1_999)?.token).toBe('a');
  expect(keptSession(one, env, 2_000)).toBeUndefined();
  expect(keptSession(other, env, 2_000)?.token).toBe('b');
  keepSession(other, { token: 'c', expires: until(9_000) }, env, 3_000);
  const file = join(env.XDG_STATE_HOME, 'mainward', 'sessions.json');
  expect(readFileSync(file, 'utf8')).not.toContain('one.example');
  writeFileSync(file, '{');
  expect(keptSession(other, env, 3_000)).toBeUndefined();
});
