import { ROLES, type Role } from '../../../model/session.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { OnceStore } from '../../../ports/once.ts';
import type { ServerConfig, SignInConfig } from '../config/config.ts';
import { Problem } from '../problem.ts';
import type { Claims, IdentityProvider } from './identity-provider.ts';
import { returnPath } from './return-path.ts';
import type { SealedState } from './sealed.ts';
import type { Identity, MemorySessions } from './sessions.ts';

/** What sign-in needs; absent where the configuration has none. */
export interface SignIn {
  readonly config: SignInConfig;
  readonly roles: ServerConfig['roles'];
  readonly provider: IdentityProvider;
  readonly sessions: MemorySessions;
  readonly sealed: SealedState;
  readonly clock: Clock;
  readonly once: OnceStore;
  /** Id in the roster of whoever these claims are about. */
  personOf(claims: Claims): Promise<string | undefined>;
}

const PENDING_MILLISECONDS = 600_000;

/** What the browser keeps, sealed, while its person is at the provider. */
interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly to: string;
  readonly until: number;
}

export interface Begun {
  readonly location: string;
  readonly sealed: string;
}

export async function beginSignIn(
  wanted: { readonly to?: string | undefined; readonly hint?: string | undefined },
  redirectUri: string,
  signIn: SignIn,
): Promise<Begun> {
  const { url, challenge } = await reached(
    signIn.provider.ask({ redirectUri, ...(wanted.hint === undefined ? {} : { hint: wanted.hint }) }),
  );
  const until = signIn.clock.now() + PENDING_MILLISECONDS;
  const sealed = signIn.sealed.seal({ ...challenge, to: returnPath(wanted.to), until });
  return { location: url.href, sealed };
}

export interface Finished {
  readonly token: string;
  readonly to: string;
}

/** What a browser comes back with. */
export interface Callback {
  /** Full address, with the query. */
  readonly address: URL;
  /** The sealed cookie. */
  readonly sealed: string | undefined;
  /** The session it had before. */
  readonly session: string | undefined;
}

/** The way back, one step a line. Every step refuses by throwing; only the last one lets anybody in. */
export async function finishSignIn(callback: Callback, signIn: SignIn): Promise<Finished> {
  const pending = openPending(callback.sealed, signIn); //          this browser began it, at most ten minutes ago
  demandSameState(callback.address, pending); //                    the answer is to its question
  await spend(pending, signIn); //                                  and comes for the first time
  demandNoRefusal(callback.address); //                             the provider let the person through
  const claims = await redeem(callback.address, pending, signIn); // code, PKCE; ID token: signature, issuer, audience, nonce
  demandSecondFactor(claims, signIn.config); //                     amr or acr says so
  const identity = await identify(claims, signIn); //               iss and sub; roles from groups
  return replaceSession(identity, callback, pending, signIn); //    a new secret; the old session is over
}

function openPending(sealed: string | undefined, signIn: SignIn): Pending {
  const pending = sealed === undefined ? undefined : (signIn.sealed.open(sealed) as Pending | undefined);
  if (pending === undefined || signIn.clock.now() >= pending.until) throw new Problem('SIGN_IN_STALE');
  return pending;
}

function demandSameState(address: URL, pending: Pending): void {
  if (address.searchParams.get('state') !== pending.state) throw new Problem('SIGN_IN_STALE');
}

async function spend({ state, until }: Pending, signIn: SignIn): Promise<void> {
  if (!(await signIn.once.spend(`sign-in ${state}`, until))) throw new Problem('SIGN_IN_STALE');
}

/** What the provider says in `error_description` is anybody's text, and goes nowhere. */
function demandNoRefusal(address: URL): void {
  if (address.searchParams.has('error')) throw new Problem('SIGN_IN_REFUSED');
}

function redeem(address: URL, pending: Pending, signIn: SignIn): Promise<Claims> {
  return reached(signIn.provider.redeem(address, pending));
}

function demandSecondFactor(claims: Claims, { mfa }: SignInConfig): void {
  const { amr, acr } = claims;
  const named = Array.isArray(amr) && amr.some((method) => mfa.amr.includes(method));
  const classed = typeof acr === 'string' && mfa.acr.includes(acr);
  if (!named && !classed) throw new Problem('MFA_NEEDED');
}

async function identify(claims: Claims, signIn: SignIn): Promise<Identity> {
  const person = await signIn.personOf(claims);
  return {
    issuer: claims.iss,
    subject: claims.sub,
    name: nameOf(claims),
    roles: rolesOf(claims[signIn.config.groupsClaim], signIn.roles),
    signedInAt: new Date(askedAt(claims, signIn.clock.now())).toISOString(),
    ...(person === undefined ? {} : { person }),
  };
}

/** When the provider asked the person for something; now, where it does not say. Milliseconds since 1970. */
function askedAt({ auth_time: seconds }: Claims, now: number): number {
  return typeof seconds === 'number' && seconds >= 0 ? Math.min(now, seconds * 1_000) : now;
}

/** Groups are compared whole and as they are written: a name that is alike is another name. */
export function rolesOf(groups: unknown, roles: ServerConfig['roles']): readonly Role[] {
  const has = Array.isArray(groups) ? groups : [];
  return ROLES.filter((role) => roles[role].some((group) => has.includes(group)));
}

function nameOf({ name, sub }: Claims): string {
  return typeof name === 'string' && name !== '' ? name.slice(0, 128) : sub.slice(0, 128);
}

function replaceSession(identity: Identity, callback: Callback, pending: Pending, signIn: SignIn): Finished {
  if (callback.session !== undefined) signIn.sessions.end(callback.session);
  const { idle, absolute } = signIn.config.session;
  const token = signIn.sessions.start(identity, 'cookie', {
    idle: idle * 60_000,
    absolute: absolute * 60_000,
  });
  return { token, to: pending.to };
}

/** Whatever goes wrong with the provider is one thing to whoever asks. */
async function reached<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    throw new Problem('IDENTITY_PROVIDER_FAILED', { cause });
  }
}
