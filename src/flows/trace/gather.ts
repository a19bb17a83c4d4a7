import type { LandedEntry, LedgerEntryType, Recorded } from '../../model/ledger.ts';
import type { LedgerQuery, LedgerReader } from '../../ports/ledger.ts';
import type { Target } from './target.ts';

/** Everything that the ledger says of one change, and what is needed to judge it. */
export interface Gathered {
  readonly commit?: string;
  readonly proposal?: string;
  /** By index, ascending. */
  readonly entries: readonly Recorded[];
}

const OF_PROPOSAL: readonly LedgerEntryType[] = ['change.proposed', 'change.approved', 'change.checked'];
const OUTGOING: readonly LedgerEntryType[] = ['source.published', 'agent.applied', 'object.live'];
/** Later landings of the ref that are looked through for the one that was handed over. */
const MOST_LATER = 1_000;

export async function gather(target: Target, ledger: LedgerReader): Promise<Gathered> {
  const { repository } = target;
  const kept = new Map<number, Recorded>();
  const ask = async (query: LedgerQuery): Promise<readonly Recorded[]> => {
    const found = await ledger.find({ repository, ...query });
    for (const one of found) kept.set(one.index, one);
    return found;
  };
  const landings = await landingsOf(target, ledger);
  for (const one of landings) kept.set(one.index, one);
  const landed = landings.at(-1)?.entry;
  const proposal = landed?.proposal ?? target.proposal;
  const commit = landed?.commit ?? target.commit;
  if (proposal !== undefined) await ask({ types: OF_PROPOSAL, proposal });
  if (commit !== undefined) {
    await ask({ types: OUTGOING, commit });
    await ask({ types: ['credential.issued'], commit });
  }
  if (landed?.head !== undefined) await ask({ types: ['credential.issued'], commit: landed.head });
  const first = landings[0];
  if (first !== undefined && landed !== undefined) {
    await keepAround(kept, first, landed, ledger);
    await keepDelivery(kept, first, landed, ledger);
  }
  await keepRevocations(kept, ledger);
  if (target.live !== undefined) kept.set(target.live.index, target.live);
  return {
    ...(commit === undefined ? {} : { commit }),
    ...(proposal === undefined ? {} : { proposal }),
    entries: [...kept.values()].sort((a, b) => a.index - b.index),
  };
}

/** Oldest first; by its commit, or by the offer that it brought. */
async function landingsOf(
  { repository, commit, proposal }: Target,
  ledger: LedgerReader,
): Promise<readonly Recorded<LandedEntry>[]> {
  const types: readonly LedgerEntryType[] = ['change.landed'];
  const found = [
    ...(commit === undefined ? [] : await ledger.find({ types, repository, commit })),
    ...(proposal === undefined ? [] : await ledger.find({ types, repository, proposal })),
  ];
  const own = found.filter(
    (one): one is Recorded<LandedEntry> =>
      one.entry.type === 'change.landed' &&
      (one.entry.commit === commit || one.entry.head === commit || commit === undefined),
  );
  return [...new Map(own.map((one) => [one.index, one])).values()].sort((a, b) => a.index - b.index);
}

/** The landing before it, the policy that it was judged by, and the gap in which it came. */
async function keepAround(
  kept: Map<number, Recorded>,
  first: Recorded<LandedEntry>,
  landed: LandedEntry,
  ledger: LedgerReader,
): Promise<void> {
  const { repository, ref } = landed;
  const before = await ledger.find({ types: ['change.landed'], repository, before: first.index });
  const previous = before.find(({ entry }) => entry.type === 'change.landed' && entry.ref === ref);
  if (previous !== undefined) kept.set(previous.index, previous);
  for (const index of [landed.policy, landed.gap]) {
    const one = index === undefined ? undefined : await ledger.entry(index);
    if (one !== undefined) kept.set(one.index, one);
  }
}

/** Where a later landing was handed over first, and with it this one. */
async function keepDelivery(
  kept: Map<number, Recorded>,
  first: Recorded<LandedEntry>,
  { repository, ref, commit }: LandedEntry,
  ledger: LedgerReader,
): Promise<void> {
  const after = (one: Recorded): boolean => one.index > first.index;
  const landings = (await ledger.find({ types: ['change.landed'], repository, limit: MOST_LATER })).filter(
    after,
  );
  const byCommit = new Map(
    landings.flatMap((one) =>
      one.entry.type === 'change.landed' && one.entry.ref === ref ? [[one.entry.commit, one] as const] : [],
    ),
  );
  const types: readonly LedgerEntryType[] = ['source.published', 'agent.applied'];
  const outgoing = (await ledger.find({ types, repository, limit: MOST_LATER })).filter(after).toReversed();
  const done = new Set<string>();
  for (const one of outgoing) {
    const { entry } = one;
    if (entry.type !== 'source.published' && entry.type !== 'agent.applied') continue;
    const landing = byCommit.get(entry.commit);
    const key = `${entry.type} ${entry.cluster} ${entry.type === 'agent.applied' ? JSON.stringify(entry.agent) : ''}`;
    if ((landing === undefined && entry.commit !== commit) || done.has(key)) continue;
    done.add(key);
    kept.set(one.index, one);
    if (landing !== undefined) kept.set(landing.index, landing);
  }
}

async function keepRevocations(kept: Map<number, Recorded>, ledger: LedgerReader): Promise<void> {
  const issued = [...kept.values()].filter(({ entry }) => entry.type === 'credential.issued');
  if (issued.length === 0) return;
  const indexes = new Set(issued.map(({ index }) => index));
  for (const one of await ledger.find({ types: ['credential.revoked'] }))
    if (one.entry.type === 'credential.revoked' && indexes.has(one.entry.issued)) kept.set(one.index, one);
}
