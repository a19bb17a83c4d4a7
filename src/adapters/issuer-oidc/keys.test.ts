import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { MainwardError } from '../../model/errors.ts';
import { conformsToIssuerKeys, type IssuerPlace } from '../../ports/issuer.conformance.ts';
import { FakeIssuerKeys } from '../../ports/issuer.fake.ts';
import type { PublishedKey } from '../../ports/issuer.ts';
import { OidcIssuerKeys } from './keys.ts';

const ISSUER = 'https://ci.example.org';
const KEY = { kty: 'OKP', crv: 'Ed25519', x: 'A', kid: 'one' };

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

conformsToIssuerKeys('the fake', () => {
  const keys = new FakeIssuerKeys();
  return Promise.resolve<IssuerPlace>({
    issuer: ISSUER,
    keys,
    publish: (published) => keys.published.set(ISSUER, [...published]),
    later: () => undefined,
    fall: () => {
      keys.failure = new MainwardError('ISSUER_UNREACHABLE', 'It does not answer.');
    },
  });
});

conformsToIssuerKeys('OpenID Connect discovery', async () => {
  const clock = { at: 0, now: (): number => clock.at };
  let published: readonly PublishedKey[] = [];
  const server = createServer((request, answer) => {
    const documents: Readonly<Record<string, unknown>> = {
      '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/jwks` },
      '/jwks': { keys: published },
    };
    answer.end(JSON.stringify(documents[request.url ?? '']));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    keys: new OidcIssuerKeys(new Map([[issuer, 'loopback']]), clock),
    publish: (keys) => {
      published = keys;
    },
    later: () => {
      clock.at += 600_000;
    },
    fall: () => {
      server.close();
      server.closeAllConnections();
      clock.at += 4_200_000;
    },
  };
});

/** An issuer without a network: what each of its addresses answers, and what was asked of it. */
class Stub {
  readonly clock = { at: 0, now: (): number => this.clock.at };
  readonly asked: string[] = [];
  answers: Record<string, unknown> = {
    [`${ISSUER}/.well-known/openid-configuration`]: { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` },
    [`${ISSUER}/jwks`]: { keys: [KEY] },
  };
  maxAge: number | undefined;
  readonly keys: OidcIssuerKeys;

  constructor(issuer = ISSUER) {
    this.keys = new OidcIssuerKeys(new Map([[issuer, 'public']]), this.clock, () => (url) => {
      this.asked.push(url.href);
      const answer = this.answers[url.href];
      if (answer === undefined) return Promise.reject(new Error('connection refused'));
      const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
      return Promise.resolve({
        bytes: Buffer.from(text),
        ...(this.maxAge === undefined ? {} : { maxAge: this.maxAge }),
      });
    });
  }

  get fetches(): number {
    return this.asked.filter((url) => url.endsWith('/jwks')).length;
  }

  find(id = 'one'): Promise<PublishedKey | undefined> {
    return this.keys.key(ISSUER, id);
  }
}

describe('keys by discovery', () => {
  test('are asked for once while they are fresh, and once for all who ask at the same time', async () => {
    const stub = new Stub();
    await Promise.all(Array.from({ length: 20 }, () => stub.find()));
    stub.clock.at = 299_999;
    await stub.find();
    expect(stub.fetches).toBe(1);
    stub.clock.at = 300_000;
    await stub.find();
    expect(stub.fetches).toBe(2);
  });

  test.each([
    [undefined, 300_000],
    [0, 30_000],
    [60, 60_000],
    [999_999_999, 600_000],
  ])('are kept for as long as their issuer says (%s), within bounds: %s ms', async (maxAge, kept) => {
    const stub = new Stub();
    stub.maxAge = maxAge;
    await stub.find();
    stub.clock.at = kept - 1;
    await stub.find();
    expect(stub.fetches).toBe(1);
    stub.clock.at = kept;
    await stub.find();
    expect(stub.fetches).toBe(2);
  });

  test('are asked for anew for an id that is not known, once a minute, and not without end for many', async () => {
    const stub = new Stub();
    await stub.find();
    expect(await stub.find('two')).toBeUndefined();
    expect(await stub.find('two')).toBeUndefined();
    expect(stub.fetches).toBe(2);
    for (let index = 0; index < 200; index++) await stub.find(`junk ${index}`);
    expect(stub.fetches).toBe(11);
    stub.clock.at = 60_000;
    await stub.find('two');
    expect(stub.fetches).toBe(12);
  });

  test('are not asked for twice by one question', async () => {
    const stub = new Stub();
    expect(await stub.find('two')).toBeUndefined();
    expect(stub.fetches).toBe(1);
  });

  test('go on for an hour where the issuer is down, and it is not asked all the time', async () => {
    const stub = new Stub();
    await stub.find();
    stub.answers = {};
    stub.clock.at = 300_000;
    expect(await stub.find()).toEqual(KEY);
    expect(await stub.find()).toEqual(KEY);
    expect(stub.asked).toHaveLength(3);
    await expect(stub.find('two')).rejects.toMatchObject({ code: 'ISSUER_UNREACHABLE' });
    stub.clock.at = 310_000;
    await stub.find();
    expect(stub.asked).toHaveLength(4);
    stub.clock.at = 3_599_999;
    expect(await stub.find()).toEqual(KEY);
    stub.clock.at = 3_600_000;
    await expect(stub.find()).rejects.toMatchObject({ code: 'ISSUER_UNREACHABLE' });
  });

  const lies: readonly (readonly [string, Record<string, unknown>])[] = [
    [
      'is for another issuer',
      { '/.well-known/openid-configuration': { issuer: 'https://evil.example', jwks_uri: `${ISSUER}/jwks` } },
    ],
    [
      'is for an issuer with a slash',
      { '/.well-known/openid-configuration': { issuer: `${ISSUER}/`, jwks_uri: `${ISSUER}/jwks` } },
    ],
    ['names no keys', { '/.well-known/openid-configuration': { issuer: ISSUER } }],
    [
      'names keys that are no address',
      { '/.well-known/openid-configuration': { issuer: ISSUER, jwks_uri: 'jwks' } },
    ],
    [
      'names its issuer twice',
      {
        '/.well-known/openid-configuration': `{"issuer":"https://evil.example","issuer":"${ISSUER}","jwks_uri":"${ISSUER}/jwks"}`,
      },
    ],
    ['is a list', { '/.well-known/openid-configuration': [] }],
    ['is a page', { '/.well-known/openid-configuration': '<html>' }],
    ['has keys that are no list', { '/jwks': { keys: { one: KEY } } }],
    ['has two keys with one id', { '/jwks': { keys: [KEY, { ...KEY, x: 'B' }] } }],
    ['has a key that is null', { '/jwks': { keys: [null] } }],
    ['has a key that is text', { '/jwks': { keys: ['one'] } }],
    [
      'has 101 keys',
      { '/jwks': { keys: Array.from({ length: 101 }, (_, kid) => ({ ...KEY, kid: `${kid}` })) } },
    ],
    ['has keys nested too deep', { '/jwks': `{"keys":${'['.repeat(50)}${']'.repeat(50)}}` }],
  ];
  test.each(lies)('are not believed where it %s; the last good ones go on', async (_, change) => {
    const changed = Object.fromEntries(
      Object.entries(change).map(([path, answer]) => [`${ISSUER}${path}`, answer]),
    );
    const stub = new Stub();
    const { answers } = stub;
    stub.answers = { ...answers, ...changed };
    await expect(stub.find()).rejects.toMatchObject({ code: 'ISSUER_INVALID' });
    stub.answers = answers;
    stub.clock.at = 10_000;
    expect(await stub.find()).toEqual(KEY);
    stub.answers = { ...answers, ...changed };
    stub.clock.at = 310_000;
    expect(await stub.find()).toEqual(KEY);
  });

  test('without an id are nobody’s, and hide none of the others', async () => {
    const stub = new Stub();
    stub.answers[`${ISSUER}/jwks`] = { keys: [{ ...KEY, kid: undefined }, { ...KEY, kid: 7 }, KEY] };
    expect(await stub.find()).toEqual(KEY);
    expect(await stub.find('7')).toBeUndefined();
  });

  test('are found below an issuer that has a path, with a slash or without', async () => {
    const stub = new Stub(`${ISSUER}/realm/`);
    await stub.keys.key(`${ISSUER}/realm/`, 'one').catch(() => undefined);
    expect(stub.asked).toEqual([`${ISSUER}/realm/.well-known/openid-configuration`]);
  });

  test('are never asked for of anybody else', async () => {
    const stub = new Stub();
    for (const issuer of [
      `${ISSUER}/`,
      'https://evil.example',
      `${ISSUER}@evil.example`,
      'http://169.254.169.254',
    ])
      expect(await stub.keys.key(issuer, 'one')).toBeUndefined();
    expect(stub.asked).toEqual([]);
  });

  test('bring nobody’s address into a message', async () => {
    const stub = new Stub();
    stub.answers = {};
    const error = await stub.find().catch((one: unknown) => one);
    expect(String(error)).not.toContain('connection refused');
  });
});
