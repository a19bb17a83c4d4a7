import type { ChangeJudgement, LedgerJudgement, LinkJudgement } from '../../model/invariant.ts';
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
  const changes = [...Map.groupBy(record.landed, ({ entry }) => landingKey(entry)).values()].flatMap(
    (told): readonly ChangeJudgement[] => {
      const [first] = told;
      const newest = told.at(-1);
      if (first === undefined || newest === undefined) return [];
      // What was undecided may be judged again later; it landed when it was first recorded.
      const landed = { index: first.index, entry: newest.entry };
      const { repository, ref, commit, proposal } = landed.entry;
      const line = JSON.stringify([repository, ref]);
      const previous = whole ? last.get(line) : undefined;
      last.set(line, landed);
      const contradicted = contradiction(told);
      return [
        {
          repository,
          ref,
          commit,
          ...(proposal === undefined ? {} : { proposal }),
          landed: landed.index,
          approved: contradicted ?? judgeApproved(record, landed, previous),
          checked: judgeChecked(record, landed),
          applied: judgeApplied(record, landed, told),
        },
      ];
    },
  );
  const unobserved = record.gaps.filter(({ entry }) => entry.cluster !== undefined);
  return { changes, strays: judgeStrays(record), unobserved };
}

function landingKey({ repository, ref, commit }: LandedEntry): string {
  return JSON.stringify([repository, ref, commit]);
}

/** What is judged again is the same landing. */
function contradiction(told: readonly Recorded<LandedEntry>[]): LinkJudgement | undefined {
  const facts = new Set(
    told.map(({ entry: { before, tree, head, proposal } }) => JSON.stringify([before, tree, head, proposal])),
  );
  if (facts.size < 2) return undefined;
  return {
    verdict: 'violated',
    why: 'what is recorded of it contradicts itself',
    entries: told.map(({ index }) => index),
  };
}
