import { describe, expect, test } from 'vitest';
import { World } from '../../../flows/exchange/fixtures/world.ts';
import { testInstance } from '../fixtures/instance.ts';
import { fakeServices, TOKENS } from '../fixtures/services.ts';
import { CREDENTIALS } from './credentials.ts';
import { OAUTH } from './oauth.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

function server(world = new World()) {
  const { instance, log } = testInstance(
    [...OAUTH, ...CREDENTIALS],
    fakeServices({ broker: world.broker, ledger: world.broker.ledger as never }),
  );
  const post = (url: string, payload: string, headers: Readonly<Record<string, string>> = FORM) =>
    instance.inject({ method: 'POST', url, payload, headers });
  const trade = (change: Readonly<Record<string, string>> = {}) =>
    post(
      '/oauth/token',
      new URLSearchParams({ ...(world.request(world.token()) as object), ...change }).toString(),
    );
  return { world, instance, log, post, trade };
}

describe('POST /oauth/token', () => {
  test('answers as RFC 8693 says, and lets nobody keep it', async () => {
    const { world, trade, log } = server();
    const reply = await trade();
    expect(reply.statusCode).toBe(200);
    expect(reply.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'application/json; charset=utf-8',
    });
    const body = reply.json<Record<string, unknown>>();
    expect(body).toEqual({
      access_token: expect.any(String),
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'deploy/production',
    });
    expect(world.cluster.isGood(String(body['access_token']))).toBe(true);
    expect(log()).not.toContain(String(body['access_token']));
  });

  test('says the same bytes for every reason to refuse', async () => {
    const replies = await Promise.all([
      server().trade({ subject_token: 'junk' }),
      server().trade({ subject_token: '' }),
      server().trade({ subject_token: new World().token({ claims: { iss: 'https://evil.example' } }) }),
      server().trade({ subject_token: new World().token({ claims: { sha: 'b'.repeat(40) } }) }),
      server().trade({ subject_token: new World().token({ claims: { repository: 'acme/other' } }) }),
      server().trade({ audience: 'x' }),
      server().trade({ scope: 'deploy/staging' }),
      server().post('/oauth/token', ''),
      server().post('/oauth/token', 'grant_type=a&grant_type=b'),
      server().post('/oauth/token', `scope=${'x'.repeat(3_000)}`),
      server().post('/oauth/token', '%ff=%ff'),
    ]);
    for (const reply of replies.filter(({ body }) => !body.includes('unsupported')))
      expect([reply.statusCode, reply.body]).toEqual([400, '{"error":"invalid_request"}']);
    const names = replies.slice(0, 7).map(({ headers }) => Object.keys(headers).join());
    expect(new Set(names).size).toBe(1);
  });

  test('tells about spelling only', async () => {
    expect((await server().trade({ grant_type: 'password' })).body).toBe(
      '{"error":"unsupported_grant_type"}',
    );
    expect((await server().trade({ scope: 'production' })).body).toBe('{"error":"invalid_scope"}');
  });

  test.each([
    ['a field that is there twice', 'a=1&a=2', FORM, 400],
    ['JSON', '{}', { 'content-type': 'application/json' }, 415],
    ['text', 'x', { 'content-type': 'text/plain' }, 415],
    ['33 kilobytes', `subject_token=${'x'.repeat(33_000)}`, FORM, 413],
    ['100 fields', Array.from({ length: 100 }, (_, i) => `f${i}=1`).join('&'), FORM, 400],
  ])('takes no %s', async (_, payload, headers, status) => {
    const { post, world } = server();
    const reply = await post('/oauth/token', payload, headers);
    expect([reply.statusCode, reply.body]).toEqual([status, '{"error":"invalid_request"}']);
    expect(world.keys.asked).toEqual([]);
  });

  test('says when the same may work later', async () => {
    const world = new World();
    world.ledger.full = true;
    const reply = await server(world).trade();
    expect([reply.statusCode, reply.body]).toEqual([503, '{"error":"temporarily_unavailable"}']);
    expect(reply.headers['retry-after']).toBeDefined();
  });

  test('gives one of many who bring the same token at once a credential', async () => {
    const { world, trade } = server();
    const subject_token = world.token();
    const replies = await Promise.all(Array.from({ length: 50 }, () => trade({ subject_token })));
    expect(replies.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
    expect(world.cluster.secrets.size).toBe(1);
  });

  test('is there for POST only', async () => {
    const { instance } = server();
    expect((await instance.inject({ method: 'GET', url: '/oauth/token' })).statusCode).toBe(401);
  });
});

describe('POST /oauth/revoke', () => {
  const asForm = (token: string): string => new URLSearchParams({ token }).toString();

  test('ends a credential, records it once, and says nothing else', async () => {
    const { world, trade, post } = server();
    const { access_token: token } = (await trade()).json<{ access_token: string }>();
    for (let round = 0; round < 2; round++) {
      const reply = await post('/oauth/revoke', asForm(token));
      expect([reply.statusCode, reply.body]).toEqual([200, '']);
    }
    expect(world.cluster.isGood(token)).toBe(false);
    expect(world.ledger.of('credential.revoked')).toMatchObject([{ issued: 0 }]);
  });

  test('has the same answer for what is none, and touches nothing', async () => {
    const { world, trade, post } = server();
    const traded = world.token();
    await trade({ subject_token: traded });
    for (const token of ['junk', traded, 'a.b.c']) {
      const reply = await post('/oauth/revoke', asForm(token));
      expect([reply.statusCode, reply.body]).toEqual([200, '']);
    }
    expect(world.cluster.secrets.size).toBe(1);
    expect(world.ledger.of('credential.revoked')).toEqual([]);
  });

  test('does not say it is done where it is not', async () => {
    const { world, trade, post } = server();
    const { access_token: token } = (await trade()).json<{ access_token: string }>();
    world.cluster.failing = 'delete';
    expect((await post('/oauth/revoke', asForm(token))).statusCode).toBe(503);
    world.cluster.failing = undefined;
    world.ledger.full = true;
    expect((await post('/oauth/revoke', asForm(token))).statusCode).toBe(503);
    expect(world.cluster.isGood(token)).toBe(false);
    world.ledger.full = false;
    expect((await post('/oauth/revoke', asForm(token))).statusCode).toBe(200);
    expect(world.ledger.of('credential.revoked')).toHaveLength(1);
  });

  test('records nothing of what expired', async () => {
    const { world, trade, post } = server();
    const { access_token: token } = (await trade()).json<{ access_token: string }>();
    world.clock.at += 600_000;
    expect((await post('/oauth/revoke', asForm(token))).statusCode).toBe(200);
    expect(world.ledger.of('credential.revoked')).toEqual([]);
  });
});

describe('POST /api/v1/credentials/:index/revoke', () => {
  test('is for those who may, and for entries that issued something', async () => {
    const { world, trade, post } = server();
    await trade({ subject_token: 'junk' });
    await trade();
    const as = (role: keyof typeof TOKENS, index: number | string) =>
      post(`/api/v1/credentials/${index}/revoke`, '', { authorization: `Bearer ${TOKENS[role]}` });
    expect((await as('developer', 1)).statusCode).toBe(403);
    expect((await as('auditor', 1)).statusCode).toBe(403);
    expect(world.cluster.secrets.size).toBe(1);
    for (const index of [0, 2, 999_999]) expect((await as('security', index)).statusCode).toBe(404);
    for (const index of [-1, 'x', 1.5]) expect((await as('security', index)).statusCode).toBe(400);
    expect((await as('security', 1)).statusCode).toBe(204);
    expect(world.cluster.secrets.size).toBe(0);
    expect(world.ledger.of('credential.revoked')).toMatchObject([{ issued: 1 }]);
  });
});
