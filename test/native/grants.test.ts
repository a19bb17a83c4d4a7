import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { systemRandom } from '../../src/adapters/system/random.ts';
import { keepSession } from '../../src/entrypoints/cli/login/session-file.ts';
import { committerOf } from '../../src/entrypoints/server/committing.ts';
import { NO_CONFIG } from '../../src/entrypoints/server/config/config.ts';
import { NamedSessions } from '../../src/entrypoints/server/fixtures/drift.ts';
import { fakeServices, TOKENS } from '../../src/entrypoints/server/fixtures/services.ts';
import { composeGrants } from '../../src/entrypoints/server/grants.ts';
import { Metrics } from '../../src/entrypoints/server/metrics/registry.ts';
import { observersOf } from '../../src/entrypoints/server/repositories.ts';
import { startServing } from '../../src/entrypoints/server/serving.ts';
import type { GrantDesk } from '../../src/flows/grant/desk.ts';
import type { GrantWish } from '../../src/flows/grant/draft.ts';
import type { AccessGrantDocument } from '../../src/model/access-document.ts';
import { FakeLedger } from '../../src/ports/ledger.fake.ts';
import { type Clone, Host, POLICY } from './host.ts';

const ACCESS = `apiVersion: mainward.dev/v1alpha1
kind: AccessPolicy
metadata: {name: shop-edit}
spec:
  cluster: prod
  offers: [{namespace: shop, role: ClusterRole/edit}]
  eligible: [developers]
  longestMinutes: 120
  approvals: [{group: leads, count: 1}]
  reasonPrefixes: [INC-]
  folder: clusters/prod/access
  breakGlass: {eligible: [on-call], longestMinutes: 30, reviewers: [security], committer: mainward}
`;
const LISTED = 'clusters/prod/access/kustomization.yaml';
const WANTED: Omit<GrantWish, 'kind'> = {
  person: 'ann',
  policy: 'shop-edit',
  reason: 'INC-4711: the shop is down',
};

let host: Host;
let ben: Clone;
let desk: GrantDesk;
let ledger: FakeLedger;
/** How much later than the world the server thinks that it is; milliseconds. */
let later = 0;
let observe: () => Promise<unknown>;
let server: Awaited<ReturnType<typeof startServing>> | undefined;

beforeAll(async () => {
  host = await Host.open();
  writeFileSync(host.roster, roster());
  await host.install();
  const ann = await host.clone('ann');
  await ann.git('checkout', '-q', '-b', 'main');
  await ann.commit('Begin', {
    '.mainward/policy.yaml': POLICY,
    '.mainward/roster.yaml': roster(),
    '.mainward/access.yaml': ACCESS,
    [LISTED]: 'kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\nresources:\n- roles.yaml\n',
    'clusters/prod/access/roles.yaml': 'kind: List\napiVersion: v1\nitems: []\n',
  });
  const pushed = await ann.push('main');
  if (!pushed.ok) throw new Error(pushed.said);
  ben = await host.clone('ben');
  const clock = { now: () => Date.now() + later };
  ledger = new FakeLedger(clock);
  const git = new GitCliOpener();
  const committer = {
    robot: 'mainward',
    name: 'mainward',
    email: 'mainward@example.org',
    keyFile: join(host.root, 'mallory.key'),
  };
  const place = { name: 'shop', path: host.bare, ref: 'refs/heads/main', policy: '.mainward', committer };
  const ports = { git, ledger, clock, random: systemRandom };
  const observers = observersOf([place], { ...ports, clock: { now: () => Date.now() } });
  observe = async () => observers.get('shop')?.observe();
  desk = composeGrants({
    ...ports,
    config: { repositories: [place] },
    observers,
    committer: committerOf([place], clock),
    logger: pino({ enabled: false }),
    metrics: new Metrics(),
  }).desk;
});
afterAll(async () => {
  await server?.stop();
  host.close();
});

/** Ann develops and is on call, Ben leads; the robot is Cho's, and has the key of Mallory. */
function roster(): string {
  const key = (id: string): string =>
    readFileSync(join(host.root, `${id}.key.pub`), 'utf8')
      .split(' ')
      .slice(0, 2)
      .join(' ');
  const entry = (id: string, groups: string): string =>
    `    - {id: ${id}, emails: [${id}@example.org], groups: [${groups}], accounts: [{system: git, login: ${id}}, {system: kubernetes, login: 'oidc:${id}'}], keys: [{type: ssh, publicKey: '${key(id)}'}]}\n`;
  return `apiVersion: mainward.dev/v1alpha1
kind: Roster
metadata: {name: people}
spec:
  people:
${entry('ann', 'developers, on-call')}${entry('ben', 'leads')}${entry('cho', 'security')}  robots:
    - {id: mainward, owners: [cho], emails: [mainward@example.org], keys: [{type: ssh, publicKey: '${key('mallory')}'}]}
`;
}

async function ask(over: Partial<GrantWish> = {}): Promise<AccessGrantDocument> {
  const asked = await desk.request({ ...WANTED, ...over });
  if (!asked.ok) throw new Error(JSON.stringify(asked.error));
  return asked.value;
}

const find = (id: string): Promise<AccessGrantDocument | undefined> =>
  desk.grant(id, { person: undefined, seesAll: true, mayEndAny: false });

/** Under which number it is offered. */
async function pullOf({ offered }: AccessGrantDocument): Promise<number> {
  const head = offered?.head ?? '';
  const refs = await host.run(host.bare, 'git', 'for-each-ref', '--points-at', head, 'refs/pull');
  return Number(/refs\/pull\/(\d+)\/head/.exec(refs)?.[1]);
}

/** Looks at Git and brings everything as far as it comes. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) {
    await observe();
    await desk.keep('shop');
  }
  await observe();
}

async function given(over: Partial<GrantWish> = {}): Promise<AccessGrantDocument> {
  const asked = await ask(over);
  await ben.approve(await pullOf(asked));
  await settle();
  return asked;
}

/** Files of grants that the protected ref has. */
async function inGit(id: string): Promise<readonly string[]> {
  const listed = await host.run(host.bare, 'git', 'ls-tree', '-r', '--name-only', 'main');
  const found = listed.split('\n').filter((path) => path.includes(id));
  const kustomization = await host.run(host.bare, 'git', 'show', `main:${LISTED}`);
  return [...found, ...(kustomization.includes(id) ? [LISTED] : [])];
}

describe('access for a while', () => {
  test('is offered, agreed to, landed by the robot, and taken out at its time', async () => {
    const asked = await ask();
    const { id } = asked;
    expect(await find(id)).toMatchObject({ state: 'pending', person: 'ann', missing: [{ group: 'leads' }] });
    await settle();
    expect(await inGit(id)).toEqual([]);
    await ben.approve(await pullOf(asked));
    await settle();
    expect(await find(id)).toMatchObject({ state: 'active', approvers: ['ben'] });
    expect(await inGit(id)).toEqual([
      `.mainward/grants/${id}.yaml`,
      `clusters/prod/access/mainward-${id}.yaml`,
      LISTED,
    ]);
    later += 61 * 60_000;
    await settle();
    expect(await inGit(id)).toEqual([]);
    expect(await find(id)).toMatchObject({ state: 'ended', ends: [{ by: 'commit', why: 'expired' }] });
    const said = ledger.entries.filter(({ entry }) => 'grant' in entry && entry.grant === id);
    expect(said.map(({ entry }) => entry.type)).toEqual(['grant.requested', 'grant.began', 'grant.ended']);
    later = 0;
  });

  test('ends with its own time where two overlap', async () => {
    const short = await given({ minutes: 30 });
    const long = await given({ minutes: 90 });
    later += 31 * 60_000;
    await settle();
    expect(await inGit(short.id)).toEqual([]);
    expect(await inGit(long.id)).toHaveLength(3);
    expect(await find(short.id)).toMatchObject({ stillHasBy: [long.id] });
    later = 0;
  });

  test('is taken out when it is revoked, by whoever may, without anybody’s agreement', async () => {
    const { id } = await given();
    const wish = { id, person: 'ann', name: 'Ann', mayEndAny: false };
    expect(await desk.revoke({ ...wish, person: 'cho' })).toMatchObject({ ok: false });
    expect(await desk.revoke(wish)).toMatchObject({ ok: true });
    await settle();
    expect(await inGit(id)).toEqual([]);
    expect(await find(id)).toMatchObject({ state: 'ended', ends: [{ by: 'commit', why: 'revoked' }] });
    expect(await desk.revoke(wish)).toMatchObject({ ok: false, error: { code: 'grant-over' } });
  });

  test('comes to nothing where nobody agrees in time', async () => {
    const { id } = await ask();
    later += 62 * 60_000;
    await settle();
    expect(await find(id)).toMatchObject({ state: 'ended', ends: [{ by: 'void' }] });
    expect(await inGit(id)).toEqual([]);
    later = 0;
  });

  test.each<[string, Partial<GrantWish>]>([
    ['policy-unknown', { policy: 'root' }],
    ['not-eligible', { person: 'cho' }],
    ['person-unknown', { person: 'eve' }],
    ['too-long', { minutes: 121 }],
    ['reason-prefix', { reason: 'because' }],
  ])('is refused with %s, and nothing is offered', async (code, over) => {
    const size = ledger.entries.length;
    expect(await desk.request({ ...WANTED, ...over })).toMatchObject({ ok: false, error: { code } });
    expect(ledger.entries).toHaveLength(size);
  });
});

/** Ben's own machine, at which he signed in. */
async function signInBen(): Promise<string> {
  server ??= await startServing({
    config: { ...NO_CONFIG, listen: { host: '127.0.0.1', port: 0 } },
    services: fakeServices({ grants: desk, sessions: new NamedSessions('ben') }),
    logger: pino({ enabled: false }),
  });
  const expires = new Date(Date.now() + 600_000).toISOString();
  keepSession(server.url, { token: TOKENS.developer, expires }, { HOME: host.root }, Date.now());
  return server.url.origin;
}

describe('`access approve`', () => {
  const approve = async (id: string) =>
    ben.mainward('access', 'approve', id, '--push', '--server', await signInBen());

  test('shows what the commit gives, for how long and to whom, and agrees to exactly that', async () => {
    const { id, offered } = await ask({ minutes: 45 });
    expect(await approve(id)).toMatchObject({ code: 2, said: expect.stringContaining('git fetch origin') });
    await ben.fetch();
    const { code, out, said } = await approve(id);
    expect(code, said).toBe(0);
    expect(said).toContain('approving  ann has shop-edit in prod until ');
    expect(said).toContain('for        45 minutes, from ');
    expect(said).toContain('as         User oidc:ann\ngives      ClusterRole edit in shop\n');
    expect(out).toContain(`approved ${offered?.head}`);
    await settle();
    expect(await find(id)).toMatchObject({ state: 'active', approvers: ['ben'] });
  });

  test('signs nothing that is not that grant and nothing else', async () => {
    const { id, offered } = await ask();
    await ben.fetch();
    await ben.update();
    await ben.git('checkout', '-q', '--detach', offered?.head ?? '');
    await ben.git('config', 'user.email', 'mainward@example.org');
    await ben.git('config', 'commit.gpgsign', 'false');
    const more = await ben.commit('More', { 'clusters/prod/access/more.yaml': 'a: 1\n' });
    await ben.git('config', 'user.email', 'ben@example.org');
    await ben.git('config', 'commit.gpgsign', 'true');
    await ben.git('checkout', '-q', 'main');
    const grant = desk.grant.bind(desk);
    desk.grant = async (...args) => {
      const found = await grant(...args);
      return found && { ...found, offered: { ref: 'refs/heads/mainward/access/x', head: more } };
    };
    try {
      expect(await approve(id)).toMatchObject({
        code: 2,
        said: expect.stringContaining(`What is offered is not ${id} and nothing else`),
      });
    } finally {
      desk.grant = grant;
    }
    expect(await find(id)).toMatchObject({ approvers: [] });
    await desk.revoke({ id, person: 'ann', name: 'Ann', mayEndAny: false });
  });
});

describe('break-glass', () => {
  test('is in Git at once, with nobody’s agreement, where the sign-in is fresh', async () => {
    const wish = { ...WANTED, minutes: 20 };
    expect(await desk.breakGlass(wish)).toMatchObject({ ok: false, error: { code: 'sign-in-again' } });
    const broke = await desk.breakGlass({ ...wish, signedInAt: new Date().toISOString() });
    if (!broke.ok) throw new Error(JSON.stringify(broke.error));
    expect(await inGit(broke.value.id)).toHaveLength(3);
    await settle();
    expect(await find(broke.value.id)).toMatchObject({ state: 'active', kind: 'break-glass' });
  });
});
