import type { AccessDiff } from './access-diff.ts';
import type { Finding } from './finding.ts';
import type { LandedApproval, ReasonCode } from './landing.ts';
import type { PersonRef } from './person.ts';

/** Why a proposed change is judged as it is, besides what `verify` would say. `docs/check.md` explains each, and a test holds both together. */
export const CHECK_CODES = [
  'conflict',
  'commit-missing',
  'history-missing',
  'histories-unrelated',
  'merge-not-made',
  'policy-not-read',
  'policy-changes',
  'policy-breaks',
  'new-violations',
  'findings-not-compared',
  'access-not-read',
] as const;

export type CheckCode = (typeof CHECK_CODES)[number] | ReasonCode;

export interface CheckReason {
  readonly code: CheckCode;
  readonly detail: string;
}

/** Approvals that a requirement lacks, by the name of who must give them. */
export interface MissingApprovals {
  readonly group: string;
  /** A group of the roster, a team of the forge, owners as CODEOWNERS names them, or any reviewer. */
  readonly kind: 'group' | 'team' | 'owners' | 'anybody';
  readonly count: number;
  readonly have: number;
  /** Who could give them: people of the group who had no part in the change; `null` where it is not known who is in it. */
  readonly who: readonly PersonRef[] | null;
}

/** What one Requirement, or the rules of the forge, demand of the change. */
export interface RequiredOfChange {
  readonly requirement: string;
  readonly met: boolean | null;
  readonly missing: readonly MissingApprovals[];
  /** Everything that is not met or cannot be told, in words. */
  readonly details: readonly string[];
}

/** The answer of `check`: `mainward.dev/check/v1`. */
export interface CheckDocument {
  readonly schema: 'mainward.dev/check/v1';
  readonly base: string;
  readonly head: string;
  /** Full name of the ref that is to be changed. */
  readonly ref: string;
  readonly pullRequest?: number;
  /** What merging the head into the base gives; `tree` is `null` where there is a conflict or it could not be told. */
  readonly merge: { readonly tree: string | null; readonly conflict: boolean };
  /** `null` where the two states could not be compared. */
  readonly access: AccessDiff | null;
  /** Violations that the base does not have; `null` where they were not compared. */
  readonly findings: readonly Finding[] | null;
  /** Who made it. */
  readonly people: readonly PersonRef[];
  readonly approvals: readonly LandedApproval[];
  readonly required: readonly RequiredOfChange[];
  /** What `verify` would say of the merge, as things stand. */
  readonly landing: 'pass' | 'fail' | 'unknown';
  readonly verdict: 'pass' | 'fail' | 'unknown';
  /** What decides first, then what is worth knowing. */
  readonly reasons: readonly CheckReason[];
}

/** What a report is made of: the document, and what only people are shown. */
export interface CheckReport {
  readonly document: CheckDocument;
  readonly repository: string;
  readonly seconds: number;
  readonly notes: readonly string[];
}
