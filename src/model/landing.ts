import type { PersonRef } from './person.ts';

export type LandingKind = 'merge' | 'squash' | 'rebase' | 'direct' | 'queue' | 'initial';
export type SignatureKind = 'ssh' | 'openpgp' | 'x509' | 'sigstore' | 'none';
export const SIGNATURE_STATUSES = [
  'good',
  'bad',
  'unknown-key',
  'expired',
  'revoked',
  'not-yet-valid',
  'malformed',
  'unsigned',
  'unknown',
] as const;
export type SignatureStatus = (typeof SIGNATURE_STATUSES)[number];

export interface LandedSignature {
  readonly kind: SignatureKind;
  readonly status: SignatureStatus;
  /** Fingerprint of the key. */
  readonly key?: string;
  readonly person?: PersonRef;
  /** Self-asserted. */
  readonly signedAt?: string;
  /** When somebody else saw it. */
  readonly witnessedAt?: string;
}

export interface LandedCommit {
  readonly commit: string;
  readonly signature: LandedSignature;
  /** `Name <email>` as written in the object: self-asserted. */
  readonly author: string;
  readonly committer: string;
  /** The committer date lies before its parent's or long before the witnessed time. */
  readonly backdated?: boolean;
}

export interface LandedApproval {
  readonly person: PersonRef;
  readonly source: string;
  readonly state: 'counted' | 'void';
  /** Why a void one does not count: a stable code. */
  readonly why?: string;
  /** The head it was given for. */
  readonly boundTo: string;
  /** SHA-256 of the signed statement that says so; absent where a forge says so. */
  readonly statement?: string;
}

/** Why a landing is judged as it is: the closed list of stable codes. `docs/verify.md` explains each, and a test holds both together. */
export const REASON_CODES = [
  'approvals-missing',
  'code-owner-missing',
  'self-approved',
  'stale-approval',
  'bot-approval',
  'approver-left',
  'approved-after-merge',
  'approval-withdrawn',
  'approved-twice',
  'direct-push',
  'bypassed',
  'bypass-not-observed',
  'content-differs',
  'content-not-proved',
  'history-missing',
  'head-missing',
  'head-does-not-fit',
  'several-merged-at-once',
  'content-not-read',
  'unsigned',
  'unknown-key',
  'bad-signature',
  'key-revoked',
  'key-expired',
  'key-not-yet-valid',
  'signed-by-another',
  'backdated',
  'undecided',
  'reviews-not-supplied',
  'roster-not-supplied',
  'rules-not-supplied',
  'nothing-demanded',
  'grant-malformed',
  'grant-altered',
  'grant-not-allowed',
  'grant-over',
  'grant-undecided',
  'grant-not-from-committer',
  'break-glass',
  'initial',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export interface LandingReason {
  readonly code: ReasonCode;
  readonly detail: string;
}

/** One change of a ref, as `verify` judges it: a first-parent commit and what it brought. */
export interface Landing {
  readonly repository: string;
  readonly commit: string;
  readonly landing: LandingKind;
  /** Does the landed tree equal the merge of what was offered? `null` = could not be told. */
  readonly contentProved: boolean | null;
  readonly verdict: 'pass' | 'fail' | 'unknown';
  readonly reasons: readonly LandingReason[];
  /** Everybody who made the change. */
  readonly people: readonly PersonRef[];
  readonly commits: readonly LandedCommit[];
  readonly approvals: readonly LandedApproval[];
  readonly required: readonly {
    readonly requirement: string;
    readonly met: boolean | null;
    readonly missing: string;
  }[];
  /** When it landed: witnessed where evidence says, else the committer date. */
  readonly at: string;
  readonly atWitnessed: boolean;
  readonly pullRequest?: number;
  /** What the ref pointed to before; absent where it begins here, or that is not known. */
  readonly before?: string;
  /** The commit that was offered; absent where nothing was, or nothing is known of it. */
  readonly offered?: string;
  /** Was anybody's approval demanded? Absent = was not asked. */
  readonly approvalDemanded?: boolean;
  /** Changed paths, as far as they were read; `null` = not read. */
  readonly paths: readonly string[] | null;
  readonly ref: string;
}
