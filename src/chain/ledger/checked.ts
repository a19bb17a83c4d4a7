import type { LinkJudgement } from '../../model/invariant.ts';
import type { CheckedEntry, LandedEntry, Recorded } from '../../model/ledger.ts';
import { type LedgerRecord, passing, proposalKey, short } from './record.ts';

/** Was exactly this merge checked before it landed? */
export function judgeChecked(record: LedgerRecord, landed: Recorded<LandedEntry>): LinkJudgement {
  const { entry, index } = landed;
  if (entry.before === undefined)
    return { verdict: 'not-applicable', why: 'the ref begins with it', entries: [index] };
  const before = (record.checked.get(proposalKey(entry)) ?? []).filter(
    (one) => one.index < index && one.entry.ref === entry.ref && one.entry.head === entry.head,
  );
  const last = before.findLast((one) => one.entry.base === entry.before) ?? before.at(-1);
  if (last !== undefined) return judgeCheck(record, last, landed);
  const why =
    entry.head === undefined ? 'nothing of it was checked' : `${short(entry.head)} was never checked`;
  return passing(record, landed, why);
}

function judgeCheck(
  record: LedgerRecord,
  check: Recorded<CheckedEntry>,
  landed: Recorded<LandedEntry>,
): LinkJudgement {
  const { index, entry } = landed;
  const entries = [check.index, index];
  const { base, merged, verdict } = check.entry;
  if (base !== entry.before) {
    const why = `what was checked is the merge into ${short(base)}, and it landed on ${short(entry.before)}`;
    return passing(record, landed, why, [check.index]);
  }
  if (merged !== entry.tree) {
    const why = merged === null ? 'what was checked had conflicts' : 'what was checked has another tree';
    return { verdict: 'violated', why, entries };
  }
  const later = agreedBetween(record, check, landed);
  if (verdict === 'fail' && later.length > 0) {
    const why = 'the check said no before more people agreed, and nobody checked it again before it landed';
    return { verdict: 'unknown', why, entries: [check.index, ...later, index] };
  }
  if (verdict === 'fail') return { verdict: 'violated', why: 'the check said no', entries };
  if (verdict === 'unknown')
    return { verdict: 'unknown', why: 'the check could not be decided: see its report', entries };
  return { verdict: 'holds', why: 'exactly this merge was checked before it landed', entries };
}

/** Who agreed to the head after the check and before the landing: what the check missed may have been just that. */
function agreedBetween(
  record: LedgerRecord,
  check: Recorded<CheckedEntry>,
  landed: Recorded<LandedEntry>,
): readonly number[] {
  const { ref, head } = check.entry;
  return (record.approved.get(proposalKey(check.entry)) ?? []).flatMap(({ index, entry }) =>
    entry.ref === ref && entry.head === head && index > check.index && index < landed.index ? [index] : [],
  );
}
