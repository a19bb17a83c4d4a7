import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from '../program.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'mainward-follow-'));
  writeFileSync(join(cwd, 'token'), 'a.b.c');
  const users = ['sees', 'deletes'];
  writeFileSync(
    join(cwd, 'kubeconfig'),
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'sees',
      clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
      users: users.map((name) => ({ name, user: { token: name } })),
      contexts: [...users, 'again'].map((name) => ({
        name,
        context: { cluster: 'c', user: name === 'again' ? 'sees' : name },
      })),
    }),
  );
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

async function guard(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let out = '';
  let err = '';
  const code = await runProgram(['guard', ...argv], {
    cwd,
    env: { HOME: cwd, ...env },
    version: () => '1.2.3',
    stdout: { write: (text) => void (out += text) },
    stderr: { write: (text) => void (err += text) },
    untilStopped: () => Promise.resolve(),
  });
  return { code, out, err };
}

const WHOLE = ['--server', 'http://127.0.0.1:1', '--cluster', 'edge', '--token-file', 'token'];
const PLACE = ['--kubeconfig', 'kubeconfig'];

test('guards until it is to end, and says for whom', async () => {
  expect(await guard([...WHOLE, ...PLACE, '--contexts', 'revoker=deletes'])).toMatchObject({
    code: 0,
    out: 'guarding edge for http://127.0.0.1:1\n',
  });
  expect(await guard(WHOLE, { KUBECONFIG: 'kubeconfig' })).toMatchObject({ code: 0 });
});

test.each([
  ['no server', WHOLE.slice(2), 'No server is named'],
  ['no cluster', [...WHOLE.slice(0, 2), ...WHOLE.slice(4)], '--cluster is missing'],
  ['no token', WHOLE.slice(0, 4), '--token-file is missing'],
  [
    'a server by http',
    ['--server', 'http://mainward.example', ...WHOLE.slice(2), ...PLACE],
    '--server must be https',
  ],
  ['no pod around it', WHOLE, 'does not run in a pod'],
  ['contexts of no kubeconfig', [...WHOLE, '--contexts', 'revoker=deletes'], '--contexts cannot be'],
  [
    'a power that is none of a guard',
    [...WHOLE, ...PLACE, '--contexts', 'broker=sees'],
    '--contexts cannot be',
  ],
  ['a context that is not there', [...WHOLE, ...PLACE, '--contexts', 'revoker=nobody'], 'KUBECONFIG_INVALID'],
  [
    'one context for two powers',
    [...WHOLE, ...PLACE, '--contexts', 'revoker=deletes,reconciler=deletes'],
    'are one context',
  ],
  ['one user for two powers', [...WHOLE, ...PLACE, '--contexts', 'revoker=again'], 'is the same user'],
  ['what only a pause takes', [...WHOLE, ...PLACE, '--reason', 'x'], '--reason has no meaning'],
])('is refused with %s', async (_, argv, why) => {
  const { code, err } = await guard(argv);
  expect([code, err]).toEqual([2, expect.stringContaining(why)]);
});
