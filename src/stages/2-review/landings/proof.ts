import type { LandingReason, ReasonCode } from '../../../model/landing.ts';
import type { Recognised } from './recognise.ts';

/** What must be asked of Git: does a merge of these give this tree? */
export interface MergeQuestion {
  readonly ours: string;
  readonly theirs: string;
}

/** Git's answer. */
export type MergeAnswer =
  | { readonly kind: 'clean'; readonly tree: string }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'unknown'; readonly why: string };

export interface Proof {
  /** `null` = could not be told. */
  readonly proved: boolean | null;
  readonly reason?: LandingReason;
}

/** Either a proof that needs nothing, or the question that settles it. `missing` are ids that the clone does not have. */
export function contentQuestion(landing: Recognised, missing: ReadonlySet<string>): Proof | MergeQuestion {
  const { kind, commit, parent, offered, number } = landing;
  if (kind === 'initial') return { proved: true };
  if (parent === undefined || missing.has(parent))
    return unproved('history-missing', 'what the ref pointed to before is not in this clone');
  if (kind === 'direct' || offered === commit.oid) return { proved: true };
  if (commit.parents.length > 2)
    return unproved('several-merged-at-once', 'a merge of more than two parents is not proved');
  if (offered === undefined || missing.has(offered)) {
    const where = number === undefined ? 'its head' : `refs/pull/${number}/head`;
    return unproved('head-missing', `what was offered is not in this clone: fetch ${where}`);
  }
  return { ours: parent, theirs: offered };
}

/** What Git's answer says about a landing. */
export function contentProof(landing: Recognised, answer: MergeAnswer): Proof {
  const { commit, by, number, offered } = landing;
  if (answer.kind === 'unknown') {
    return unproved('content-not-read', `the merge could not be repeated: ${answer.why}`);
  }
  if (answer.kind === 'clean' && answer.tree === commit.tree) return { proved: true };
  if (by === 'message' || by === 'likeness') {
    return unproved(
      'head-does-not-fit',
      `it looks like pull request ${number ?? ''}, and merging that one's head gives other content: say with evidence what landed`,
    );
  }
  const detail =
    answer.kind === 'conflict'
      ? `its parent and ${short(offered)} conflict, so what resolves them was never offered`
      : `merging ${short(offered)} into its parent gives other content than what landed`;
  return { proved: false, reason: { code: 'content-differs', detail } };
}

function unproved(code: ReasonCode, detail: string): Proof {
  return { proved: null, reason: { code, detail } };
}

function short(oid: string | undefined): string {
  return (oid ?? '').slice(0, 10);
}
