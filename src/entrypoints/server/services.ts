import type { Broker } from '../../flows/exchange/broker.ts';
import type { GrantDesk } from '../../flows/grant/desk.ts';
import type { AuditReceiver } from '../../flows/guard/audit/intake.ts';
import type { DriftBoard } from '../../flows/guard/board/board.ts';
import type { Proposer } from '../../flows/guard/proposal/proposer.ts';
import type { ReviewBoard } from '../../flows/review/board/board.ts';
import type { DecisionDesk } from '../../flows/review/decide/desk.ts';
import type { Insights } from '../../flows/review/insight.ts';
import type { RemedyDesk } from '../../flows/review/remedy/desk.ts';
import type { ReviewStarter } from '../../flows/review/start.ts';
import type { AnswerDocument } from '../../model/answer-view.ts';
import type { GuardStatus } from '../../model/drift.ts';
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
import type { CutReply } from './answering/talk.ts';
import type { CliLogins } from './auth/cli-login.ts';
import type { SignIn } from './auth/sign-in.ts';
import type { ConsoleFiles } from './console/files.ts';
import type { GuardDesk } from './guarding/desk.ts';
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
  latest(): AnswerDocument | undefined;
  /** What it would be without some facts, or which of them cannot be taken away; `undefined` where none was made. */
  without(cuts: readonly string[]): Promise<CutReply | undefined>;
}

/** Everything a ledger does. */
export type WholeLedger = LedgerReader & LedgerFollower & LedgerWriter & LedgerProver & LedgerTree;

/** Access reviews. */
export interface ReviewServices {
  /** As recorded. */
  readonly board: ReviewBoard;
  readonly starter: Pick<ReviewStarter, 'start'>;
  readonly insights: Pick<Insights, 'of'>;
  readonly decisions: Pick<DecisionDesk, 'decide'>;
  readonly remedy: Pick<RemedyDesk, 'document' | 'remediate' | 'verify' | 'except' | 'close' | 'owns'>;
}

/** Temporary access: what is told of it, and what is asked of it. */
export type GrantServices = Pick<
  GrantDesk,
  'policies' | 'grants' | 'grant' | 'request' | 'breakGlass' | 'revoke' | 'review'
>;

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
  /** The key that the log signs with: one line of a trust file. */
  readonly logKey: string;
  readonly answer: LatestAnswer;
  readonly console: Pick<ConsoleFiles, 'page' | 'file'>;
  /** Archives that agents fetch. */
  readonly artifacts: ArtifactReader;
  readonly streams: Streams;
  readonly readiness: readonly Readiness[];
  /** Differences between clusters and Git, as recorded. */
  readonly board: Pick<DriftBoard, 'page' | 'find'>;
  readonly reviews: ReviewServices;
  /** Access for a while. */
  readonly grants: GrantServices;
  /** Says what would have to be written into Git so that a difference stays; absent where nobody can. */
  readonly proposer?: Pick<Proposer, 'knows' | 'propose'>;
  /** What the guards of this process know of themselves, by cluster; absent where it guards none. */
  readonly guards?: ReadonlyMap<string, { status(): GuardStatus }>;
  /** By the name of the cluster whose API server sends its audit events; absent where none does. */
  readonly audits?: ReadonlyMap<string, AuditReceiver>;
  /** For guards that run beside their clusters, by cluster; absent where none does. */
  readonly desks?: ReadonlyMap<string, GuardDesk>;
}
