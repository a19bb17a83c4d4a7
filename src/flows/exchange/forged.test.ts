import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../model/exchange.ts';
import { exchange } from './exchange.ts';
import { encode, mac, signature, testKey } from './fixtures/tokens.ts';
import { AUDIENCE, claimsOfPush, ISSUER, LANDED, MAIN, NOW, World } from './fixtures/world.ts';

const SECONDS = NOW / 1_000;
type Case = readonly [name: string, code: Refusal, token: (world: World) => string];

/** A token whose payload is exactly this text, well signed. */
function saying(world: World, text: string): string {
  return world.token({ claims: text });
}

/** The payload of a good token, with this text put in front of its members. */
function alsoSaying(world: World, text: string): string {
  return saying(world, `{${text},${JSON.stringify(claimsOfPush()).slice(1)}`);
}

const SIGNATURES: readonly Case[] = [
  [
    'alg none, without a signature',
    'token-malformed',
    (w) =>
      `${w
        .token({ header: { alg: 'none' } })
        .split('.')
        .slice(0, 2)
        .join('.')}.`,
  ],
  ['alg none, with a signature', 'algorithm-refused', (w) => w.token({ header: { alg: 'none' } })],
  ['alg None in another case', 'algorithm-refused', (w) => w.token({ header: { alg: 'NONE' } })],
  [
    'HS256 keyed with the public key as PEM',
    'algorithm-refused',
    (w) => {
      const input = `${encode({ alg: 'HS256', kid: w.rsa.id })}.${encode(claimsOfPush())}`;
      return `${input}.${mac(input, w.rsa.publicKey.export({ type: 'spki', format: 'pem' }))}`;
    },
  ],
  [
    'HS256 keyed with the public key as JWK',
    'algorithm-refused',
    (w) => {
      const input = `${encode({ alg: 'HS256', kid: w.rsa.id })}.${encode(claimsOfPush())}`;
      return `${input}.${mac(input, JSON.stringify(w.rsa.jwk))}`;
    },
  ],
  [
    'RS256 under the name of an elliptic key',
    'key-unfit',
    (w) => w.token({ header: { kid: w.signer.id } }, w.rsa),
  ],
  ['ES256 under the name of an RSA key', 'key-unfit', (w) => w.token({ header: { kid: w.rsa.id } })],
  [
    'PS256, which the issuer is not configured with',
    'algorithm-refused',
    (w) => w.token({}, { ...testKey('PS256', w.rsa.id) }),
  ],
  ['ES384 said and ES256 made', 'algorithm-refused', (w) => w.token({ header: { alg: 'ES384' } })],
  ['the key of a stranger under a known id', 'signature-wrong', (w) => w.token({}, w.stranger)],
  [
    'the key of a stranger embedded as jwk',
    'signature-wrong',
    (w) => w.token({ header: { jwk: w.stranger.jwk } }, w.stranger),
  ],
  [
    'a jku that leads to the keys of a stranger',
    'signature-wrong',
    (w) => w.token({ header: { jku: 'https://evil.example/jwks' } }, w.stranger),
  ],
  [
    'x5u and x5c of a stranger',
    'signature-wrong',
    (w) => w.token({ header: { x5u: 'https://evil.example/chain', x5c: ['MIIB'] } }, w.stranger),
  ],
  ['a kid that is a path', 'key-unknown', (w) => w.token({ header: { kid: '../../etc/passwd' } })],
  ['a kid that is SQL', 'key-unknown', (w) => w.token({ header: { kid: "' OR 1=1 --" } })],
  ['a kid of the prototype', 'key-unknown', (w) => w.token({ header: { kid: '__proto__' } })],
  ['no kid', 'token-header', (w) => w.token({ header: { kid: undefined } })],
  ['an empty kid', 'token-header', (w) => w.token({ header: { kid: '' } })],
  ['a kid that is a list', 'token-header', (w) => w.token({ header: { kid: [w.signer.id] } })],
  ['an alg that is a list', 'token-header', (w) => w.token({ header: { alg: ['ES256'] } })],
  ['an extension to be understood', 'token-header', (w) => w.token({ header: { crit: ['exp'] } })],
  ['an unencoded payload', 'token-header', (w) => w.token({ header: { b64: false, crit: ['b64'] } })],
  ['the type of an access token', 'token-header', (w) => w.token({ header: { typ: 'at+jwt' } })],
  ['the type of a logout token', 'token-header', (w) => w.token({ header: { typ: 'logout+jwt' } })],
  ['a type that is null', 'token-header', (w) => w.token({ header: { typ: null } })],
  [
    'a payload that was changed after it was signed',
    'signature-wrong',
    (w) => {
      const [header, , made] = w.token().split('.');
      return `${header}.${encode({ ...claimsOfPush(), run_id: '9002' })}.${made}`;
    },
  ],
  [
    'a signature of zeros',
    'signature-wrong',
    (w) => `${w.token().split('.').slice(0, 2).join('.')}.${Buffer.alloc(64).toString('base64url')}`,
  ],
  [
    'a signature in DER',
    'signature-wrong',
    (w) => `${w.token().split('.').slice(0, 2).join('.')}.${Buffer.alloc(70, 48).toString('base64url')}`,
  ],
  [
    'another header over the same signature',
    'signature-wrong',
    (w) => {
      const [, claims, made] = w.token().split('.');
      return `${encode({ alg: 'ES256', kid: w.signer.id })}.${claims}.${made}`;
    },
  ],
];

const SHAPES: readonly Case[] = [
  ['an encrypted token', 'token-encrypted', () => `${encode({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d`],
  ['six parts', 'token-malformed', (w) => `${w.token()}.a.b.c`],
  ['two parts', 'token-malformed', (w) => w.token().split('.').slice(0, 2).join('.')],
  ['a header that says it wraps a token', 'token-header', (w) => w.token({ header: { cty: 'JWT' } })],
  ['a token as payload', 'token-malformed', (w) => w.token({ claims: w.token() })],
  [
    'a token of 17,000 characters',
    'token-malformed',
    (w) => w.token({ claims: { pad: 'x'.repeat(17_000) } }),
  ],
  ['a space in it', 'token-malformed', (w) => w.token().replace('.', '. ')],
  ['a line end after it', 'token-malformed', (w) => `${w.token()}\n`],
  ['padding', 'token-malformed', (w) => `${w.token()}==`],
  ['the other base64', 'token-malformed', (w) => `${w.token().slice(0, -1)}+`],
  [
    'bits in its last character that say nothing',
    'token-malformed',
    (w) => {
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const token = w.token();
      return `${token.slice(0, -1)}${alphabet[alphabet.indexOf(token.at(-1) ?? '') + 1]}`;
    },
  ],
  [
    'one key twice, the good one last',
    'token-malformed',
    (w) => alsoSaying(w, '"sub":"repo:acme/other:ref:x"'),
  ],
  ['one key twice, escaped', 'token-malformed', (w) => alsoSaying(w, '"s\\u0075b":"repo:acme/other:ref:x"')],
  [
    'an alg twice',
    'token-malformed',
    (w) => w.token({ header: `{"alg":"none","alg":"ES256","kid":"${w.signer.id}"}` }),
  ],
  ['a prototype among its claims', 'token-malformed', (w) => alsoSaying(w, '"__proto__":{"repository":"x"}')],
  ['a payload that is a list', 'token-malformed', (w) => saying(w, '[]')],
  ['a payload that is null', 'token-malformed', (w) => saying(w, 'null')],
  ['a payload with a comment', 'token-malformed', (w) => saying(w, '{/* */}')],
  [
    'a payload nested 40 deep',
    'token-malformed',
    (w) => alsoSaying(w, `"x":${'['.repeat(40)}${']'.repeat(40)}`),
  ],
  ['a payload of 3,000 values', 'token-malformed', (w) => alsoSaying(w, `"x":[${'0,'.repeat(3_000)}0]`)],
  ['half a character', 'token-malformed', (w) => alsoSaying(w, '"x":"\\ud800"')],
];

const CLAIMS: readonly Case[] = [
  [
    'an issuer with ours as user',
    'issuer-unknown',
    (w) => w.token({ claims: { iss: `${ISSUER}@evil.example` } }),
  ],
  [
    'an issuer that begins with ours',
    'issuer-unknown',
    (w) => w.token({ claims: { iss: `${ISSUER}.evil.example` } }),
  ],
  ['an issuer with a slash', 'issuer-unknown', (w) => w.token({ claims: { iss: `${ISSUER}/` } })],
  ['an issuer in capitals', 'issuer-unknown', (w) => w.token({ claims: { iss: 'https://CI.example.org' } })],
  ['an issuer over http', 'issuer-unknown', (w) => w.token({ claims: { iss: 'http://ci.example.org' } })],
  [
    'an issuer with its port',
    'issuer-unknown',
    (w) => w.token({ claims: { iss: 'https://ci.example.org:443' } }),
  ],
  [
    'an issuer in another alphabet',
    'issuer-unknown',
    (w) => w.token({ claims: { iss: 'https://сi.example.org' } }),
  ],
  ['an issuer that is a list', 'issuer-unknown', (w) => w.token({ claims: { iss: [ISSUER] } })],
  [
    'an issuer on this machine',
    'issuer-unknown',
    (w) => w.token({ claims: { iss: 'http://169.254.169.254/' } }),
  ],
  ['no issuer', 'issuer-unknown', (w) => w.token({ claims: { iss: undefined } })],
  ['another audience', 'audience-wrong', (w) => w.token({ claims: { aud: 'https://other.example.org' } })],
  [
    'an audience that begins with ours',
    'audience-wrong',
    (w) => w.token({ claims: { aud: `${AUDIENCE}.evil.example` } }),
  ],
  [
    'an audience that ours begins with',
    'audience-wrong',
    (w) => w.token({ claims: { aud: AUDIENCE.slice(0, -1) } }),
  ],
  [
    'our audience among others',
    'audience-wrong',
    (w) => w.token({ claims: { aud: [AUDIENCE, 'sts.amazonaws.com'] } }),
  ],
  ['our audience twice', 'audience-wrong', (w) => w.token({ claims: { aud: [AUDIENCE, AUDIENCE] } })],
  ['audiences in one text', 'audience-wrong', (w) => w.token({ claims: { aud: `${AUDIENCE} other` } })],
  ['an audience in a list in a list', 'audience-wrong', (w) => w.token({ claims: { aud: [[AUDIENCE]] } })],
  ['no audience in its list', 'audience-wrong', (w) => w.token({ claims: { aud: [] } })],
  ['no audience', 'audience-wrong', (w) => w.token({ claims: { aud: undefined } })],
  ['no end', 'times-missing', (w) => w.token({ claims: { exp: undefined } })],
  ['no beginning', 'times-missing', (w) => w.token({ claims: { iat: undefined } })],
  ['an end that is text', 'times-missing', (w) => w.token({ claims: { exp: String(SECONDS + 300) } })],
  ['an end that is true', 'times-missing', (w) => w.token({ claims: { exp: true } })],
  ['an end in milliseconds', 'times-missing', (w) => w.token({ claims: { exp: NOW + 300_000 } })],
  [
    'an end that is no number of this world',
    'times-missing',
    (w) => saying(w, JSON.stringify(claimsOfPush()).replace(/"exp":\d+/, '"exp":1e999')),
  ],
  [
    'a time before which it is not good, as text',
    'times-missing',
    (w) => w.token({ claims: { nbf: 'now' } }),
  ],
  ['an end 61 seconds ago', 'token-expired', (w) => w.token({ claims: { exp: SECONDS - 61 } })],
  ['an end 60 seconds ago', 'token-expired', (w) => w.token({ claims: { exp: SECONDS - 60 } })],
  ['a beginning in 61 seconds', 'token-not-yet-valid', (w) => w.token({ claims: { iat: SECONDS + 61 } })],
  ['not good before 61 seconds', 'token-not-yet-valid', (w) => w.token({ claims: { nbf: SECONDS + 61 } })],
  [
    'eleven minutes of age, and years to live',
    'token-too-old',
    (w) => w.token({ claims: { iat: SECONDS - 660, exp: SECONDS + 1e8 } }),
  ],
  ['a subject that is null', 'subject-missing', (w) => w.token({ claims: { sub: null } })],
  ['an empty subject', 'subject-missing', (w) => w.token({ claims: { sub: '' } })],
  [
    'a subject that is a list',
    'subject-missing',
    (w) => w.token({ claims: { sub: ['repo:acme/infrastructure'] } }),
  ],
  ['no subject', 'subject-missing', (w) => w.token({ claims: { sub: undefined } })],
  ['an id that is a number', 'token-id-malformed', (w) => w.token({ claims: { jti: 7 } })],
  ['an id that is null', 'token-id-malformed', (w) => w.token({ claims: { jti: null } })],
  ['another repository', 'claims-do-not-match', (w) => w.token({ claims: { repository: 'acme/other' } })],
  [
    'a repository in capitals',
    'claims-do-not-match',
    (w) => w.token({ claims: { repository: 'Acme/infrastructure' } }),
  ],
  [
    'a repository that begins with ours',
    'claims-do-not-match',
    (w) => w.token({ claims: { repository: 'acme/infrastructure-evil' } }),
  ],
  [
    'a repository in a list',
    'claims-do-not-match',
    (w) => w.token({ claims: { repository: ['acme/infrastructure'] } }),
  ],
  [
    'the same name and another number',
    'claims-do-not-match',
    (w) => w.token({ claims: { repository_id: '75' } }),
  ],
  ['the number as a number', 'claims-do-not-match', (w) => w.token({ claims: { repository_id: 74 } })],
  ['the number as true', 'claims-do-not-match', (w) => w.token({ claims: { repository_id: true } })],
  ['no number', 'claims-do-not-match', (w) => w.token({ claims: { repository_id: undefined } })],
  ['another event', 'claims-do-not-match', (w) => w.token({ claims: { event_name: 'pull_request_target' } })],
  ['no commit', 'commit-missing', (w) => w.token({ claims: { sha: undefined } })],
  ['a branch as commit', 'commit-missing', (w) => w.token({ claims: { sha: MAIN } })],
  ['a commit in capitals', 'commit-missing', (w) => w.token({ claims: { sha: LANDED.toUpperCase() } })],
  ['a short commit', 'commit-missing', (w) => w.token({ claims: { sha: LANDED.slice(1) } })],
  ['an option as commit', 'commit-missing', (w) => w.token({ claims: { sha: '--all' } })],
  ['another branch', 'ref-wrong', (w) => w.token({ claims: { ref: 'refs/heads/feature' } })],
  ['a tag of the same name', 'ref-wrong', (w) => w.token({ claims: { ref: 'refs/tags/main' } })],
  ['a short ref', 'ref-wrong', (w) => w.token({ claims: { ref: 'main' } })],
  ['no ref', 'ref-wrong', (w) => w.token({ claims: { ref: undefined } })],
  ['the merge of a pull request', 'ref-wrong', (w) => w.token({ claims: { ref: 'refs/pull/7/merge' } })],
  ['a commit that did not land', 'commit-not-landed', (w) => w.token({ claims: { sha: 'b'.repeat(40) } })],
  [
    'a commit of 64 digits that nobody has',
    'commit-not-landed',
    (w) => w.token({ claims: { sha: 'b'.repeat(64) } }),
  ],
];

describe.each([
  ['signed', SIGNATURES],
  ['written', SHAPES],
  ['said', CLAIMS],
])('a token is refused for how it is %s:', (_, cases) => {
  test.each(cases)('%s is %s', async (_, code, token) => {
    const world = new World();
    const made = token(world);
    expect(await exchange(world.request(made), world.broker)).toEqual({ ok: false, error: code });
    expect(world.cluster.secrets.size).toBe(0);
    expect(world.spent.size).toBe(0);
    expect(world.refusals).toMatchObject([
      { code, stage: 'deploy', environment: 'production', recorded: true },
    ]);
    expect(world.ledger.of('credential.refused')).toMatchObject([{ code }]);
    expect(world.ledger.all).toHaveLength(1);
    expect(JSON.stringify([world.ledger.all, world.refusals])).not.toContain(made.slice(0, 60));
  });
});

describe('before an issuer of the configuration is named', () => {
  test.each(
    [...SHAPES, ...CLAIMS].filter(([, code]) => code.startsWith('token-m') || code === 'issuer-unknown'),
  )('nobody is asked anything: %s', async (_, __, token) => {
    const world = new World();
    await exchange(world.request(token(world)), world.broker);
    expect(world.keys.asked).toEqual([]);
  });
});

describe('a key that the issuer publishes is refused', () => {
  test.each([
    ['where it is for encryption', { use: 'enc' }],
    ['where it is for another algorithm', { alg: 'ES384' }],
    ['where it may only sign', { key_ops: ['sign'] }],
    ['where its secret was published with it', { d: 'AAAA' }],
    ['where it is on another curve', { crv: 'P-384' }],
    ['where it is no point of its curve', { x: Buffer.alloc(32, 1).toString('base64url') }],
    ['where its type is another', { kty: 'RSA' }],
  ])('%s', async (_, change) => {
    const world = new World();
    world.keys.published.set(ISSUER, [{ ...world.signer.jwk, ...change }]);
    expect(await exchange(world.request(world.token()), world.broker)).toEqual({
      ok: false,
      error: 'key-unfit',
    });
  });

  test('where it is too short', async () => {
    const world = new World();
    const short = testKey('RS256', 'short', 1_024);
    world.keys.published.set(ISSUER, [short.jwk]);
    expect(await exchange(world.request(world.token({}, short)), world.broker)).toEqual({
      ok: false,
      error: 'key-unfit',
    });
  });

  test('where it was taken away after the token was made', async () => {
    const world = new World();
    const token = world.token();
    world.keys.published.set(ISSUER, [world.rsa.jwk]);
    expect(await exchange(world.request(token), world.broker)).toEqual({ ok: false, error: 'key-unknown' });
  });
});

test('no token that differs from a good one anywhere is taken for one', async () => {
  const world = new World();
  const good = world.token();
  const character = fc.constantFrom(...'Aa0-_.=+/ \n{"', 'é');
  const change = fc.record({
    at: fc.nat(good.length),
    cut: fc.nat(3),
    put: fc.array(character, { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
      let token = good;
      for (const { at, cut, put } of changes)
        token = token.slice(0, at) + put.join('') + token.slice(at + cut);
      fc.pre(token !== good);
      expect((await exchange(world.request(token), world.broker)).ok).toBe(false);
    }),
    { numRuns: 2_000 },
  );
  expect(world.cluster.secrets.size).toBe(0);
  expect((await exchange(world.request(good), world.broker)).ok).toBe(true);
});

test('the signatures of these tests are what others make', async () => {
  const { compactVerify, importJWK } = await import('jose');
  for (const algorithm of ['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA'] as const) {
    const key = testKey(algorithm, 'k');
    const input = `${encode({ alg: algorithm })}.${encode({})}`;
    const token = `${input}.${signature(algorithm, input, key.privateKey)}`;
    await expect(compactVerify(token, await importJWK({ ...key.jwk }, algorithm))).resolves.toBeDefined();
  }
});
