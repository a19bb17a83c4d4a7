import type { LinkJudgement } from '../../model/invariant.ts';
import type { CountedApproval, LandedEntry, MergedTree, Recorded } from '../../model/ledger.ts';
import { absent, inOrder, type LedgerRecord, proposalKey, short } from './record.ts';

type Landed = Recorded<LandedEntry>;

/** Is what landed the merge of an approved head into the landing's parent? `previous` = the landing of the same ref before it. */
export function judgeApproved(
  record: LedgerRecord,
  landed: Landed,
  previous: Landed | undefined,
): LinkJudgement {
  const { entry, index } = landed;
  const moved = movedBetween(landed, previous);
  if (moved !== undefined) return moved;
  if (entry.before === undefined)
    return { verdict: 'not-applicable', why: 'the ref begins with it', entries: [index] };
  if (entry.approvals.length === 0) return nobody(record, landed);
  const offer = offered(record, landed);
  if (!('offer' in offer)) return offer;
  const own = mergeIs(landed, entry.head ?? '', entry.merged, []);
  if (own !== undefined) return own;
  const approvals = entry.approvals.map((counted) => judgeOne(record, landed, counted, offer.offer));
  const wrong =
    approvals.find(({ verdict }) => verdict === 'violated') ??
    approvals.find(({ verdict }) => verdict === 'unknown');
  return (
    wrong ?? {
      verdict: 'holds',
      why: `it is the merge of ${short(entry.head)}, which was approved before it landed`,
      entries: inOrder([index, offer.offer.index, ...approvals.flatMap(({ entries }) => entries)]),
    }
  );
}

/** Nothing else may have moved the ref since its last landing. */
function movedBetween({ entry, index }: Landed, previous: Landed | undefined): LinkJudgement | undefined {
  if (previous === undefined || entry.before === previous.entry.commit) return undefined;
  const parent = entry.before === undefined ? 'nothing' : short(entry.before);
  return {
    verdict: 'violated',
    why: `it landed on ${parent}, and the ref was at ${short(previous.entry.commit)}`,
    entries: [previous.index, index],
  };
}

function nobody(record: LedgerRecord, landed: Landed): LinkJudgement {
  const { entry, index } = landed;
  if (!entry.demanded)
    return { verdict: 'not-applicable', why: 'nobody’s approval was demanded', entries: [index] };
  return absent(record, landed, 'nobody had approved it');
}

function offerOf(record: LedgerRecord, { entry, index }: Landed): Recorded | undefined {
  return record.proposed
    .get(proposalKey(entry))
    ?.find((one) => one.index < index && one.entry.ref === entry.ref && one.entry.head === entry.head);
}

function offered(record: LedgerRecord, landed: Landed): LinkJudgement | { readonly offer: Recorded } {
  const { entry } = landed;
  const offer = offerOf(record, landed);
  if (offer !== undefined) return { offer };
  const why =
    entry.head === undefined
      ? 'nothing that was offered landed'
      : `${short(entry.head)} was never offered for ${entry.ref}`;
  return absent(record, landed, why);
}

function judgeOne(
  record: LedgerRecord,
  landed: Landed,
  counted: CountedApproval,
  offer: Recorded,
): LinkJudgement {
  const { entry, index } = landed;
  const found = (record.approved.get(proposalKey(entry)) ?? []).filter(
    (one) => one.entry.statement === counted.statement,
  );
  const fitting = found.find(
    (one) => one.index < index && one.entry.ref === entry.ref && one.entry.head === counted.head,
  );
  if (fitting === undefined) {
    const [other] = found;
    if (other === undefined) return absent(record, landed, 'it counts an approval that nobody gave for it');
    return {
      verdict: 'violated',
      why: whyNot(other, landed),
      entries: inOrder([index, other.index]),
    };
  }
  if (counted.head !== entry.head) {
    const earlier = record.proposed
      .get(proposalKey(entry))
      ?.find(
        (one) => one.index < offer.index && one.entry.ref === entry.ref && one.entry.head === counted.head,
      );
    if (earlier === undefined) {
      const why = `what was approved is ${short(counted.head)}, and ${short(entry.head)} landed`;
      return absent(record, landed, why, [fitting.index]);
    }
  }
  return (
    mergeIs(landed, counted.head, counted.merged, [fitting.index]) ?? {
      verdict: 'holds',
      why: '',
      entries: [fitting.index],
    }
  );
}

function whyNot(
  approval: { readonly index: number; readonly entry: { readonly ref: string; readonly head: string } },
  { entry, index }: Landed,
): string {
  if (approval.entry.ref !== entry.ref) return `what was approved was for ${approval.entry.ref}`;
  if (approval.index > index) return 'it was approved only after it had landed';
  return `what was approved is ${short(approval.entry.head)}, and that is not what it counts`;
}

/** Nothing where the merge is what landed. */
function mergeIs(
  { entry, index }: Landed,
  head: string,
  merged: MergedTree,
  also: readonly number[],
): LinkJudgement | undefined {
  if (merged === entry.tree) return undefined;
  const merge = `the merge of ${short(head)} into ${short(entry.before)}`;
  if (merged === null)
    return { verdict: 'unknown', why: `${merge} could not be repeated`, entries: inOrder([index, ...also]) };
  const why =
    merged === 'conflict'
      ? `${merge} has conflicts, so what resolves them was approved by nobody`
      : `${merge} gives another tree`;
  return { verdict: 'violated', why, entries: inOrder([index, ...also]) };
}
