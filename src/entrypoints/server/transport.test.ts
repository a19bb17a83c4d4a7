import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { MainwardError } from '../../model/errors.ts';
import { type TestInstance, testInstance } from './fixtures/instance.ts';
import { FakeLedger, fakeServices, TOKENS } from './fixtures/services.ts';
import { exchange, statuses } from './fixtures/socket.ts';
import { type Route, route } from './route.ts';
import { routesOf } from './routes.ts';

const done = z.object({ index: z.int() });
/** Something that must be recorded to happen. */
const record: Route = route({
  method: 'POST',
  path: '/api/v1/record',
  summary: 'Records.',
  access: 'signed-in',
  body: { kind: 'json', schema: z.strictObject({ what: z.string() }) },
  replies: { 200: { kind: 'json', schema: done, description: 'Recorded.' } },
  async handle({ body }, services) {
    const { index } = await services.ledger.append({
      type: 'gap',
      what: body.what,
      from: '2026-11-27T09:00:00Z',
    });
    return { status: 200, json: { index } };
  },
});
const stuck: Route = route({
  method: 'GET',
  path: '/stuck',
  summary: 'Never answers.',
  access: 'public',
  replies: { 200: { kind: 'empty', description: 'Never.' } },
  handle: () => new Promise<never>(() => undefined),
});

const ledger = new FakeLedger();
let server: TestInstance;
let port: number;
beforeAll(async () => {
  server = testInstance([...routesOf({ openLog: false }), record, stuck], fakeServices({ ledger }), {
    handler: 50,
  });
  await server.instance.listen({ host: '127.0.0.1', port: 0 });
  ({ port } = server.instance.server.address() as AddressInfo);
});
afterAll(async () => {
  server.instance.server.closeAllConnections();
  await server.instance.close();
});

const get = (path: string, ...headers: readonly string[]): string =>
  [`GET ${path} HTTP/1.1`, 'host: mainward.example', ...headers, '', ''].join('\r\n');
const post = (path: string, headers: readonly string[], body: string): string =>
  [`POST ${path} HTTP/1.1`, 'host: mainward.example', ...headers, '', body].join('\r\n');
const bearer = `authorization: Bearer ${TOKENS.none}`;
const json = 'content-type: application/json';
const last = 'connection: close';

async function refused(answer: Promise<string>, status: number, code?: string): Promise<void> {
  const text = await answer;
  expect(statuses(text), text).toEqual([status]);
  expect(text.toLowerCase()).toContain('application/problem+json');
  if (code !== undefined) expect(text).toContain(`"code":"${code}"`);
  expect(statuses(await exchange(port, get('/healthz', last)))).toEqual([200]);
}

describe('what is too large is refused, and the server goes on', () => {
  test('headers', () =>
    refused(exchange(port, get('/', `x: ${'a'.repeat(20_000)}`)), 431, 'HEADERS_TOO_LARGE'));
  test('an address', () => refused(exchange(port, get(`/${'a'.repeat(20_000)}`)), 431, 'HEADERS_TOO_LARGE'));
  test('a parameter', () =>
    refused(exchange(port, get(`/changes/${'1'.repeat(600)}`, bearer, last)), 414, 'URI_TOO_LONG'));
  test('a body that says so', () =>
    refused(
      exchange(port, post('/api/v1/record', [bearer, json, last, 'content-length: 70000'], 'x')),
      413,
      'BODY_TOO_LARGE',
    ));
  test('a body that comes in chunks', () => {
    const chunk = `4000\r\n${' '.repeat(0x40_00)}\r\n`;
    const head = post('/api/v1/record', [bearer, json, last, 'transfer-encoding: chunked'], '');
    return refused(exchange(port, head, chunk.repeat(5)), 413, 'BODY_TOO_LARGE');
  });
  test('very many headers', () => {
    const many = Array.from({ length: 300 }, (_, at) => `x-${at}: 1`);
    return refused(exchange(port, get('/healthz', ...many, last)), 431, 'HEADERS_TOO_LARGE');
  });
});

describe('what is malformed is refused, and the server goes on', () => {
  test.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['another version', 'GET / HTTP/9.9\r\nhost: x\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['a header without a name', get('/', ': x')],
    ['a bare carriage return in a header', get('/', 'x: a\rb')],
    ['a NUL in a header', get('/', 'x: a\0b')],
    ['a folded header', get('/', 'x: a\r\n b', 'y: c')],
    ['a space before the colon', get('/', 'content-length : 5')],
    ['a TLS handshake', '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03'],
  ])('%s', async (_, bytes) => {
    const answer = await exchange(port, bytes);
    expect(statuses(answer), answer).toEqual([400]);
    expect(statuses(await exchange(port, get('/healthz', last)))).toEqual([200]);
  });

  test.each(['/%', '/%zz', '/changes/%ff%fe', '/changes/%', '/%00', '/changes/1%00'])(
    'the address %s',
    async (path) => {
      const answer = await exchange(port, get(path, bearer, last));
      expect([400, 403, 404]).toContain(statuses(answer)[0]);
      expect(answer).toContain('application/problem+json');
    },
  );

  test.each([
    '{',
    '{"what":1}',
    '[]',
    'null',
    '"',
    '{"what":"a"}{"what":"b"}',
    '\xff\xfe',
    '{"what":"a","what":"b"}',
  ])('the body %s', (body) =>
    refused(
      exchange(port, post('/api/v1/record', [bearer, json, last, `content-length: ${body.length}`], body)),
      400,
      'REQUEST_INVALID',
    ),
  );
});

describe('two readers cannot see two requests in one', () => {
  test.each([
    ['a length and chunks', ['content-length: 4', 'transfer-encoding: chunked'], '0\r\n\r\n'],
    ['chunks and a length', ['transfer-encoding: chunked', 'content-length: 4'], '0\r\n\r\n'],
    ['two lengths', ['content-length: 4', 'content-length: 5'], 'abcde'],
    ['two lengths in one', ['content-length: 4, 4'], 'abcd'],
    ['a length with a sign', ['content-length: +4'], 'abcd'],
    ['a length that is none', ['content-length: 0x4'], 'abcd'],
    ['an encoding behind chunks', ['transfer-encoding: chunked, identity'], '0\r\n\r\n'],
    ['an encoding that is almost chunks', ['transfer-encoding: xchunked'], '0\r\n\r\n'],
    ['an encoding with a tab', ['transfer-encoding:\tchunked\x0b'], '0\r\n\r\n'],
    ['a chunk whose length is none', ['transfer-encoding: chunked'], 'zz\r\nab\r\n0\r\n\r\n'],
    ['a chunk that ends early', ['transfer-encoding: chunked'], '5\r\nab\r\n0\r\n\r\n'],
    ['a chunk that ends with a line feed', ['transfer-encoding: chunked'], '2\nab\n0\n\n'],
  ])('%s', async (_, headers, body) => {
    const before = ledger.entries.length;
    const smuggled = get('/api/v1/session', bearer, last);
    const answer = await exchange(
      port,
      post('/api/v1/record', [bearer, json, ...headers], `${body}${smuggled}`),
    );
    expect(statuses(answer), answer).toEqual([400]);
    expect(ledger.entries.length).toBe(before);
  });

  test('requests in one go are answered in order, and each is judged by itself', async () => {
    const what = '{"what":"pipelined"}';
    const all = [
      get('/api/v1/session', bearer),
      get('/api/v1/session'),
      post('/api/v1/record', [bearer, json, `content-length: ${what.length}`], what),
      get('/api/v1/log/entries', bearer),
      get('/healthz', last),
    ];
    const answer = await exchange(port, all.join(''));
    expect(statuses(answer)).toEqual([200, 401, 200, 403, 200]);
  });

  test('a body that nobody asked for is no second request', async () => {
    const inner = get('/api/v1/session', bearer, last);
    const answer = await exchange(
      port,
      post('/api/v1/nothing', [last, `content-length: ${inner.length}`], inner),
    );
    expect(statuses(answer)).toEqual([401]);
  });
});

describe('who takes their time', () => {
  test('is let go, and holds up nobody', async () => {
    const hurried = testInstance(routesOf({ openLog: false }), fakeServices(), {
      request: 300,
      requestHeaders: 200,
      check: 50,
    });
    await hurried.instance.listen({ host: '127.0.0.1', port: 0 });
    const { port: at } = hurried.instance.server.address() as AddressInfo;
    const slow = [
      exchange(at, 'GET / HTTP/1.1\r\nhost: x\r\nx-slow: '),
      exchange(
        at,
        post(
          '/login/token',
          ['content-type: application/x-www-form-urlencoded', 'content-length: 50'],
          'code=',
        ),
      ),
    ];
    expect(statuses(await exchange(at, get('/healthz', last)))).toEqual([200]);
    const answers = await Promise.all(slow);
    expect(answers.map((answer) => statuses(answer).at(-1))).toEqual([408, 408]);
    hurried.instance.server.closeAllConnections();
    await hurried.instance.close();
  });

  test('is told so where it is the server itself', async () => {
    await refused(exchange(port, get('/stuck', last)), 503, 'UNAVAILABLE');
  });
});

describe('a disk that is full', () => {
  const body = '{"what":"x"}';
  const write = (): Promise<string> =>
    exchange(port, post('/api/v1/record', [bearer, json, last, `content-length: ${body.length}`], body));

  test.each(['LEDGER_UNAVAILABLE', 'STORE_UNAVAILABLE'] as const)(
    '(%s) stops what must be recorded, and nothing else',
    async (code) => {
      const before = ledger.entries.length;
      ledger.full = new MainwardError(code, 'No space is left.');
      const answer = await write();
      expect(statuses(answer)).toEqual([503]);
      expect(answer).toContain('RECORD_UNAVAILABLE');
      expect(answer.toLowerCase()).toContain('retry-after: 5');
      expect(answer).not.toContain('space');
      expect(
        statuses(
          await exchange(port, get('/api/v1/changes', `authorization: Bearer ${TOKENS.developer}`, last)),
        ),
      ).toEqual([200]);
      ledger.full = undefined;
      expect(statuses(await write())).toEqual([200]);
      expect(ledger.entries.length).toBe(before + 1);
    },
  );
});

test('a secret, wherever it is put, is in no reply and in no line of the log', async () => {
  const canary = 'canary-0123456789abcdef';
  const body = `{"${canary}":"${canary}"}`;
  const headers = [
    `cookie: __Host-mainward-session=${canary}; x=${canary}`,
    `x-token: ${canary}`,
    `user-agent: ${canary}`,
    `referer: https://x/?${canary}`,
    last,
  ];
  const requests = [
    get(`/api/v1/session?token=${canary}`, ...headers),
    get(`/${canary}?${canary}=${canary}`, `authorization: Bearer ${canary}`, last),
    get(`/${canary}/%zz`, ...headers),
    get(`/sign-in/callback?code=${canary}&state=${canary}&error=${canary}`, ...headers),
    get(`/api/v1/changes?${canary}=1`, `authorization: Bearer ${TOKENS.security}`, last),
    get('/api/v1/session', `authorization: Basic ${canary}`, last),
    post('/api/v1/record', [bearer, json, last, `content-length: ${body.length}`], body),
    post(
      '/login/token',
      ['content-type: application/x-www-form-urlencoded', last, `content-length: ${canary.length + 5}`],
      `code=${canary}`,
    ),
    `GET /${canary} HTTP/1.1\r\nhost: x\r\n${canary}\r\n\r\n`,
  ];
  for (const request of requests) {
    const answer = await exchange(port, request);
    expect(statuses(answer), answer).toHaveLength(1);
    expect(answer).not.toContain(canary);
  }
  expect(server.log()).not.toContain(canary);
  expect(JSON.stringify(ledger.entries)).not.toContain(canary);
});
