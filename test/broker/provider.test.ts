import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { Provider } from 'oidc-provider';
import * as client from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OidcIssuerKeys } from '../../src/adapters/issuer-oidc/keys.ts';
import { providerMemory } from '../../src/entrypoints/demo/serving/provider-memory.ts';
import type { Broker } from '../../src/flows/exchange/broker.ts';
import { exchange } from '../../src/flows/exchange/exchange.ts';
import { LANDED, MAIN, policiesOf, World } from '../../src/flows/exchange/fixtures/world.ts';

/** `oidc-provider` as the issuer of a CI system whose jobs are its accounts: discovery, keys and ID tokens are its own. */
const REDIRECT = 'http://127.0.0.1:9/callback';
const server: Server = createServer();
let issuer: string;
let world: World;
let broker: Broker;
let later = 0;

async function key(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid };
}

function provide(keys: readonly JWK[]): void {
  const provider = new Provider(issuer, {
    adapter: providerMemory(),
    clients: [
      {
        client_id: 'mainward',
        client_secret: 's',
        redirect_uris: [REDIRECT],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [...keys] },
    claims: { openid: ['sub', 'repository', 'ref', 'sha', 'event_name'] },
    conformIdTokenClaims: false,
    cookies: { keys: [randomBytes(16).toString('hex')] },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    features: { devInteractions: { enabled: false } },
    ttl: {
      Session: 600,
      Grant: 600,
      Interaction: 600,
      IdToken: 300,
      AccessToken: 300,
      AuthorizationCode: 60,
    },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, repository: 'acme/shop', ref: MAIN, sha: LANDED, event_name: 'push' }),
    }),
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: 'mainward', accountId: oidc.session?.accountId });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  });
  const handle = provider.callback();
  server.removeAllListeners('request');
  server.on('request', (request, answer) => {
    if (!request.url?.startsWith('/interaction/')) void handle(request, answer);
    else
      void provider.interactionFinished(request, answer, {
        login: { accountId: 'repo:acme/shop:ref:refs/heads/main' },
      });
  });
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  world = new World();
  world.policies = policiesOf(`apiVersion: mainward.dev/v1alpha1
kind: TrustPolicy
metadata: {name: shop}
spec:
  issuer: ${issuer}
  audience: mainward
  claims: {sub: "repo:acme/shop:ref:refs/heads/main", repository: acme/shop, event_name: push}
  grants:
    - {stage: deploy, environment: production, repository: infrastructure, cluster: prod, serviceAccount: pipelines/deploy}
`);
  const clock = { now: (): number => Date.now() + later };
  world.clock.at = Date.now();
  broker = {
    ...world.broker,
    clock,
    issuers: new Map([[issuer, { issuer, audience: 'mainward', algorithms: ['ES256'], maxAge: 600_000 }]]),
    keys: new OidcIssuerKeys(new Map([[issuer, 'loopback']]), clock),
  };
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** An ID token, by the code flow that a browser would follow. */
async function idToken(): Promise<string> {
  const configuration = await client.discovery(new URL(issuer), 'mainward', 's', undefined, {
    execute: [client.allowInsecureRequests],
  });
  const verifier = client.randomPKCECodeVerifier();
  const jar = new Map<string, string>();
  let url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: REDIRECT,
    scope: 'openid',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  while (url.origin === issuer) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    url = new URL(answer.headers.get('location') ?? 'about:blank', url);
  }
  const tokens = await client.authorizationCodeGrant(configuration, url, { pkceCodeVerifier: verifier });
  return tokens.id_token ?? '';
}

const trade = async (token: string): Promise<string> => {
  const outcome = await exchange(world.request(token), broker);
  return outcome.ok ? 'ok' : outcome.error;
};

test('the tokens of a real provider are traded, once, also after it changed its keys, and not by keys it took away', async () => {
  const [first, second] = [await key('first'), await key('second')];
  provide([first]);
  const token = await idToken();
  expect(await trade(token)).toBe('ok');
  expect(await trade(token)).toBe('token-spent');
  const left = await idToken();
  provide([second]);
  expect(await trade(await idToken())).toBe('ok');
  expect(await trade(left)).toBe('key-unknown');
  server.removeAllListeners('request');
  server.on('request', (_, answer) => answer.writeHead(500).end());
  later = 3_600_000 + 600_000;
  expect(await trade(left)).toBe('issuer-unavailable');
});
