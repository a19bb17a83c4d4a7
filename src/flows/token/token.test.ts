import { describe, expect, test } from 'vitest';
import type { HttpClient, HttpReply, HttpRequest } from '../../ports/http.ts';
import { findIdToken } from './id-token.ts';
import { tradeToken } from './trade.ts';

const SERVER = new URL('https://mainward.example');
const GOOD = {
  access_token: 'abc.def',
  issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
  token_type: 'Bearer',
  expires_in: 600,
};

class FakeHttp implements HttpClient {
  readonly sent: HttpRequest[] = [];
  readonly #status: number;
  readonly #body: string;

  constructor(status: number, body: unknown) {
    this.#status = status;
    this.#body = typeof body === 'string' ? body : JSON.stringify(body);
  }

  send(request: HttpRequest): Promise<HttpReply> {
    this.sent.push(request);
    return Promise.resolve({ status: this.#status, body: new TextEncoder().encode(this.#body) });
  }
}

const trade = (status: number, body: unknown) =>
  tradeToken(
    { server: SERVER, scope: 'deploy/production', idToken: 'a.b.c' },
    { http: new FakeHttp(status, body), clock: { now: () => 0 } },
  );

describe('trading a token', () => {
  test('sends what RFC 8693 wants, to the server and nobody else', async () => {
    const http = new FakeHttp(200, GOOD);
    const request = { server: SERVER, scope: 'deploy/production', idToken: 'a.b.c' };
    expect(await tradeToken(request, { http, clock: { now: () => 1_000 } })).toEqual({
      token: 'abc.def',
      expires: '1970-01-01T00:10:01.000Z',
    });
    expect(http.sent).toHaveLength(1);
    expect(http.sent[0]?.url.href).toBe('https://mainward.example/oauth/token');
    expect(Object.fromEntries(new URLSearchParams(http.sent[0]?.body))).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: 'a.b.c',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      scope: 'deploy/production',
    });
  });

  test.each([
    [400, { error: 'invalid_request' }, 'EXCHANGE_REFUSED'],
    [401, {}, 'EXCHANGE_REFUSED'],
    [503, { error: 'temporarily_unavailable' }, 'SERVER_UNREACHABLE'],
    [500, 'oops', 'SERVER_UNREACHABLE'],
    [302, '', 'SERVER_UNREACHABLE'],
    [204, '', 'SERVER_UNREACHABLE'],
    [200, '<html>', 'SERVER_UNREACHABLE'],
    [200, { ...GOOD, access_token: undefined }, 'SERVER_UNREACHABLE'],
    [200, { ...GOOD, access_token: 'a\nb' }, 'SERVER_UNREACHABLE'],
    [200, { ...GOOD, access_token: '' }, 'SERVER_UNREACHABLE'],
    [200, { ...GOOD, access_token: ['a'] }, 'SERVER_UNREACHABLE'],
    [200, { ...GOOD, expires_in: '600' }, 'SERVER_UNREACHABLE'],
    [200, { ...GOOD, expires_in: -1 }, 'SERVER_UNREACHABLE'],
    [200, { ...GOOD, expires_in: 1e99 }, 'SERVER_UNREACHABLE'],
    [200, { ...GOOD, issued_token_type: 'x' }, 'SERVER_UNREACHABLE'],
    [200, `{"access_token":"a","access_token":"b"}`, 'SERVER_UNREACHABLE'],
  ])('ends with a code where the server answers %s %j: %s', async (status, body, code) => {
    const error: unknown = await trade(status, body).catch((one: unknown) => one);
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain('a.b.c');
  });
});

describe('the identity token of a job', () => {
  const requestUrl = 'https://runner.example/token?api-version=2.0';
  const none = new FakeHttp(500, '');

  test('is the one that was named, then the one in the environment, then the runner’s', async () => {
    const http = new FakeHttp(200, { value: 'r.r.r' });
    const places = { file: 'f.f.f\n', given: 'g.g.g', requestUrl, requestToken: 'secret' };
    expect(await findIdToken(places, 'aud', http)).toBe('f.f.f');
    expect(await findIdToken({ ...places, file: undefined }, 'aud', http)).toBe('g.g.g');
    expect(http.sent).toEqual([]);
    expect(await findIdToken({ requestUrl, requestToken: 'secret' }, 'https://a.example/?x&y', http)).toBe(
      'r.r.r',
    );
    const [{ url, headers } = { url: undefined, headers: {} }] = http.sent;
    expect(url?.href).toBe(
      'https://runner.example/token?api-version=2.0&audience=https%3A%2F%2Fa.example%2F%3Fx%26y',
    );
    expect(headers).toMatchObject({ authorization: 'Bearer secret' });
  });

  test.each([
    ['nothing', {}],
    ['no token', { given: 'canary' }],
    ['two tokens', { file: 'a.b.c canary.b.c' }],
    ['an address without a token', { requestUrl }],
    ['an address that others read', { requestUrl: 'http://runner.example/canary', requestToken: 'canary' }],
    ['an address with user info', { requestUrl: 'https://canary@runner.example/', requestToken: 'x' }],
    ['an address that is none', { requestUrl: 'canary', requestToken: 'x' }],
    ['a token with a line in it', { requestUrl, requestToken: 'canary\r\nx: y' }],
    ['a runner that answers nothing', { requestUrl, requestToken: 'canary' }],
  ])('is missed where there is %s', async (_, places) => {
    const error: unknown = await findIdToken(places, 'aud', none).catch((one: unknown) => one);
    expect(error).toMatchObject({ code: 'ID_TOKEN_MISSING' });
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('canary');
  });
});
