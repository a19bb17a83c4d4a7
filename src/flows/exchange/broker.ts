import type { Refusal } from '../../model/exchange.ts';
import type { GrantStage } from '../../model/ledger.ts';
import type { TrustPolicy } from '../../model/policy.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ClusterReader, ClusterTokenIssuer, ClusterWriter } from '../../ports/cluster.ts';
import type { IssuerKeys } from '../../ports/issuer.ts';
import type { LedgerReader, LedgerWriter } from '../../ports/ledger.ts';
import type { OnceStore } from '../../ports/once.ts';
import type { Random } from '../../ports/random.ts';
import type { Algorithm } from '../../stages/3-pipeline/token/key.ts';
import type { RefusalBound } from './bound.ts';

/** An issuer of the configuration; `issuer` is compared character by character. */
export interface TrustedIssuer {
  readonly issuer: string;
  /** The only audience its tokens may have. */
  readonly audience: string;
  /** What its tokens may be signed with; never empty. */
  readonly algorithms: readonly Algorithm[];
  /** How old a token may be, whatever it says itself. Milliseconds. */
  readonly maxAge: number;
}

/** The TrustPolicies as one commit of the protected ref has them. */
export interface PolicyInForce {
  readonly commit: string;
  readonly policies: readonly TrustPolicy[];
}

/** Rejects where the policies cannot be read; `undefined` where none was ever good. */
export interface PolicySource {
  inForce(): Promise<PolicyInForce | undefined>;
}

/**
 * What became of a commit on a repository's protected ref. `held`: it passes, and something that landed before it did not
 * and is not mended, so whoever deploys it deploys that, too.
 */
export type LandingJudgement =
  | { readonly landed: false }
  | { readonly landed: true; readonly verdict: 'pass' | 'fail' | 'unknown' | 'held' };

/** What `verify` says. May be remembered for as long as the evidence is the same. */
export interface LandingJudge {
  /** Full name of the repository's protected ref; `undefined` for a repository that is not known. */
  protectedRef(repository: string): string | undefined;
  /** `commit` is an object id. Rejects where it cannot be looked at. */
  judge(repository: string, commit: string): Promise<LandingJudgement>;
}

/** Where credentials are made: creates and deletes Secrets, and issues tokens that are bound to them. */
export type CredentialCluster = ClusterReader & ClusterWriter & ClusterTokenIssuer;

/** One line of the log a refusal. Nothing of a token is in it but its digest. */
export interface RefusalEvent {
  readonly code: Refusal;
  readonly step: string;
  readonly stage?: GrantStage;
  readonly environment?: string;
  readonly token?: string;
  /** False where there were too many, or the ledger cannot be written. */
  readonly recorded: boolean;
  readonly cause?: unknown;
}

/** All that an exchange asks of the outside. */
export interface Broker {
  readonly issuers: ReadonlyMap<string, TrustedIssuer>;
  readonly keys: IssuerKeys;
  readonly policies: PolicySource;
  readonly landings: LandingJudge;
  readonly clusters: ReadonlyMap<string, CredentialCluster>;
  readonly once: OnceStore;
  readonly ledger: LedgerWriter & LedgerReader;
  readonly clock: Clock;
  readonly random: Random;
  readonly bound: RefusalBound;
  readonly refused: (event: RefusalEvent) => void;
}
