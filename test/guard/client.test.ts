import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EXPIRES_ANNOTATION } from '../../src/model/access-grant.ts';
import { CLUSTER_ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';
import { AUDIENCE, ClientStage, SUBJECT } from './client-stage.ts';
import { POLICY } from './fake-desired.ts';
import { clusterBinding, user } from './ground.ts';

const ROGUE = clusterBinding('rogue', 'cluster-admin', user('mallory'));
const KEY = { type: CLUSTER_ROLE_BINDINGS, name: 'rogue' };

let stage: ClientStage;
beforeEach(async () => {
  stage = await ClientStage.set();
});
afterEach(() => stage.end());

async function isThere(): Promise<boolean> {
  return (await stage.world.root.get(KEY)) !== undefined;
}

/** Makes the rogue, which goes, and nothing else is recorded. */
async function expectTakenBack(): Promise<void> {
  await stage.world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
  await stage.until(async () => !(await isThere()));
  await stage.until(() => stage.world.story().length === 3);
  expect(stage.world.story()).toEqual([
    'seen rogue added grants delete',
    'deleted rogue done',
    'ended rogue deleted',
  ]);
}

describe('a guard beside its cluster', () => {
  test('takes back what its server’s verified commit does not say, and records it there first', async () => {
    const task = await stage.guard();
    await stage.until(() => task.status.ready);
    await expectTakenBack();
    const [seen] = stage.world.entries('drift.seen');
    const payload = await stage.world.ledger.payload(seen?.payload ?? '');
    expect(new TextDecoder().decode(payload)).toContain('mainward.dev/drift-seen/v1');
    expect(task.status).toMatchObject({ recording: true, tier: 'revoke', repository: 'infrastructure' });
  });

  test('follows when Git moves, and does no more than the policy there says', async () => {
    const task = await stage.guard();
    await stage.until(() => task.status.ready);
    stage.world.desired.commit(stage.world.desired.objects, { ...POLICY, tier: 'alert' });
    await stage.until(() => task.status.tier === 'alert');
    await stage.world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    await stage.until(() => task.status.open.length === 1);
    await stage.pass();
    expect(await isThere()).toBe(true);
  });

  test('knows all there is, however much that is, also where it moves while it is told', async () => {
    const granted = Array.from({ length: 1_200 }, (_, index) =>
      clusterBinding(`granted-${index}`, 'view', user(`ann-${index}`)),
    );
    const { desired } = stage.world;
    desired.commit([...desired.objects, ...granted.slice(1)]);
    await stage.world.agent.apply();
    const task = await stage.guard();
    const moves = [desired.objects, [...desired.objects, ...granted.slice(0, 1)]];
    stage.onRequest = (path) => {
      const next = path.includes('from=500') ? moves.pop() : undefined;
      if (next !== undefined) desired.commit(next);
    };
    await stage.until(() => task.status.ready);
    expect(moves).toEqual([]);
    await expectTakenBack();
  });

  test('is paused by who may pause it there', async () => {
    const task = await stage.guard();
    await stage.until(() => task.status.ready);
    stage.world.pause = { until: stage.world.time.now() + 60_000, why: 'an incident', by: 'ann' };
    await stage.until(() => task.status.held.some(({ code }) => code === 'paused'));
    await stage.world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    await stage.until(() => task.status.open.length === 1);
    expect(await isThere()).toBe(true);
  });

  test('ends access whose time is over while its server is gone, and records it there when it is back', async () => {
    const { world } = stage;
    const ending = clusterBinding('mainward-1', 'view', user('oidc:cy'));
    const expires = new Date(world.time.now() + 60_000).toISOString();
    const granted = {
      ...ending,
      metadata: { name: 'mainward-1', annotations: { [EXPIRES_ANNOTATION]: expires } },
    };
    world.desired.commit([...world.desired.objects, granted]);
    await world.agent.apply();
    await stage.guard();
    await stage.until(() => stage.expiries.text?.includes('mainward-1') === true);
    await stage.fall();
    const key = { type: CLUSTER_ROLE_BINDINGS, name: 'mainward-1' };
    await stage.until(async () => (await world.root.get(key)) === undefined);
    expect(world.time.now()).toBeGreaterThanOrEqual(Date.parse(expires));
    expect(world.entries('grant.ended')).toEqual([]);
    await stage.serve();
    await stage.until(() => world.entries('grant.ended').length === 1);
  });

  test('does nothing while its server is gone, says so, and does it when it is back', async () => {
    const task = await stage.guard();
    await stage.until(() => task.status.ready);
    await stage.fall();
    await stage.world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    await stage.until(() => stage.log.includes('the guard failed at a step'));
    for (let round = 0; round < 10; round += 1) await stage.pass();
    expect(await isThere()).toBe(true);
    expect(stage.world.entries('drift.seen', 'drift.acted')).toEqual([]);
    await stage.serve();
    await stage.until(async () => !(await isThere()) && stage.world.story().length > 1);
    expect(stage.world.story().slice(0, 2)).toEqual(['seen rogue added grants delete', 'deleted rogue done']);
  });

  test('that starts while its server is gone waits for it, and takes up what was recorded', async () => {
    stage.world.desired.commit(stage.world.desired.objects, { ...POLICY, tier: 'alert' });
    const first = await stage.guard();
    await stage.until(() => first.status.ready);
    await stage.world.root.create(CLUSTER_ROLE_BINDINGS, ROGUE);
    await stage.until(() => first.status.open.length === 1);
    await stage.fall();
    const second = await stage.guard();
    await stage.until(() => stage.log.includes('the server does not answer its guard'));
    expect(second.status.ready).toBe(false);
    await stage.serve();
    await stage.until(() => second.status.ready);
    expect(second.status.open).toMatchObject([{ seen: first.status.open[0]?.seen }]);
    expect(stage.world.entries('guard.began')).toHaveLength(1);
  });

  test('reads its token anew, so that one that ended is replaced', async () => {
    const { token } = stage;
    stage.token = 'none';
    const task = await stage.guard();
    await stage.until(() => stage.log.includes('a guard was not let in'));
    expect(task.status.ready).toBe(false);
    stage.token = token;
    await stage.until(() => task.status.ready);
  });
});

function ask(path: string, token: string | undefined, body?: unknown): Promise<Response> {
  return fetch(new URL(`/api/v1/guards/${path}`, stage.url), {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const HELD = { type: 'guard.held', cluster: 'production', code: 'rate', held: true };
const REF = { apiVersion: 'v1', kind: 'ConfigMap', name: 'x' };

describe('the desk of a guard', () => {
  test('tells and takes nothing without a token of exactly its issuer, audience and subject', async () => {
    const tokens = [
      undefined,
      'none',
      await stage.tokenFor('system:serviceaccount:mainward:default'),
      await stage.tokenFor(`${SUBJECT}x`),
      await stage.tokenFor(SUBJECT, 'https://mainward.example'),
      `${stage.token.slice(0, -8)}AAAAAAAA`,
    ];
    for (const token of tokens)
      for (const [path, body] of [
        ['production/desired', undefined],
        ['production/desired/objects?version=x&from=0', undefined],
        ['production/entries', undefined],
        ['production/entries', { entry: HELD }],
        [`production/payloads/${'0'.repeat(64)}`, undefined],
      ] as const)
        expect([token, path, (await ask(path, token, body)).status]).toEqual([token, path, 401]);
    expect((await ask('staging/desired', stage.token)).status).toBe(401);
    expect(stage.world.ledger.size()).toBe(0);
    expect(await stage.tokenFor(SUBJECT, AUDIENCE)).not.toBe(stage.token);
  });

  test('answers shortly where nothing moved', async () => {
    const first = await ask('production/desired', stage.token);
    const etag = first.headers.get('etag') ?? '';
    expect([first.status, etag.length > 10]).toEqual([200, true]);
    const again = (): Promise<Response> =>
      fetch(first.url, { headers: { authorization: `Bearer ${stage.token}`, 'if-none-match': etag } });
    expect((await again()).status).toBe(304);
    stage.world.desired.commit([]);
    expect((await again()).status).toBe(200);
    stage.world.desired.is = 'unverified';
    expect((await again()).status).toBe(204);
    stage.world.desired.is = 'unreadable';
    expect((await again()).status).toBe(503);
  });

  test.each([
    ['another cluster', { ...HELD, cluster: 'staging' }],
    ['no cluster', { type: 'note' }],
    ['another part of the server', { type: 'policy.loaded', repository: 'x', commit: 'a'.repeat(40) }],
    ['what only admission says', { type: 'admission.judged', cluster: 'production', object: REF }],
    [
      'an action about nothing that was seen',
      {
        type: 'drift.acted',
        cluster: 'production',
        object: REF,
        seen: 0,
        action: 'deleted',
        outcome: 'done',
      },
    ],
  ])('records nothing of %s', async (_, entry) => {
    expect((await ask('production/entries', stage.token, { entry })).status).toBe(400);
    expect(stage.world.ledger.size()).toBe(0);
  });

  test('records no payload that is another’s, and shows none', async () => {
    const payload = (schema: string): string => Buffer.from(JSON.stringify({ schema })).toString('base64');
    const send = (schema: string): Promise<Response> =>
      ask('production/entries', stage.token, { entry: HELD, payload: payload(schema) });
    expect((await send('mainward.dev/landed/v1')).status).toBe(400);
    expect((await send('mainward.dev/guard-held/v1')).status).toBe(201);
    const strange = await stage.world.ledger.append(
      { type: 'note' },
      new TextEncoder().encode('{"who":"ann"}'),
    );
    const [own] = stage.world.entries('guard.held');
    expect((await ask(`production/payloads/${own?.payload}`, stage.token)).status).toBe(200);
    expect((await ask(`production/payloads/${strange.entry.payload}`, stage.token)).status).toBe(404);
    expect(await (await ask('production/entries', stage.token)).json()).toMatchObject({
      size: 2,
      entries: [{ index: 0 }],
    });
  });
});
