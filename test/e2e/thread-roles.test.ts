import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../../src/entrypoints/demo/organisation/people.ts';
import { playThread } from '../../src/entrypoints/demo/thread/play.ts';
import { Browser, type Page } from '../../src/entrypoints/server/fixtures/browser.ts';
import type { Recorded } from '../../src/model/ledger.ts';
import { ROOT } from '../support/project.ts';
import { eventsOf, signedInAs } from './thread-events.ts';
import { agreeTo, arrives, granting, land } from './thread-landing.ts';
import { settledRecordOf } from './thread-record.ts';
import { type RealStage, setRealStage } from './thread-stage.ts';

const ROLES = ['developer', 'security', 'manager', 'auditor', 'administrator'] as const;
const READS_LOG = ROLES.filter((role) => role !== 'developer');
const WHO = ['nobody', 'guest', ...ROLES] as const;
type Who = (typeof WHO)[number];

/** What every role sees, as docs/server.md has it; the other types only those who read the log. */
const OF_CHANGES = [
  'change.proposed',
  'change.approved',
  'change.checked',
  'change.landed',
  'source.published',
  'agent.applied',
  'object.live',
];

let stage: RealStage;
let record: readonly Recorded[];
let browsers: ReadonlyMap<Who, Browser>;
/** The landings of the thread's developer, and of somebody else. */
let own: string;
let other: string;
let stranger: Person;

beforeAll(async () => {
  stage = await setRealStage();
  const { world, admin } = stage;
  stranger = world.cast.people.member('shipping', 9);
  own = (await stage.telling(() => playThread(world, () => undefined))).landed ?? '';
  const theirs = { ...world, cast: { ...world.cast, developer: stranger } };
  other = await land(await agreeTo(theirs, 2, granting('weekend-on-call')));
  await stage.telling(() => arrives(admin, other));
  record = await settledRecordOf(stage);
  browsers = new Map(
    await Promise.all(
      WHO.map(async (who) => [who, who === 'nobody' ? new Browser() : await signedInAs(stage, who)] as const),
    ),
  );
});
afterAll(async () => stage?.stop());

async function ask(who: Who, path: string): Promise<Page> {
  const browser = browsers.get(who) ?? new Browser();
  return browser.ask(new URL(path, stage.world.server), { headers: { accept: 'application/json' } });
}

async function json(who: Who, path: string): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse((await ask(who, path)).body) as Readonly<Record<string, unknown>>;
}

/** Who may ask what, by the document. */
function documented(): ReadonlyMap<string, string> {
  const text = readFileSync(join(ROOT, 'docs/server.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `GET ([^` ]+)` \| ([^|]+) \|/gm)];
  return new Map(rows.map(([, path = '', who = '']) => [path, who]));
}

function admitted(access: string, who: Who): boolean {
  if (access === 'public') return true;
  if (who === 'nobody') return false;
  if (access === 'signed in') return true;
  if (access === 'any role') return who !== 'guest';
  if (access === 'security, administrator') return who === 'security' || who === 'administrator';
  expect(access).toMatch(/^reads the log/);
  return READS_LOG.some((role) => role === who);
}

/** An address of each route at which there is something, and what it answers to those who may ask. */
function addresses(): Readonly<Record<string, readonly [path: string, status: number]>> {
  const change = record.find(({ entry }) => entry.type === 'change.proposed')?.index ?? -1;
  const login = `port=5000&challenge=${'c'.repeat(43)}&state=${'s'.repeat(16)}`;
  return {
    '/': ['/', 200],
    '/changes': ['/changes', 200],
    '/changes/:id': [`/changes/${change}`, 200],
    '/style.css': ['/style.css', 200],
    '/healthz': ['/healthz', 200],
    '/readyz': ['/readyz', 200],
    '/openapi.json': ['/openapi.json', 200],
    '/sign-in': ['/sign-in', 302],
    '/sign-in/callback': ['/sign-in/callback?code=none&state=none', 400],
    '/login': [`/login?${login}`, 200],
    '/api/v1/session': ['/api/v1/session', 200],
    // Whether the server has answered by now is a matter of time; who may ask is none.
    '/api/v1/answer': ['/api/v1/answer?no=field', 400],
    '/api/v1/answer/cuts': ['/api/v1/answer/cuts', 400],
    '/api/v1/changes': ['/api/v1/changes', 200],
    '/api/v1/changes/:id': [`/api/v1/changes/${change}`, 200],
    '/api/v1/changes/:id/passport': [`/api/v1/changes/${change}/passport`, 200],
    '/api/v1/passport': [`/api/v1/passport?of=${own}`, 200],
    '/api/v1/passport/proof': [`/api/v1/passport/proof?of=${own}`, 200],
    '/api/v1/events': ['/api/v1/events', 200],
    '/passport': ['/passport', 200],
    '/ledger': ['/ledger', 200],
    '/api/v1/log': ['/api/v1/log', 200],
    '/api/v1/log/entries': ['/api/v1/log/entries?limit=1000', 200],
    '/api/v1/log/entries/:index': ['/api/v1/log/entries/0', 200],
    '/api/v1/log/entries/:index/proof': ['/api/v1/log/entries/0/proof', 200],
    // Nothing differs in this cluster, and nobody guards it from elsewhere.
    '/drift': ['/drift', 200],
    '/drift/:id': ['/drift/0', 200],
    '/assets/*': ['/assets/none.js', 404],
    '/third-party.txt': ['/third-party.txt', 200],
    '/api/v1/drift': ['/api/v1/drift', 200],
    '/api/v1/drift/:id': ['/api/v1/drift/0', 404],
    '/api/v1/drift/:id/proposal': ['/api/v1/drift/0/proposal', 404],
    '/api/v1/drift/:id/:name': ['/api/v1/drift/0/keep-it.patch', 404],
    '/reviews': ['/reviews', 200],
    '/reviews/:campaign': ['/reviews/none', 200],
    '/requests': ['/requests', 200],
    '/requests/:id': ['/requests/none', 200],
    // No campaign was begun.
    '/api/v1/reviews': ['/api/v1/reviews', 200],
    '/api/v1/reviews/:campaign': ['/api/v1/reviews/none', 404],
    '/api/v1/reviews/:campaign/items': ['/api/v1/reviews/none/items', 404],
    '/api/v1/reviews/:campaign/items/:id': [`/api/v1/reviews/none/items/${'0'.repeat(64)}`, 404],
    '/api/v1/reviews/:campaign/remediation': ['/api/v1/reviews/none/remediation', 404],
    '/api/v1/reviews/:campaign/pack': ['/api/v1/reviews/none/pack', 404],
    // Nobody asked for access.
    '/api/v1/access/policies': ['/api/v1/access/policies', 200],
    '/api/v1/access/grants': ['/api/v1/access/grants', 200],
    '/api/v1/access/grants/:id': ['/api/v1/access/grants/none', 404],
    '/api/v1/guards/:cluster/desired': ['/api/v1/guards/production/desired', 401],
    '/api/v1/guards/:cluster/desired/objects': [
      '/api/v1/guards/production/desired/objects?version=x&from=0',
      401,
    ],
    '/api/v1/guards/:cluster/entries': ['/api/v1/guards/production/entries', 401],
    '/api/v1/guards/:cluster/payloads/:digest': [`/api/v1/guards/production/payloads/${'0'.repeat(64)}`, 401],
    '/log/checkpoint': ['/log/checkpoint', 200],
    '/log/tile/*': [`/log/tile/entries/000.p/${record.length}`, 200],
  };
}

/** The events that somebody gets who has seen none, up to as many as there are entries that they may see. */
async function events(
  who: Who,
  most: number,
): Promise<{ readonly status: number; readonly seen: readonly Recorded[] }> {
  const { status, entries } = await eventsOf(stage, browsers.get(who) ?? new Browser());
  const seen: Recorded[] = [];
  for await (const one of entries) if (seen.push(one) >= most) break;
  return { status, seen };
}

test('the document, the description and this test know the same routes', async () => {
  const { paths } = (await json('nobody', '/openapi.json')) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    'get' in methods ? [path.replaceAll(/\{(\w+)\}/g, ':$1').replace(/:path$/, '*')] : [],
  );
  expect([...documented().keys()].sort()).toEqual(described.sort());
  expect(Object.keys(addresses()).sort()).toEqual(described.sort());
});

describe.each(WHO)('signed in through the identity provider as %s, one', (who) => {
  test('gets of each route what the document says, and no more', async () => {
    const answers = await Promise.all(
      Object.entries(addresses()).map(async ([route, [path]]) => {
        const stream = route === '/api/v1/events';
        return [route, stream ? (await events(who, 1)).status : (await ask(who, path)).status] as const;
      }),
    );
    const refused = who === 'nobody' ? 401 : 403;
    const expected = Object.entries(addresses()).map(([route, [, status]]) => [
      route,
      admitted(documented().get(route) ?? '', who) ? status : refused,
    ]);
    expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(expected));
    expect((await ask(who, '/api/v1/nothing')).status).toBe(who === 'nobody' ? 401 : 404);
  });
});

test('who signs in is known by the roster, with the roles of their groups and no others', async () => {
  const { developer, approvers } = stage.world.cast;
  const people = { developer: developer.id, security: approvers[0].id } as const;
  for (const who of ROLES) expect(await json(who, '/api/v1/session')).toMatchObject({ roles: [who] });
  for (const who of ['developer', 'security'] as const)
    expect(await json(who, '/api/v1/session')).toMatchObject({ person: people[who] });
  expect(await json('guest', '/api/v1/session')).toMatchObject({ roles: [] });
});

test('developers see what became of changes, and nothing of credentials and policies', async () => {
  const ofChanges = record.filter(({ entry }) => OF_CHANGES.includes(entry.type));
  expect((await events('developer', ofChanges.length)).seen).toEqual(ofChanges);
  for (const who of READS_LOG) {
    expect((await events(who, record.length)).seen).toEqual(record);
    const { entries } = (await json(who, '/api/v1/log/entries?limit=1000')) as { readonly entries: unknown };
    expect(entries).toEqual(record.toReversed());
  }
  const kinds = new Set(record.map(({ entry }) => entry.type));
  for (const type of [...OF_CHANGES, 'credential.issued', 'credential.refused', 'policy.loaded'])
    expect(kinds).toContain(type);
});

test('developers see the passports of changes that they took part in, and nobody else named', async () => {
  const of = (commit: string): string => `/api/v1/passport?of=${commit}`;
  expect(await json('developer', of(own))).toMatchObject({
    commit: own,
    people: [stage.world.cast.developer.id],
  });
  expect((await ask('developer', of(other))).status).toBe(404);
  for (const who of READS_LOG)
    expect(await json(who, of(other))).toMatchObject({ commit: other, people: [stranger.id] });
  const { changes } = (await json('developer', '/api/v1/changes')) as {
    readonly changes: readonly { readonly id: number }[];
  };
  const pages = [
    '/',
    ...changes.flatMap(({ id }) => [`/api/v1/changes/${id}`, `/api/v1/changes/${id}/passport`]),
  ];
  const shown = await Promise.all(pages.map(async (path) => (await ask('developer', path)).body));
  for (const name of [stranger.id, stranger.name, stranger.email])
    expect(shown.join('\n')).not.toContain(name);
});
