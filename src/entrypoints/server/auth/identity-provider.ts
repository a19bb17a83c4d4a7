import * as client from 'openid-client';
import { FRESH_MINUTES } from '../../../flows/grant/break-glass.ts';
import { isLoopback } from '../config/address.ts';
import type { SignInConfig } from '../config/config.ts';
import { boundedFetch } from './bounded-fetch.ts';

/** What binds an answer of the provider to the question this browser asked. */
export interface Challenge {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Claims of a verified ID token (and of the userinfo endpoint, for the groups). */
export type Claims = Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string };

export interface Question {
  readonly redirectUri: string;
  /** Whom the person says to be; only saves a form. */
  readonly hint?: string;
}

/** Signs people in. Rejects where it is down, slow or lies; why is in the cause, and nobody outside is told. */
export interface IdentityProvider {
  /** The address to send a browser to, and what has to be kept until it comes back. */
  ask(question: Question): Promise<{ readonly url: URL; readonly challenge: Challenge }>;
  /** `answer` is the address the browser came back to. */
  redeem(answer: URL, challenge: Challenge): Promise<Claims>;
}

const SECONDS = 5;
const KEPT_MILLISECONDS = 600_000;
const FAILED_MILLISECONDS = 5_000;

interface Known {
  readonly configuration: Promise<client.Configuration>;
  until: number;
}

/** OpenID Connect: code flow with PKCE, state and nonce; the ID token's signature is verified. */
export class OidcIdentityProvider implements IdentityProvider {
  readonly #config: SignInConfig;
  readonly #secret: string;
  #known: Known | undefined;

  constructor(config: SignInConfig, secret: string) {
    this.#config = config;
    this.#secret = secret;
  }

  async ask({ redirectUri, hint }: Question): Promise<{ readonly url: URL; readonly challenge: Challenge }> {
    const challenge = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    };
    const { mfa, scopes } = this.#config;
    const url = client.buildAuthorizationUrl(await this.#discovered(), {
      redirect_uri: redirectUri,
      scope: [...new Set(['openid', ...scopes])].join(' '),
      state: challenge.state,
      nonce: challenge.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(challenge.verifier),
      code_challenge_method: 'S256',
      // Whom it remembers for longer it asks again, and it says when it asked (OpenID Connect Core, 3.1.2.1).
      max_age: String(FRESH_MINUTES * 60),
      ...(mfa.acr.length === 0 ? {} : { acr_values: mfa.acr.join(' ') }),
      // Whoever names somebody else wants to be asked, not to be let in as whom the provider remembers.
      ...(hint === undefined ? {} : { login_hint: hint, prompt: 'login' }),
    });
    return { url, challenge };
  }

  async redeem(answer: URL, challenge: Challenge): Promise<Claims> {
    const configuration = await this.#discovered();
    const tokens = await client.authorizationCodeGrant(configuration, answer, {
      pkceCodeVerifier: challenge.verifier,
      expectedState: challenge.state,
      expectedNonce: challenge.nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined || claims.iss !== this.#config.issuer)
      throw new TypeError('The ID token is of another issuer.');
    if (this.#config.groupsClaim in claims || configuration.serverMetadata().userinfo_endpoint === undefined)
      return claims;
    const more = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
    return { ...claims, [this.#config.groupsClaim]: more[this.#config.groupsClaim] };
  }

  /**
   * Asked when somebody signs in, not at start: a provider that is down must not keep the server down. One question at a
   * time, and after a failure none for a while: strangers must not hammer the provider through this server.
   */
  #discovered(): Promise<client.Configuration> {
    const now = performance.now();
    if (this.#known !== undefined && this.#known.until > now) return this.#known.configuration;
    const known: Known = { configuration: this.#discover(), until: now + KEPT_MILLISECONDS };
    known.configuration.catch(() => {
      known.until = performance.now() + FAILED_MILLISECONDS;
    });
    this.#known = known;
    return known.configuration;
  }

  async #discover(): Promise<client.Configuration> {
    const issuer = new URL(this.#config.issuer);
    const configuration = await client.discovery(
      issuer,
      this.#config.clientId,
      this.#secret,
      client.ClientSecretBasic(this.#secret),
      {
        timeout: SECONDS,
        [client.customFetch]: boundedFetch,
        // The signature is verified also where TLS already says whose the token is.
        execute: [
          client.enableNonRepudiationChecks,
          ...(issuer.protocol === 'http:' && isLoopback(issuer) ? [client.allowInsecureRequests] : []),
        ],
      },
    );
    configuration.timeout = SECONDS;
    return configuration;
  }
}
