import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type * as oidc from 'oidc-provider';
import type { Configuration, Provider } from 'oidc-provider';
import { MainwardError } from '../../../model/errors.ts';
import { listening, stopped } from './listening.ts';
import { providerMemory } from './provider-memory.ts';
import { signInPage } from './sign-in-page.ts';

/** Somebody whom the demo's identity provider knows. */
export interface DemoAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** As the roster calls them. */
  readonly groups: readonly string[];
  /** What they are in the demo, for the page that asks who one is. */
  readonly role: string;
}

export interface DemoClient {
  readonly id: string;
  readonly secret: string;
  readonly redirectUris: readonly string[];
}

export interface IdentityProvider {
  readonly issuer: string;
  stop(): Promise<void>;
}

/**
 * A real OpenID provider (`oidc-provider`) on loopback that asks for no password: whoever is named by `login_hint`, or
 * chosen on its page, is signed in with `amr` `pwd` and `mfa`. Throws PACKAGE_MISSING where the library is not installed.
 */
export async function startIdentityProvider(
  accounts: readonly DemoAccount[],
  client: DemoClient,
  port = 0,
): Promise<IdentityProvider> {
  const { Provider: Implementation } = await library();
  let handle: (incoming: IncomingMessage, outgoing: ServerResponse) => void = (_, outgoing) => {
    outgoing.writeHead(503).end();
  };
  const server = createServer((incoming, outgoing) => handle(incoming, outgoing));
  const issuer = `http://127.0.0.1:${await listening(server, port)}`;
  const { exportJWK, generateKeyPair } = await import('jose');
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: randomUUID() };
  const provider = new Implementation(issuer, {
    ...configuration(accounts, client),
    jwks: { keys: [jwk] },
  });
  handle = handlerOf(provider, accounts);
  return { issuer, stop: () => stopped(server) };
}

async function library(): Promise<typeof oidc> {
  try {
    return await import('oidc-provider');
  } catch (cause) {
    throw new MainwardError(
      'PACKAGE_MISSING',
      'The demo signs people in with the package oidc-provider, which is not installed here.',
      {
        remedy:
          'Run it from a clone (`npm start`), or install oidc-provider beside mainward; `mainward demo` without --serve needs nothing.',
        cause,
      },
    );
  }
}

function configuration(accounts: readonly DemoAccount[], client: DemoClient): Configuration {
  return {
    adapter: providerMemory(),
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [...client.redirectUris],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    scopes: ['openid', 'email', 'profile', 'groups'],
    claims: {
      openid: ['sub', 'amr'],
      email: ['email', 'email_verified'],
      profile: ['name'],
      groups: ['groups'],
    },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    ttl: { Session: 3_600, Grant: 3_600, Interaction: 600, IdToken: 600, AccessToken: 600 },
    findAccount: (_, id) => {
      const account = accounts.find((one) => one.id === id);
      if (account === undefined) return undefined;
      const { name, email, groups } = account;
      return {
        accountId: id,
        claims: () => ({ sub: id, name, email, email_verified: true, groups: [...groups] }),
      };
    },
    // Consent was given when the demo was started.
    loadExistingGrant: async (context) => {
      const { session, client: asking, provider } = context.oidc;
      if (session?.accountId === undefined || asking === undefined) return undefined;
      const grant = new provider.Grant({ clientId: asking.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid email profile groups');
      await grant.save();
      return grant;
    },
  };
}

function handlerOf(
  provider: Provider,
  accounts: readonly DemoAccount[],
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const rest = provider.callback();
  return (incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    if (!url.pathname.startsWith('/interaction/')) {
      void rest(incoming, outgoing);
      return;
    }
    interact(provider, accounts, incoming, outgoing, url).catch(() => {
      if (!outgoing.headersSent) outgoing.writeHead(400, { 'content-type': 'text/plain' });
      outgoing.end('This sign-in is over. Go back and begin anew.\n');
    });
  };
}

/** Asks who somebody is, unless the hint says it. */
async function interact(
  provider: Provider,
  accounts: readonly DemoAccount[],
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  url: URL,
): Promise<void> {
  const { uid, params } = await provider.interactionDetails(incoming, outgoing);
  const wanted = url.searchParams.get('account') ?? params['login_hint'];
  const account = accounts.find(({ id }) => id === wanted);
  if (account === undefined) {
    outgoing.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    });
    outgoing.end(signInPage(uid, accounts));
    return;
  }
  await provider.interactionFinished(
    incoming,
    outgoing,
    { login: { accountId: account.id, amr: ['pwd', 'mfa'], remember: false } },
    { mergeWithLastSubmission: false },
  );
}
