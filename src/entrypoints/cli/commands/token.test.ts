import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { World } from '../../../flows/exchange/fixtures/world.ts';
import { testInstance } from '../../server/fixtures/instance.ts';
import { fakeServices } from '../../server/fixtures/services.ts';
import { OAUTH } from '../../server/routes/oauth.ts';
import { runProgram } from '../program.ts';

const world = new World();
const folder = mkdtempSync(join(tmpdir(), 'mainward-token-'));
let server: FastifyInstance;
let address: string;

beforeAll(async () => {
  server = testInstance(OAUTH, fakeServices({ broker: world.broker })).instance;
  address = await server.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function mainward(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const said = { out: '', err: '' };
  const code = await runProgram(['token', ...argv], {
    cwd: folder,
    env,
    version: () => '0',
    untilStopped: () => Promise.resolve(),
    stdout: { write: (text) => (said.out += text) },
    stderr: { write: (text) => (said.err += text) },
  });
  return { code, ...said };
}

describe('mainward token', () => {
  test('prints the credential, and nothing else', async () => {
    const { code, out, err } = await mainward(['--for', 'deploy/production', '--server', address], {
      MAINWARD_ID_TOKEN: world.token(),
    });
    expect([code, err]).toEqual([0, '']);
    expect(world.cluster.isGood(out.trimEnd())).toBe(true);
  });

  test('is a credential plugin with -o json', async () => {
    const file = join(folder, 'id-token');
    writeFileSync(file, `${world.token()}\n`);
    const { code, out } = await mainward(
      ['--for', 'validate/production', '--token-file', file, '-o', 'json'],
      {
        MAINWARD_SERVER: address,
      },
    );
    expect(code).toBe(0);
    const credential = JSON.parse(out) as { status: { token: string; expirationTimestamp: string } };
    expect(credential).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: expect.any(String), expirationTimestamp: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
    expect(world.cluster.isGood(credential.status.token)).toBe(true);
  });

  test('asks GitHub’s runner for a token for this server', async () => {
    const asked: (string | undefined)[] = [];
    const runner = createServer((request, answer) => {
      asked.push(request.url, request.headers.authorization);
      answer.end(JSON.stringify({ value: world.token() }));
    });
    await new Promise<void>((resolve) => runner.listen(0, '127.0.0.1', resolve));
    const { code, out } = await mainward(['--for', 'deploy/production', '--server', address], {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${(runner.address() as AddressInfo).port}/token?v=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner-secret',
    });
    runner.close();
    runner.closeAllConnections();
    expect(code).toBe(0);
    expect(world.cluster.isGood(out.trimEnd())).toBe(true);
    expect(asked).toEqual([`/token?v=2&audience=${encodeURIComponent(address)}`, 'Bearer runner-secret']);
  });

  test('ends with 4 where it is refused, and with 5 where nobody answers; neither says the token', async () => {
    const token = world.token();
    const env = { MAINWARD_ID_TOKEN: token };
    const argv = ['--for', 'deploy/production', '-v', '--server'];
    await mainward([...argv, address], env);
    for (const [where, code] of [
      [address, 4],
      ['http://127.0.0.1:9', 5],
    ] as const) {
      const again = await mainward([...argv, where], env);
      expect([again.code, again.out]).toEqual([code, '']);
      expect(again.err).not.toContain(token.slice(0, 30));
    }
  });

  test('writes a credential to no file', async () => {
    const { code } = await mainward(
      ['--for', 'deploy/production', '--server', address, '-o', `json=${join(folder, 'out')}`],
      { MAINWARD_ID_TOKEN: world.token() },
    );
    expect(code).toBe(2);
  });
});
