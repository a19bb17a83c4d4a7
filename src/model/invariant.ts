import type { GapEntry, Recorded } from './ledger.ts';
import type { Verdict } from './verdict.ts';

/** What entries say about one link of a change's chain. */
export interface LinkJudgement {
  readonly verdict: Verdict;
  /** Half a sentence that begins in lower case. */
  readonly why: string;
  /** Indexes of the entries that say so, ascending. */
  readonly entries: readonly number[];
}

/** The invariant for one change: what was approved, checked, landed and applied is the same. */
export interface ChangeJudgement {
  readonly repository: string;
  readonly ref: string;
  readonly commit: string;
  readonly proposal?: string;
  /** Index of its `change.landed`. */
  readonly landed: number;
  /** What landed is the merge of an approved head into the landing's parent. */
  readonly approved: LinkJudgement;
  /** What was checked is that merge. */
  readonly checked: LinkJudgement;
  /** What was handed to agents, applied and found live is the landed tree. */
  readonly applied: LinkJudgement;
}

/** What was handed over, applied or found live, of a commit that no entry says landed. */
export interface StrayJudgement extends LinkJudgement {
  readonly repository: string;
  readonly commit: string;
}

export interface LedgerJudgement {
  /** In the order of their landings. */
  readonly changes: readonly ChangeJudgement[];
  readonly strays: readonly StrayJudgement[];
  /** Times in which nobody saw what agents applied. */
  readonly unobserved: readonly Recorded<GapEntry>[];
}
