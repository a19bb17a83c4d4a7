import type { LinkJudgement } from './invariant.ts';
import type { LandingReason, SignatureStatus } from './landing.ts';
import type { GrantStage, ObjectRef, Recorded, Sha256 } from './ledger.ts';
import type { PersonRef } from './person.ts';

/** The change that a passport is of. */
export interface PassportChange {
  readonly repository: string;
  readonly ref: string;
  /** The forge's own name of it; absent for what nobody offered. */
  readonly proposal?: string;
  readonly title?: string;
  readonly head?: string;
  /** What the ref pointed to before. */
  readonly before?: string;
  readonly tree?: string;
  /** When it landed, by whoever saw it, or else by its commit. */
  readonly landedAt?: string;
  /** What `verify` said of it; absent where it has not landed. */
  readonly verdict?: 'pass' | 'fail' | 'unknown';
  readonly reasons: readonly LandingReason[];
  /** What it brought, and who signed that. */
  readonly commits: readonly {
    readonly commit: string;
    readonly signature: SignatureStatus;
    readonly person?: PersonRef;
  }[];
}

export interface PassportApproval {
  /** `null` = who it was is not at hand: erased, or not handed out. */
  readonly person: PersonRef | null;
  readonly at: string | null;
  readonly state: 'counted' | 'void' | 'given';
  /** Why a void one does not count. */
  readonly why?: string;
  readonly head: string;
  readonly statement: Sha256;
  readonly entry: number;
}

export interface PassportCheck {
  readonly verdict: 'pass' | 'fail' | 'unknown';
  readonly at: string;
  readonly head: string;
  readonly base: string;
  readonly merged: string | null;
  readonly report: Sha256;
  readonly entry: number;
}

export interface PassportCredential {
  readonly stage: GrantStage;
  readonly environment: string;
  readonly account: string;
  readonly at: string;
  readonly expires: string;
  readonly revoked: boolean;
  readonly entry: number;
}

/** How it came into a cluster. */
export interface PassportDelivery {
  readonly cluster: string;
  /** The commit that was handed over: the landing itself, or a later one that holds it. */
  readonly commit: string;
  readonly source?: ObjectRef;
  readonly artifact?: Sha256;
  readonly publishedAt?: string;
  readonly agent?: ObjectRef;
  readonly appliedAt?: string;
  readonly entries: readonly number[];
}

export interface PassportLive {
  readonly cluster: string;
  readonly object: ObjectRef;
  readonly uid: string;
  readonly content: Sha256;
  /** When it was last seen to be so. */
  readonly at: string;
  readonly entry: number;
}

/** Where something that is live comes from, link by link: `mainward.dev/passport/v1`. */
export interface PassportDocument {
  readonly schema: 'mainward.dev/passport/v1';
  /** The object that was asked for; `null` where a commit or a digest was. */
  readonly object: ObjectRef | null;
  /** The landing; `null` where it has not landed. */
  readonly commit: string | null;
  /** `null` where what was asked for was applied and never landed. */
  readonly change: PassportChange | null;
  /** Who made the change. */
  readonly people: readonly PersonRef[];
  readonly approvals: readonly PassportApproval[];
  readonly checks: readonly PassportCheck[];
  readonly credentials: readonly PassportCredential[];
  readonly deployedBy: readonly PassportDelivery[];
  readonly live: PassportLive | null;
  /** Is it the same all along? Recomputed from the entries. */
  readonly links: {
    readonly approved: LinkJudgement;
    readonly checked: LinkJudgement;
    readonly applied: LinkJudgement;
  } | null;
  readonly ledger: readonly Recorded[];
}
