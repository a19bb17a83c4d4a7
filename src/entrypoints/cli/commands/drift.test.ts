import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GuardStatus } from '../../../model/drift.ts';
import type { DriftDocument, DriftEventDocument } from '../../../model/drift-document.ts';
import { NO_CONFIG } from '../../server/config/config.ts';
import { DriftLedger, driftServices, seeDrift } from '../../server/fixtures/drift.ts';
import { TOKENS } from '../../server/fixtures/services.ts';
import { makeLogger } from '../../server/logger.ts';
import { startServing } from '../../server/serving.ts';
import type { Invocation, Options } from '../invocation.ts';
import { keepSession } from '../login/session-file.ts';
import { run } from './drift.ts';

const OBJECT = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', name: 'extra' };
const guard: GuardStatus = {
  cluster: 'production',
  tier: 'revoke',
  repository: 'infrastructure',
  commit: 'a'.repeat(40),
  ready: true,
  recording: true,
  held: [{ code: 'paused', why: 'paused by ada' }],
  open: [],
};

let ledger: DriftLedger;
let folder: string;
let server: Awaited<ReturnType<typeof startServing>> | undefined;
beforeEach(() => {
  ledger = new DriftLedger();
  folder = mkdtempSync(join(tmpdir(), 'mainward-drift-'));
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** A server with such a guard, at which somebody of this role is signed in. */
async function serve(
  role: keyof typeof TOKENS = 'security',
  status: GuardStatus | null = guard,
): Promise<void> {
  server = await startServing({
    config: { ...NO_CONFIG, listen: { host: '127.0.0.1', port: 0 } },
    services: driftServices(ledger, status === null ? {} : { status }),
    logger: makeLogger({ write: () => undefined }),
  });
  const expires = new Date(Date.now() + 60_000).toISOString();
  keepSession(server.url, { token: TOKENS[role], expires }, { XDG_STATE_HOME: folder }, Date.now());
}

interface Said {
  readonly out: string[];
  readonly err: string[];
  readonly code: Promise<number>;
  stop(): void;
}

function drift(options: Partial<Options> = {}): Said {
  const { promise, resolve } = Promise.withResolvers<void>();
  const [out, err]: [string[], string[]] = [[], []];
  const invocation: Invocation = {
    command: 'drift',
    args: [],
    options: {
      server: server?.url.origin,
      failOn: 'high',
      output: [{ format: 'json' }],
      ...options,
    } as Options,
    cwd: folder,
    env: { XDG_STATE_HOME: folder },
    stdout: { write: (text) => void out.push(text) },
    stderr: { write: (text) => void err.push(text) },
    stdin: Readable.from([]),
    self: ['node', 'mainward'],
    untilStopped: () => promise,
    isTTY: false,
    columns: 100,
    color: false,
    version: '0.0.0',
  };
  return { out, err, code: run(invocation), stop: resolve };
}

async function until(said: Said, lines: number): Promise<readonly string[]> {
  while (said.out.length < lines) await new Promise((resolve) => setTimeout(resolve, 10));
  return said.out;
}

describe('drift --server', () => {
  test('says what is open, by whom, and what the guard does about it', async () => {
    await seeDrift(ledger);
    await serve();
    const said = drift();
    expect(await said.code).toBe(1);
    const document = JSON.parse(said.out.join('')) as DriftDocument;
    expect(document).toMatchObject({
      schema: 'mainward.dev/drift/v1',
      clusters: [{ cluster: 'production', repository: 'infrastructure', verified: true, tier: 'revoke' }],
      differences: [
        {
          object: OBJECT,
          actors: [{ person: 'eve' }],
          guard: { id: 0, tier: 'revoke', decision: 'delete', actions: [] },
          undo: ['kubectl delete clusterrolebinding extra'],
        },
      ],
      notes: ['the guard of production is held back: paused, paused by ada'],
    });
    const text = drift({ output: [{ format: 'text' }] });
    await text.code;
    expect(text.out.join('')).toContain('by eve (as eve@acme.example), since 2026-11-27 09:00:00');
    expect(text.out.join('')).toContain('guard (revoke): delete; entry 0');
  });

  test('asks for all pages', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `extra-${index}`);
    for (const name of names) await seeDrift(ledger, { seen: { object: { ...OBJECT, name } } });
    await serve();
    const said = drift();
    expect(await said.code).toBe(1);
    expect((JSON.parse(said.out.join('')) as DriftDocument).differences).toHaveLength(120);
  });

  test('tells developers what differs, and of nobody else’s doing', async () => {
    await seeDrift(ledger);
    await serve('developer');
    const said = drift();
    await said.code;
    const [first] = (JSON.parse(said.out.join('')) as DriftDocument).differences;
    expect(first).toMatchObject({ effect: 'grants', actors: [] });
    expect(first).not.toHaveProperty('delta');
    const text = drift({ output: [{ format: 'text' }] });
    await text.code;
    expect(text.out.join('')).not.toContain('eve');
  });

  test('cannot be told where the guard does not see all, and judges nothing where there is none', async () => {
    await serve('security', { ...guard, ready: false });
    expect(await drift().code).toBe(5);
    await server?.stop();
    await serve('security', null);
    await expect(drift().code).rejects.toMatchObject({ code: 'NOTHING_TO_JUDGE' });
  });

  test('wants somebody to be signed in', async () => {
    await serve();
    rmSync(join(folder, 'mainward'), { recursive: true });
    await expect(drift().code).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
  });

  test('goes on, and says what comes and goes as the server records it', async () => {
    await seeDrift(ledger);
    await serve();
    const said = drift({ watch: true });
    await until(said, 1);
    const object = { ...OBJECT, name: 'second' };
    await seeDrift(ledger, { seen: { object } });
    await until(said, 2);
    await ledger.append({ type: 'drift.ended', cluster: 'production', object, seen: 1, how: 'deleted' });
    const events = (await until(said, 3)).map((line) => JSON.parse(line) as DriftEventDocument);
    expect(events.map(({ event, difference }) => `${event} ${difference.object.name}`)).toEqual([
      'came extra',
      'came second',
      'went second',
    ]);
    said.stop();
    expect(await said.code).toBe(0);
  });
});

describe('drift', () => {
  test.each([
    ['a file for what goes on and on', { watch: true, output: [{ format: 'json', file: '/x' }] }],
    ['a server and a cluster', { server: 'https://mainward.example', context: 'prod' }],
    ['no network', { offline: true }],
  ] as [string, Partial<Options>][])('is refused with %s', async (_, options) => {
    await expect(drift(options).code).rejects.toMatchObject({ code: 'USAGE' });
  });
});
