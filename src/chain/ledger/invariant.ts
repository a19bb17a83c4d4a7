import type { ChangeJudgement, LedgerJudgement } from '../../model/invariant.ts';
import type { LandedEntry, Recorded } from '../../model/ledger.ts';
import { judgeApplied, judgeStrays } from './applied.ts';
import { judgeApproved } from './approved.ts';
import { judgeChecked } from './checked.ts';
import { readRecord } from './record.ts';

export interface InvariantOptions {
  /**
   * Are all entries of their types here? Only then does an absent one mean that it never was, so that a ref may be held
   * to have moved between two landings.
   */
  readonly whole: boolean;
}

/**
 * Recomputes from entries alone, for each change: what landed = the merge of the approved head into the landing's
 * parent; what was checked = that merge; what was applied = the landed tree. No verdict that an entry carries is
 * taken for it.
 */
export function judgeLedger(entries: readonly Recorded[], { whole }: InvariantOptions): LedgerJudgement {
  const record = readRecord(entries, whole);
  const last = new Map<string, Recorded<LandedEntry>>();
  const changes = record.landed.map((landed): ChangeJudgement => {
    const { repository, ref, commit, proposal } = landed.entry;
    const line = JSON.stringify([repository, ref]);
    const previous = whole ? last.get(line) : undefined;
    last.set(line, landed);
    return {
      repository,
      ref,
      commit,
      ...(proposal === undefined ? {} : { proposal }),
      landed: landed.index,
      approved: judgeApproved(record, landed, previous),
      checked: judgeChecked(record, landed, previous),
      applied: judgeApplied(record, landed),
    };
  });
  const unobserved = record.gaps.filter(({ entry }) => entry.cluster !== undefined);
  return { changes, strays: judgeStrays(record), unobserved };
}
