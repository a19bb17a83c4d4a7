import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AnswerDesk } from '../../server/answering/desk.ts';
import { Browser } from '../../server/fixtures/browser.ts';
import { makeLogger } from '../../server/logger.ts';
import { makeDemo } from '../make.ts';
import { playAccess } from '../temporary/play.ts';
import { DETOURS, playDrift } from './drift.ts';
import { ownCommand } from './own-command.ts';
import { playThread } from './play.ts';
import { type Stage, setStage } from './stage.ts';
import { until } from './until.ts';

const SELF = [process.execPath, fileURLToPath(new URL('../../../../bin/mainward.js', import.meta.url))];
let folder: string;
let stage: Stage;
const log: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-thread-'));
  const demo = makeDemo({ out: join(folder, 'acme'), seed: 1 });
  stage = await setStage({
    demo,
    answer: new AnswerDesk(),
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

test('access for a while is asked for, agreed to by a signature, landed by the robot, and live', async () => {
  const lines: string[] = [];
  await playAccess(stage, (line) => lines.push(line)).catch((cause: unknown) => {
    throw new Error(`${lines.join('\n')}\n${log.slice(-20).join('')}`, { cause });
  });
  expect(lines.map((line) => line.split(' ')[0])).toEqual(['active', 'ends', 'waits']);
  const { grants } = await stage.grants.grants({ person: undefined, seesAll: true, mayEndAny: false });
  expect(grants.map(({ policy, began }) => [policy, began !== undefined])).toEqual([
    ['payments-operate', false],
    ['payments-read', true],
    ['payments-operate', true],
  ]);
  const { administrator } = stage.drift;
  const question = { user: `${grants[2]?.person}@acme.example`, groups: [], namespace: 'payments' };
  const live = await until(
    async () =>
      (await administrator.allows({ ...question, verb: 'delete', resource: 'pods' })) ? true : undefined,
    30_000,
  );
  expect(live).toBe(true);
  expect(await administrator.allows({ ...question, verb: 'delete', resource: 'secrets' })).toBe(false);
});

test('access that goes round Git is there for a moment, with the name of whoever took it', async () => {
  const { person, ledger } = stage.drift;
  for (const [index, detour] of DETOURS.entries()) {
    const lines: string[] = [];
    const before = ledger.size();
    await playDrift(stage.drift, detour, (line) => lines.push(line));
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['appears', 'goes', 'recorded']);
    expect(lines[0]).toContain(`${person.email} may now`);
    expect(lines[1]).toMatch(index === 0 ? /The guard deleted it/ : /asked to give it back/);
    expect(lines[2]).toContain(person.id);
    const types = ['drift.seen', 'drift.acted', 'drift.ended'] as const;
    const found = await ledger.find({ types });
    expect(found.filter((one) => one.index >= before).map(({ entry }) => entry.type)).toEqual(
      expect.arrayContaining([...types]),
    );
  }
});

test('it is told afterwards, with names to those who may see them', async () => {
  const browser = new Browser();
  await browser.open(stage.links.find(({ role }) => role === 'security')?.url ?? new URL('about:blank'));
  const page = await browser.ask(new URL('/api/v1/drift', stage.world.server));
  expect(page.status).toBe(200);
  expect(page.body).toContain('quick-fix');
  expect(page.body).toContain(stage.drift.person.id);
});

describe('signed in through the identity provider', () => {
  test.each([
    ['developer', { changes: 200, log: 403 }],
    ['security', { changes: 200, log: 200 }],
    ['manager', { changes: 200, log: 200 }],
    ['auditor', { changes: 200, log: 200 }],
  ] as const)('the %s sees what they may, and no more', async (role, expected) => {
    const link = stage.links.find((one) => one.role === role)?.url ?? new URL('about:blank');
    const browser = new Browser();
    const home = await browser.open(link);
    expect(home.status).toBe(200);
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
  });
});
