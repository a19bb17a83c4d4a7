import type { SignatureStatus } from './landing.ts';
import type { Sha256 } from './ledger.ts';

/** What an in-toto statement says that it is (`in-toto/attestation`, spec/v1/statement.md). */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** Where signed statements are kept in a repository. The ref proves nothing; each statement's signature does. */
export const ATTESTATIONS_REF = 'refs/mainward/attestations';
/** Namespace of a statement's SSH signature. Git's own is `git`, so that neither can ever be taken for the other. */
export const ATTESTATION_NAMESPACE = 'attestation@mainward.dev';
/** Type of the predicate with which somebody agrees to a change. */
export const APPROVAL_PREDICATE = 'https://mainward.dev/approval/v1';

/** The folder, in the tree of ATTESTATIONS_REF, of what was said about one commit that is to land on `ref`. */
export function statementFolder(ref: string, head: string): string {
  return `${ref}/${head.slice(0, 2)}/${head.slice(2)}`;
}

/** Where a statement lies; `digest` is the SHA-256 of its envelope. */
export function statementPath(ref: string, head: string, digest: Sha256): string {
  return `${statementFolder(ref, head)}/${digest}.json`;
}

/** What somebody agreed to, or took back: a native approval, as it says itself. */
export interface ApprovalStatement {
  /** Name of the repository. */
  readonly repository: string;
  /** Full name of the ref that the change is to land on. */
  readonly ref: string;
  /** The commit that was agreed to. */
  readonly head: string;
  /** What the ref pointed to when it was signed. */
  readonly base: string;
  /** Tree of the merge of `head` into `base`: what the signer would have had land. */
  readonly tree: string;
  readonly verdict: 'approve' | 'withdraw';
  /** RFC 3339 UTC; only the signer's word. */
  readonly at: string;
}

/** A statement in its envelope, taken apart; nobody has verified it yet. */
export interface SignedApproval {
  readonly approval: ApprovalStatement;
  /** The bytes that the signature is over. */
  readonly message: Uint8Array;
  /** Armoured SSHSIG. */
  readonly armour: string;
}

/** Why a statement counts for nothing, whatever it says, or what would have to be known for it to count. */
export type StatementStanding =
  | { readonly kind: 'holds' }
  | { readonly kind: 'void'; readonly why: Exclude<SignatureStatus, 'good' | 'unknown' | 'unsigned'> }
  | { readonly kind: 'open'; readonly why: string };

/** What is known of a signed statement that stands as a review. */
export interface ReviewStatement {
  /** SHA-256 of the envelope's bytes. */
  readonly digest: Sha256;
  readonly standing: StatementStanding;
  /** When somebody other than the signer first saw it; RFC 3339 UTC. */
  readonly seen?: string;
}
