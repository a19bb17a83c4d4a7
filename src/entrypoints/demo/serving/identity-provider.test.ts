import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoAccount, type IdentityProvider, startIdentityProvider } from './identity-provider.ts';

const ACCOUNTS: readonly DemoAccount[] = [
  { id: 'ada', name: 'Ada <L>', email: 'ada@acme.example', groups: ['team-payments'], role: 'developer' },
  { id: 'bo', name: 'Bo', email: 'bo@acme.example', groups: ['platform-security'], role: 'security' },
];
const REDIRECT = 'http://127.0.0.1:9/callback';
let provider: IdentityProvider;
let configuration: client.Configuration;

beforeAll(async () => {
  provider = await startIdentityProvider(ACCOUNTS, { id: 'm', secret: 's', redirectUris: [REDIRECT] });
  configuration = await client.discovery(new URL(provider.issuer), 'm', 's', undefined, {
    execute: [client.allowInsecureRequests],
  });
});
afterAll(() => provider.stop());

/** Follows redirects as a browser does, until it would leave the provider. */
async function browse(start: URL): Promise<{ url: URL; body: string }> {
  const jar = new Map<string, string>();
  let url = start;
  for (let hops = 0; hops < 10; hops++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null) return { url, body: await answer.text() };
    url = new URL(location, url);
    if (url.origin !== provider.issuer) return { url, body: '' };
  }
  throw new Error('too many redirects');
}

describe('the identity provider of the demo', () => {
  test('signs in whom the hint names, with a second factor and the groups of the roster', async () => {
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const start = client.buildAuthorizationUrl(configuration, {
      redirect_uri: REDIRECT,
      scope: 'openid email profile groups',
      login_hint: 'bo',
      prompt: 'login',
      state,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const { url } = await browse(start);
    const tokens = await client.authorizationCodeGrant(configuration, url, {
      pkceCodeVerifier: verifier,
      expectedState: state,
    });
    expect(tokens.claims()).toMatchObject({
      sub: 'bo',
      email: 'bo@acme.example',
      name: 'Bo',
      groups: ['platform-security'],
      amr: ['pwd', 'mfa'],
    });
  });

  test('asks who somebody is where no hint says it, and lets no name become markup', async () => {
    const start = client.buildAuthorizationUrl(configuration, {
      redirect_uri: REDIRECT,
      scope: 'openid groups',
      code_challenge: await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier()),
      code_challenge_method: 'S256',
    });
    const { body } = await browse(start);
    expect(body).toContain('Ada &lt;L&gt;');
    expect(body).toContain('?account=bo');
  });

  test('demands PKCE', async () => {
    const { url } = await browse(
      client.buildAuthorizationUrl(configuration, { redirect_uri: REDIRECT, scope: 'openid' }),
    );
    expect(url.searchParams.get('error')).toBe('invalid_request');
  });
});
