import type { LinkJudgement, StrayJudgement } from '../../model/invariant.ts';
import type { AppliedEntry, LandedEntry, PublishedEntry, Recorded } from '../../model/ledger.ts';
import { absent, commitKey, inOrder, type LedgerRecord, type Outgoing, short } from './record.ts';

/** Is what was handed to agents, applied and found live the landed tree? `told` = all that was recorded of the landing. */
export function judgeApplied(
  record: LedgerRecord,
  landed: Recorded<LandedEntry>,
  told: readonly Recorded<LandedEntry>[],
): LinkJudgement {
  const outgoing = record.outgoing.get(commitKey(landed.entry)) ?? [];
  if (outgoing.length === 0)
    return {
      verdict: 'not-applicable',
      why: 'nothing says that an agent applied it',
      entries: [landed.index],
    };
  for (const one of outgoing) {
    const why = whyNot(one, landed, told);
    if (why !== undefined) return { verdict: 'violated', why, entries: inOrder([landed.index, one.index]) };
  }
  const foreign = outgoing.find((one) => !wasHandedOver(one, outgoing));
  if (foreign !== undefined)
    return absent(
      record,
      landed,
      `${what(foreign.entry)} came from an archive that was never handed over for it`,
      [foreign.index],
    );
  return {
    verdict: 'holds',
    why: 'what was handed over and applied is the landed tree',
    entries: [landed.index, ...outgoing.map(({ index }) => index)],
  };
}

/** What went out of commits that never landed, one judgement a commit. */
export function judgeStrays(record: LedgerRecord): readonly StrayJudgement[] {
  const landed = new Set(record.landed.map(({ entry }) => commitKey(entry)));
  return [...record.outgoing].flatMap(([key, outgoing]) => {
    const [first] = outgoing;
    if (landed.has(key) || first === undefined) return [];
    const { repository, commit } = first.entry;
    return {
      repository,
      commit,
      verdict: record.whole ? 'violated' : 'unknown',
      why: `${what(first.entry)} is of ${short(commit)}, which never landed${record.whole ? '' : ', as far as these entries say'}`,
      entries: outgoing.map(({ index }) => index),
    };
  });
}

function whyNot(
  { index, entry }: Recorded<Outgoing>,
  landed: Recorded<LandedEntry>,
  told: readonly Recorded<LandedEntry>[],
): string | undefined {
  if (index < landed.index) return `${what(entry)} was so before it landed`;
  if (entry.type === 'object.live') return undefined;
  if (entry.tree !== landed.entry.tree) return `${what(entry)} is another tree`;
  if (entry.type === 'source.published')
    return told.some((one) => one.entry.verdict === 'pass' && one.index < index)
      ? undefined
      : `${what(entry)} although verify had not passed the landing`;
  return undefined;
}

function wasHandedOver({ index, entry }: Recorded<Outgoing>, all: readonly Recorded<Outgoing>[]): boolean {
  if (entry.type !== 'agent.applied' || entry.artifact === undefined) return true;
  return all.some(
    (one) => one.index < index && one.entry.type === 'source.published' && isWhatWasApplied(one.entry, entry),
  );
}

function isWhatWasApplied(published: PublishedEntry, applied: AppliedEntry): boolean {
  return published.artifact === applied.artifact && published.cluster === applied.cluster;
}

function what(entry: Outgoing): string {
  switch (entry.type) {
    case 'source.published':
      return `what was handed to cluster ${entry.cluster}`;
    case 'agent.applied':
      return `what ${entry.agent.kind} ${entry.agent.namespace ?? ''}/${entry.agent.name} applied in cluster ${entry.cluster}`;
    case 'object.live':
      return `${entry.object.kind} ${entry.object.name} in cluster ${entry.cluster}`;
  }
}
