import type { Broker } from '../../flows/exchange/broker.ts';
import type { ScanReport } from '../../model/scan.ts';
import type { ArtifactReader } from '../../ports/artifacts.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  LedgerFollower,
  LedgerProver,
  LedgerReader,
  LedgerTree,
  LedgerWriter,
} from '../../ports/ledger.ts';
import type { SignedIn } from './access.ts';
import type { CliLogins } from './auth/cli-login.ts';
import type { SignIn } from './auth/sign-in.ts';
import type { Metrics } from './metrics/registry.ts';
import type { Streams } from './streams.ts';

/** Says who sent a cookie or a bearer token. */
export interface Sessions {
  /** `undefined` for whatever is unknown, expired, ended or malformed; the caller learns no more. */
  find(token: string, by: SignedIn['by']): Promise<SignedIn | undefined>;
  /** Is it still there? Unlike `find` this is no use of it. */
  isLive(token: string, by: SignedIn['by']): boolean;
}

/** Something that must be well before the server takes requests. */
export interface Readiness {
  readonly name: string;
  ready(): Promise<boolean>;
}

/** Who can change production: the newest scan. */
export interface LatestAnswer {
  /** `undefined` where none was made. */
  latest(): Pick<ScanReport, 'quorum' | 'document'> | undefined;
}

/** Everything a ledger does. */
export type WholeLedger = LedgerReader & LedgerFollower & LedgerWriter & LedgerProver & LedgerTree;

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
  /** Without issuers in the configuration it refuses every token. */
  readonly broker: Broker;
  readonly ledger: WholeLedger;
  readonly answer: LatestAnswer;
  /** Archives that agents fetch. */
  readonly artifacts: ArtifactReader;
  readonly streams: Streams;
  readonly readiness: readonly Readiness[];
}
