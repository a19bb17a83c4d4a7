import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { openLedger } from '../../src/entrypoints/ledger/open.ts';
import { ROOT } from '../support/project.ts';

const root = mkdtempSync(join(tmpdir(), 'mainward-serve-'));
const folder = (): string => mkdtempSync(join(root, 'data-'));
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  stdout: string;
  stderr: string;
}

function start(argv: readonly string[]): Running {
  const child = spawn(process.execPath, argv, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  started.push(child);
  const running = {
    child,
    stdout: '',
    stderr: '',
    ended: once(child, 'close').then(([code]) => code as number | null),
  };
  child.stdout.on('data', (bytes: Buffer) => void (running.stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => void (running.stderr += bytes.toString()));
  return running;
}

const serve = (...args: readonly string[]): Running =>
  start([join(ROOT, 'bin/mainward.js'), 'serve', '--listen', '127.0.0.1:0', ...args]);

async function until(running: Running, found: () => boolean): Promise<void> {
  while (!found()) {
    const event = await Promise.race([running.ended, new Promise((resolve) => setTimeout(resolve, 20))]);
    if (typeof event === 'number' && !found()) throw new Error(`It ended with ${event}: ${running.stderr}`);
  }
}

async function addressOf(running: Running): Promise<URL> {
  await until(running, () => running.stdout.includes('\n'));
  return new URL(/^server (\S+)/.exec(running.stdout)?.[1] ?? '');
}

describe('mainward serve', () => {
  test('answers without a configuration what is public, and nothing else', async () => {
    const url = await addressOf(serve('--data', folder()));
    const status = async (path: string): Promise<number> => (await fetch(new URL(path, url))).status;
    expect(await Promise.all(['/healthz', '/readyz', '/openapi.json', '/'].map(status))).toEqual([
      200, 200, 200, 200,
    ]);
    expect(await Promise.all(['/sign-in', '/api/v1/session', '/log/checkpoint', '/x'].map(status))).toEqual([
      404, 401, 401, 401,
    ]);
    expect(await (await fetch(url)).text()).toContain('<title>Mainward</title>');
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'ends well on %s, with the request that it was answering',
    async (signal) => {
      const running = serve('--data', folder());
      const url = await addressOf(running);
      const socket = connect(Number(url.port), '127.0.0.1');
      await once(socket, 'connect');
      let answer = '';
      socket.on('data', (bytes) => void (answer += bytes.toString()));
      const gone = once(socket, 'close');
      socket.write(
        'POST /oauth/token HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 3\r\n\r\na',
      );
      await fetch(new URL('/healthz', url));
      running.child.kill(signal);
      await until(running, () => running.stderr.includes('"msg":"stopping"'));
      socket.write('=1');
      await gone;
      expect(answer).toContain('HTTP/1.1 400 Bad Request');
      expect(await running.ended).toBe(0);
      expect(running.stderr).toContain('"msg":"stopped"');
      await expect(fetch(new URL('/healthz', url))).rejects.toThrow('fetch failed');
    },
  );

  test('refuses a data folder that another one writes, and takes it when that one is gone, however it went', async () => {
    const data = folder();
    const first = serve('--data', data);
    await addressOf(first);
    const second = serve('--data', data);
    expect(await second.ended).toBe(2);
    expect(second.stderr).toContain('error[DATA_LOCKED]');
    first.child.kill('SIGKILL');
    await first.ended;
    await addressOf(serve('--data', data));
  });

  test('refuses a configuration that it does not understand, with its place', async () => {
    const config = join(folder(), 'mainward.yaml');
    writeFileSync(config, 'schema: mainward.dev/config/v1\nroles:\n  security: platform\n');
    const running = serve('--data', folder(), '--config', config);
    expect(await running.ended).toBe(2);
    expect(running.stderr).toContain(
      `error[CONFIG_INVALID]: The configuration at ${config}:3:13 cannot be used`,
    );
  });
});

describe('what was acknowledged', () => {
  test.each(['SIGTERM', 'SIGKILL'] as const)('is there after %s', async (signal) => {
    const data = folder();
    const running = start([join(ROOT, 'test/serve/appending.ts'), data]);
    await until(running, () => running.stdout.split('\n').length > 100);
    running.child.kill(signal);
    const code = await running.ended;
    expect(code).toBe(signal === 'SIGTERM' ? 0 : null);
    const acknowledged = running.stdout.split('\n').slice(0, -1).map(Number);
    const { ledger, close } = await openLedger({ folder: join(data, 'log') }, systemClock);
    try {
      expect(ledger.size()).toBeGreaterThanOrEqual(Math.max(...acknowledged) + 1);
      expect(await ledger.find({ types: ['gap'], limit: 100_000 })).toHaveLength(ledger.size());
    } finally {
      await close();
    }
  });
});
