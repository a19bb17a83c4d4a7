import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { testInstance } from './fixtures/instance.ts';
import { TOKENS } from './fixtures/services.ts';
import { type Route, route } from './route.ts';

const answer = z.object({ id: z.string() });
const thing: Route = route({
  method: 'GET',
  path: '/api/v1/things/:id',
  summary: 'A thing.',
  access: ['security'],
  params: z.strictObject({ id: z.string().max(8) }),
  query: z.strictObject({ limit: z.coerce.number().int().max(9).optional() }),
  replies: { 200: { kind: 'json', schema: answer, description: 'It.' } },
  handle: ({ params }) => ({ status: 200, json: { id: params.id } }),
});
const change: Route = route({
  method: 'POST',
  path: '/api/v1/things',
  summary: 'Changes a thing.',
  access: 'signed-in',
  body: { kind: 'json', schema: z.strictObject({ name: z.string() }), maxBytes: 100 },
  replies: { 200: { kind: 'json', schema: answer, description: 'It.' } },
  handle: ({ body }) => ({ status: 200, json: { id: body.name } }),
});
const leaking: Route = route({
  method: 'GET',
  path: '/leak',
  summary: 'Gives more than it says.',
  access: 'public',
  replies: { 200: { kind: 'json', schema: answer, description: 'It.' } },
  handle: () => ({ status: 200, json: { id: 'x', token: 'canary' } as { id: string } }),
});
const failing: Route = route({
  method: 'GET',
  path: '/fail',
  summary: 'Throws.',
  access: 'public',
  replies: { 200: { kind: 'json', schema: answer, description: 'It.' } },
  handle: () => {
    throw new Error('canary in a message');
  },
});
const bearer = (role: keyof typeof TOKENS) => ({ authorization: `Bearer ${TOKENS[role]}` });

describe('a listener', () => {
  test('does not start with a route that does not say who may ask', () => {
    const { access: _, ...open } = thing;
    expect(() => testInstance([open as Route])).toThrow(TypeError);
    expect(() => testInstance([{ ...thing, access: [] as never }])).toThrow(TypeError);
  });

  test('tells nobody which addresses there are', async () => {
    const { instance } = testInstance([thing]);
    const known = await instance.inject({ url: '/api/v1/things/1' });
    const unknown = await instance.inject({ url: '/api/v1/secret' });
    expect(known.statusCode).toBe(401);
    expect([unknown.statusCode, unknown.body]).toEqual([known.statusCode, known.body]);
    expect(Object.keys(unknown.headers)).toEqual(Object.keys(known.headers));
  });

  test('lets in whoever has the role, and says who has not', async () => {
    const { instance } = testInstance([thing]);
    const ask = (role: keyof typeof TOKENS) =>
      instance.inject({ url: '/api/v1/things/1', headers: bearer(role) });
    expect((await ask('security')).json()).toEqual({ id: '1' });
    expect((await ask('developer')).json()).toMatchObject({ status: 403, code: 'ROLE_NEEDED' });
    expect((await ask('none')).statusCode).toBe(403);
  });

  test('takes a cookie by its full name only, once, and not beside a bearer token', async () => {
    const { instance } = testInstance([thing]);
    const status = async (headers: Record<string, string>) =>
      (await instance.inject({ url: '/api/v1/things/1', headers })).statusCode;
    const cookie = `__Host-mainward-session=${TOKENS.security}`;
    expect(await status({ cookie })).toBe(200);
    expect(await status({ cookie: `mainward-session=${TOKENS.security}` })).toBe(401);
    expect(await status({ cookie: `${cookie}; ${cookie}` })).toBe(401);
    expect(await status({ cookie, ...bearer('security') })).toBe(401);
    expect(await status({ authorization: `Basic ${TOKENS.security}` })).toBe(401);
    expect(await status({ authorization: 'Bearer nothing' })).toBe(401);
  });

  test('takes a change that rests on a cookie from its own pages only', async () => {
    const { instance } = testInstance([change]);
    const status = async (headers: Record<string, string>) =>
      (await instance.inject({ method: 'POST', url: '/api/v1/things', headers, payload: { name: 'a' } }))
        .statusCode;
    const cookie = `__Host-mainward-session=${TOKENS.none}`;
    expect(await status({ cookie })).toBe(403);
    expect(await status({ cookie, origin: 'null' })).toBe(403);
    expect(await status({ cookie, origin: 'https://mainward.example.evil.example' })).toBe(403);
    expect(await status({ cookie, origin: 'https://mainward.example' })).toBe(200);
    expect(await status(bearer('none'))).toBe(200);
  });

  test('refuses what does not fit, names the place, and repeats nothing of it', async () => {
    const { instance } = testInstance([thing]);
    const ask = async (url: string) => {
      const reply = await instance.inject({ url, headers: bearer('security') });
      expect(reply.statusCode).toBe(400);
      expect(reply.body).not.toContain('canary');
      return reply.json().errors?.[0]?.pointer;
    };
    expect(await ask('/api/v1/things/1?limit=canary')).toBe('/query/limit');
    expect(await ask('/api/v1/things/1?canary=1')).toBe('/query');
    expect(await ask('/api/v1/things/1?limit=1&limit=2')).toBe('/query/limit');
    expect(await ask('/api/v1/things/123456789')).toBe('/params/id');
  });

  test.each([
    ['{"name":"a","name":"b"}', 400],
    ['{"name":"a"', 400],
    ['', 400],
    ['{"__proto__":{"x":1},"name":"a"}', 400],
    ['{"name":"a","more":1}', 400],
    [`{"name":${'['.repeat(30)}${']'.repeat(30)}}`, 400],
    [`{"name":"${'x'.repeat(200)}"}`, 413],
  ])('does not take the body %s', async (payload, status) => {
    const { instance } = testInstance([change]);
    const headers = { ...bearer('none'), 'content-type': 'application/json' };
    const reply = await instance.inject({ method: 'POST', url: '/api/v1/things', headers, payload });
    expect([reply.statusCode, reply.headers['content-type']]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ]);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''])(
    'does not take a body of type %j for JSON',
    async (type) => {
      const { instance } = testInstance([change]);
      const headers = { ...bearer('none'), ...(type === '' ? {} : { 'content-type': type }) };
      const reply = await instance.inject({
        method: 'POST',
        url: '/api/v1/things',
        headers,
        payload: 'name=a',
      });
      expect(reply.json().code).toBe('MEDIA_TYPE_REFUSED');
    },
  );

  test('sends only what the contract has', async () => {
    const { instance } = testInstance([leaking]);
    expect((await instance.inject({ url: '/leak' })).body).toBe('{"id":"x"}');
  });

  test('survives a handler that throws, and says nothing of it but where to look', async () => {
    const { instance, log } = testInstance([failing]);
    const reply = await instance.inject({ url: '/fail' });
    expect(reply.json()).toMatchObject({ status: 500, code: 'DEFECT' });
    expect(reply.body + log()).not.toContain('canary');
    expect(log()).toContain(reply.json().requestId);
    expect((await instance.inject({ url: '/fail' })).statusCode).toBe(500);
  });

  test('forbids scripts, frames and caches on whatever it answers', async () => {
    const { instance } = testInstance([leaking]);
    for (const url of ['/leak', '/nothing', '/%zz']) {
      const { headers } = await instance.inject({ url });
      expect(headers['content-security-policy'], url).toContain("default-src 'none'");
      expect(headers['content-security-policy'], url).toContain("frame-ancestors 'none'");
      expect(headers['x-content-type-options'], url).toBe('nosniff');
      expect(headers['cache-control'], url).toBe('no-store');
    }
  });
});
