import type { Clock } from '../../ports/clock.ts';
import type { LedgerFollower, LedgerReader, LedgerWriter } from '../../ports/ledger.ts';
import type { SignedIn } from './access.ts';
import type { CliLogins } from './auth/cli-login.ts';
import type { SignIn } from './auth/sign-in.ts';
import type { Metrics } from './metrics/registry.ts';

/** Says who sent a cookie or a bearer token. */
export interface Sessions {
  /** `undefined` for whatever is unknown, expired, ended or malformed; the caller learns no more. */
  find(token: string, by: SignedIn['by']): Promise<SignedIn | undefined>;
}

/** Something that must be well before the server takes requests. */
export interface Readiness {
  readonly name: string;
  ready(): Promise<boolean>;
}

/** All that handlers may ask for. Composed in `compose.ts`; tests and the demo hand in their own. */
export interface Services {
  readonly version: string;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** As people reach this server; an origin. */
  publicUrl(): URL;
  readonly sessions: Sessions;
  /** Absent where the configuration has no identity provider. */
  readonly signIn: SignIn | undefined;
  readonly cliLogins: CliLogins;
  readonly ledger: LedgerReader & LedgerFollower & LedgerWriter;
  readonly readiness: readonly Readiness[];
}
