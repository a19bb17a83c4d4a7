import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type IdentityProvider,
  startIdentityProvider,
} from '../../src/entrypoints/demo/serving/identity-provider.ts';
import { listening } from '../../src/entrypoints/demo/serving/listening.ts';
import { type Composed, compose } from '../../src/entrypoints/server/compose.ts';
import { loadConfig } from '../../src/entrypoints/server/config/load.ts';
import { Browser } from '../../src/entrypoints/server/fixtures/browser.ts';
import { makeLogger } from '../../src/entrypoints/server/logger.ts';
import { type RunningServer, startServing } from '../../src/entrypoints/server/serving.ts';
import { NAME, policyText, REF, ROLE_BINDING, Scene } from '../thread/scene.ts';

const GROUPS = { ann: 'engineering', ben: 'platform-security', cy: 'audit' } as const;
type Who = keyof typeof GROUPS;

const root = mkdtempSync(join(tmpdir(), 'mainward-whole-'));
const lines: string[] = [];
let scene: Scene;
let provider: IdentityProvider;
let composed: Composed;
let server: RunningServer;

async function freePort(): Promise<number> {
  const holder = createServer();
  const port = await listening(holder, 0);
  await new Promise((resolve) => holder.close(resolve));
  return port;
}

async function start(): Promise<void> {
  const config = loadConfig(join(root, 'mainward.yaml'));
  const logger = makeLogger({ write: (line) => void lines.push(line) });
  composed = await compose({ config, data: join(root, 'data'), version: '0.0.0', logger, env: {} });
  server = await startServing({ config, services: composed.services, logger });
  composed.begin(server);
}

async function stop(): Promise<void> {
  await server.stop();
  await composed.close();
}

beforeAll(async () => {
  scene = new Scene();
  const port = await freePort();
  const accounts = Object.entries(GROUPS).map(([id, group]) => ({
    id: `sub-of-${id}`,
    name: id,
    email: `${id}@example.org`,
    groups: [group],
    role: id,
  }));
  provider = await startIdentityProvider(accounts, {
    id: 'mainward',
    secret: 'a-secret',
    redirectUris: [`http://127.0.0.1:${port}/sign-in/callback`],
  });
  writeFileSync(join(root, 'client'), 'a-secret\n');
  writeFileSync(
    join(root, 'mainward.yaml'),
    `schema: mainward.dev/config/v1
listen: 127.0.0.1:${port}
signIn:
  issuer: ${provider.issuer}
  clientId: mainward
  clientSecretFile: client
  scopes: [profile, email, groups]
  mfa: { amr: [mfa] }
roles: { developer: [engineering], security: [platform-security], auditor: [audit] }
log: { origin: mainward.example/log }
repositories:
  - { name: ${NAME}, path: ${scene.shop.folder}, ref: ${REF}, since: ${scene.base} }
`,
  );
  await start();
});
afterAll(async () => {
  await stop();
  await provider.stop();
  scene.remove();
  rmSync(root, { recursive: true, force: true });
});

async function as(who: Who): Promise<Browser> {
  const browser = new Browser();
  await browser.open(new URL(`/sign-in?hint=sub-of-${who}`, server.url));
  return browser;
}

/** What the tests look at of any reply. */
interface Answer {
  readonly status?: number;
  readonly changes: readonly { readonly id: number }[];
  readonly entries: readonly { readonly entry: object }[];
}

async function json(browser: Browser, path: string): Promise<Answer> {
  const { body } = await browser.ask(new URL(path, server.url), { headers: { accept: 'application/json' } });
  return JSON.parse(body) as Answer;
}

/** Reads live updates until one of this type comes. */
async function until(
  browser: Browser,
  from: number,
  type: string,
  says = '',
): Promise<{ index: number; entry: Record<string, unknown> }> {
  const leave = new AbortController();
  const cookie = [...browser.cookies(server.url)].map(([name, value]) => `${name}=${value}`).join('; ');
  const { body } = await fetch(new URL(`/api/v1/events?from=${from}`, server.url), {
    headers: { cookie },
    signal: leave.signal,
  });
  let text = '';
  for await (const part of body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    for (const event of text.split('\n\n').slice(0, -1))
      if (event.includes(`event: ${type}\n`) && event.includes(says)) {
        leave.abort();
        return JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '');
      }
  }
  throw new Error(`The stream ended: ${text}`);
}

describe('a server with a repository and an identity provider', () => {
  test('knows who signs in from the roster that is in force', async () => {
    expect(await json(await as('ben'), '/api/v1/session')).toMatchObject({
      name: 'ben',
      person: 'ben',
      roles: ['security'],
      subject: 'sub-of-ben',
    });
  });

  test('shows a change from its offer to its landing, live, to each role as far as it goes', async () => {
    const [ann, ben, cy] = await Promise.all([as('ann'), as('ben'), as('cy')]);
    const head = scene.shop.offer(7, scene.tip(), { 'apps/more.yaml': ROLE_BINDING('more', 'ann') });
    await until(ann, 0, 'change.proposed');
    scene.approve('ben', head);
    const commit = scene.shop.merge(7, head);
    const { entry } = await until(ann, 0, 'change.landed', commit);
    expect(entry).toMatchObject({ repository: NAME, ref: REF, proposal: '7', head, commit, verdict: 'pass' });
    const { changes } = await json(ann, '/api/v1/changes');
    expect(changes[0]).toMatchObject({
      repository: NAME,
      proposal: '7',
      state: 'landed',
      verdict: 'pass',
      commit,
    });
    const change = await json(ann, `/api/v1/changes/${changes[0]?.id}`);
    expect(JSON.stringify(change.entries)).toContain('"change.landed"');
    expect((await json(ann, '/api/v1/log/entries')).status).toBe(403);
    expect((await json(cy, '/api/v1/log/entries?type=policy.loaded')).entries).toMatchObject([
      { entry: { repository: NAME } },
    ]);
    const { index } = await until(ben, 0, 'policy.loaded');
    expect(await json(cy, `/api/v1/log/entries/${index}/proof`)).toMatchObject({
      schema: 'mainward.dev/proof/v1',
      entries: [{ index }],
    });
    const checkpoint = await cy.ask(new URL('/log/checkpoint', server.url));
    expect(checkpoint.body).toMatch(/^mainward\.example\/log\n\d+\n/);
    const all = (await json(cy, '/api/v1/log/entries')).entries;
    expect(JSON.stringify(all)).not.toMatch(/\b(ann|ben)\b|example\.org/);
  });

  test('keeps the last good policy where a newer one does not parse, and is not quiet about it', async () => {
    const ben = await as('ben');
    const before = composed.services.ledger.size();
    const land = (number: number, text: string): void => {
      const head = scene.shop.offer(number, scene.tip(), { '.mainward/policy.yaml': text });
      scene.approve('ben', head);
      scene.shop.merge(number, head);
    };
    land(8, 'kind: [');
    await until(ben, before, 'policy.refused');
    expect(await json(await as('ben'), '/api/v1/session')).toMatchObject({ person: 'ben' });
    await expect.poll(() => lines.join(''), { timeout: 60_000 }).toContain('"msg":"policy not in force"');
    expect(composed.services.metrics.print()).toContain(`mainward_policy_faulty{repository="${NAME}"} 1`);
    land(9, `${policyText(1)}# mended\n`);
    await until(ben, before, 'policy.loaded');
  });

  test('goes on where it was when it is started anew, and everybody signs in anew', async () => {
    const ann = await as('ann');
    const size = composed.services.ledger.size();
    await stop();
    const head = scene.shop.offer(10, scene.tip(), { 'apps/late.yaml': ROLE_BINDING('late', 'ann') });
    scene.approve('ben', head);
    const commit = scene.shop.merge(10, head);
    await start();
    expect((await json(ann, '/api/v1/session')).status).toBe(401);
    expect(composed.services.ledger.size()).toBeGreaterThanOrEqual(size);
    expect((await until(await as('ann'), size, 'change.landed', commit)).entry).toMatchObject({ commit });
    const landings = await composed.services.ledger.find({ types: ['change.landed'], commit });
    expect(landings).toHaveLength(1);
  });
});
