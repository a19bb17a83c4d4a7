import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GrantDesk } from '../../../flows/grant/desk.ts';
import { Scene } from '../../../flows/grant/fixtures/scene.ts';
import type { SignedIn } from '../../server/access.ts';
import { NO_CONFIG } from '../../server/config/config.ts';
import { NamedSessions } from '../../server/fixtures/drift.ts';
import { fakeServices, TOKENS } from '../../server/fixtures/services.ts';
import { makeLogger } from '../../server/logger.ts';
import { startServing } from '../../server/serving.ts';
import { called } from '../fixtures/called.ts';
import type { Options } from '../invocation.ts';
import { keepSession } from '../login/session-file.ts';
import { run } from './access.ts';
import { run as breakGlass } from './break-glass.ts';

const WISH = { reason: 'INC-4711: payments are down' };

let scene: Scene;
let signedInAt: string | undefined;
let folder: string;
let server: Awaited<ReturnType<typeof startServing>>;

class Sessions extends NamedSessions {
  override async find(token: string, by: SignedIn['by']): Promise<SignedIn | undefined> {
    const found = await super.find(token, by);
    return found && { ...found, ...(signedInAt === undefined ? {} : { signedInAt }) };
  }
}

beforeEach(async () => {
  scene = new Scene();
  signedInAt = undefined;
  folder = mkdtempSync(join(tmpdir(), 'mainward-access-'));
  server = await startServing({
    config: { ...NO_CONFIG, listen: { host: '127.0.0.1', port: 0 } },
    services: fakeServices({ grants: new GrantDesk(scene.ports), sessions: new Sessions('ann') }),
    logger: makeLogger({ write: () => undefined }),
  });
  signIn('developer');
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function signIn(role: keyof typeof TOKENS): void {
  const expires = new Date(Date.now() + 60_000).toISOString();
  keepSession(server.url, { token: TOKENS[role], expires }, { XDG_STATE_HOME: folder }, Date.now());
}

async function say(args: readonly string[], options: Partial<Options> = {}, command = run): Promise<string> {
  const call = called({
    command: 'access',
    args,
    options: { server: server.url.origin, ...options },
    folder,
  });
  expect(await command(call.invocation)).toBe(0);
  return call.out();
}

const json = { output: [{ format: 'json' }] } as const;

/** Asks, and lets others agree. */
async function active(minutes: number): Promise<string> {
  const { id, offered } = JSON.parse(await say(['request', 'payments-edit'], { ...WISH, minutes, ...json }));
  await scene.agree(offered.head);
  await scene.keep();
  await scene.keep();
  return id;
}

describe('`access`', () => {
  test('asks, and says what is missing', async () => {
    const said = await say(['request', 'payments-edit'], { ...WISH, minutes: 30 });
    expect(said).toMatch(
      /^pending {2}20261120-120000-\w+ {2}ann asks for payments-edit in prod {2}until 2026-11-20T12:30:00Z/,
    );
    expect(said).toContain('missing  1 of leads\n');
    expect(said).toMatch(/^offered {2}\w+ at refs\/heads\/mainward\/access\/20261120-120000/m);
  });

  test('lists what waits, what is there and how long still, and what ended', async () => {
    const ended = await active(10);
    await scene.time.advance(11 * 60_000);
    await scene.keep();
    await scene.keep();
    const there = await active(65);
    const waits = JSON.parse(await say(['request', 'payments-edit'], { ...WISH, ...json })).id;
    const lines = (await say(['list'])).split('\n').filter((line) => /^\w/.test(line));
    expect(lines).toEqual([
      `pending  ${waits}  ann asks for payments-edit in prod  until 2026-11-20T13:11:00Z, when others agree`,
      `active   ${there}  ann has payments-edit in prod  1 hour 5 minutes left, until 2026-11-20T13:16:00Z`,
      expect.stringMatching(
        new RegExp(
          `^ended {4}${ended} {2}ann had payments-edit in prod {2}expired at \\S+ by mainward, and still there by ${there}$`,
        ),
      ),
    ]);
    expect(await say(['list'], { mine: true })).not.toContain(ended);
    expect(JSON.parse(await say(['list', there], json))).toMatchObject({
      schema: 'mainward.dev/access-grant/v1',
      state: 'active',
      approvers: ['ben'],
    });
  });

  test('lists what may be asked for, what it gives and who has to agree', async () => {
    expect(await say(['list'], { offered: true })).toBe(
      [
        'payments-edit in prod',
        '  gives ClusterRole edit in payments, for at most 2 hours; 1 of leads agree',
        '  the reason begins with INC-',
        '  you may break the glass, for at most 30 minutes',
        '',
      ].join('\n'),
    );
    signIn('security');
    expect(await say(['list'], { offered: true })).toContain(
      'payments-edit in prod, for which you may not ask\n',
    );
    await expect(say(['list'], { offered: true, mine: true })).rejects.toMatchObject({ code: 'USAGE' });
  });

  test('ends what is there, once', async () => {
    const id = await active(60);
    expect(await say(['revoke', id])).toMatch(/^ended {4}.*revoked at \S+ by ann\n/);
    await expect(say(['revoke', id])).rejects.toMatchObject({
      code: 'ACCESS_REFUSED',
      message: 'It is over already.',
      remedy: 'There is nothing to do.',
    });
  });

  test('tells a refusal from what could not be told', async () => {
    await expect(say(['request', 'root'], WISH)).rejects.toMatchObject({ code: 'ACCESS_REFUSED' });
    await expect(say(['list', 'unknown'])).rejects.toMatchObject({ code: 'ACCESS_REFUSED' });
    await expect(say(['list', 'NO SUCH'])).rejects.toMatchObject({ code: 'ACCESS_REFUSED' });
    scene.ledger.isUnavailable = true;
    await expect(say(['request', 'payments-edit'], WISH)).rejects.toMatchObject({ code: 'ACCESS_UNDECIDED' });
    await expect(say(['request', 'payments-edit'])).rejects.toMatchObject({ code: 'USAGE' });
  });

  test('is agreed to only while it waits', async () => {
    const id = await active(60);
    await expect(say(['approve', id])).rejects.toMatchObject({
      code: 'ACCESS_REFUSED',
      message: `${id} is active, so nobody is asked to agree to it.`,
    });
  });
});

describe('`break-glass`', () => {
  test('needs a fresh sign-in', async () => {
    await expect(say(['payments-edit'], WISH, breakGlass)).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
  });

  test('is there at once, and says until when it is to be reviewed', async () => {
    signedInAt = '2026-11-20T11:59:00Z';
    const said = await say(['payments-edit'], { ...WISH, minutes: 20 }, breakGlass);
    expect(said).toContain('ann has payments-edit in prod by break-glass');
    expect(said).toContain('until 2026-11-20T12:20:00Z');
    expect(said).toContain('review   to be reviewed until 2026-11-20T13:00:00.000Z\n');
  });
});
