import type { LinkJudgement } from '../../model/invariant.ts';
import type {
  AppliedEntry,
  ApprovedEntry,
  CheckedEntry,
  GapEntry,
  LandedEntry,
  LedgerEntry,
  LedgerEntryType,
  LiveEntry,
  ProposedEntry,
  PublishedEntry,
  Recorded,
} from '../../model/ledger.ts';

type EntryOf<Type extends LedgerEntryType> = Extract<LedgerEntry, { readonly type: Type }>;

/** What leaves the landed tree: handed over, applied, live. */
export type Outgoing = PublishedEntry | AppliedEntry | LiveEntry;

/** Entries by what they are about, in the order of the ledger. */
export interface LedgerRecord {
  readonly landed: readonly Recorded<LandedEntry>[];
  readonly proposed: ReadonlyMap<string, readonly Recorded<ProposedEntry>[]>;
  readonly approved: ReadonlyMap<string, readonly Recorded<ApprovedEntry>[]>;
  readonly checked: ReadonlyMap<string, readonly Recorded<CheckedEntry>[]>;
  /** By `commitKey`. */
  readonly outgoing: ReadonlyMap<string, readonly Recorded<Outgoing>[]>;
  readonly gaps: readonly Recorded<GapEntry>[];
  /** Are all entries of their types here, so that what is absent never was? */
  readonly whole: boolean;
}

/** Which proposal of which repository. */
export function proposalKey(one: { readonly repository: string; readonly proposal?: string }): string {
  return JSON.stringify([one.repository, one.proposal ?? null]);
}

export function commitKey(one: { readonly repository: string; readonly commit: string }): string {
  return JSON.stringify([one.repository, one.commit]);
}

export function readRecord(entries: readonly Recorded[], whole: boolean): LedgerRecord {
  const list = entries.toSorted((a, b) => a.index - b.index);
  return {
    landed: of(list, 'change.landed'),
    proposed: Map.groupBy(of(list, 'change.proposed'), ({ entry }) => proposalKey(entry)),
    approved: Map.groupBy(of(list, 'change.approved'), ({ entry }) => proposalKey(entry)),
    checked: Map.groupBy(of(list, 'change.checked'), ({ entry }) => proposalKey(entry)),
    outgoing: Map.groupBy(
      list.filter(
        (one): one is Recorded<Outgoing> =>
          one.entry.type === 'source.published' ||
          one.entry.type === 'agent.applied' ||
          one.entry.type === 'object.live',
      ),
      ({ entry }) => commitKey(entry),
    ),
    gaps: of(list, 'gap'),
    whole,
  };
}

function of<Type extends LedgerEntryType>(
  entries: readonly Recorded[],
  type: Type,
): readonly Recorded<EntryOf<Type>>[] {
  return entries.filter((one): one is Recorded<EntryOf<Type>> => one.entry.type === type);
}

/** What it means that something is not recorded that had to come before a landing: it never was, unless not all entries are here. */
export function absent(
  record: LedgerRecord,
  { index }: Recorded<LandedEntry>,
  why: string,
  also: readonly number[] = [],
): LinkJudgement {
  const entries = inOrder([index, ...also]);
  if (!record.whole) return { verdict: 'unknown', why: `${why}, as far as these entries say`, entries };
  return { verdict: 'violated', why, entries };
}

/** The same of what is not to be seen any more when one looks later: a check that may have run in the gap. */
export function passing(
  record: LedgerRecord,
  landed: Recorded<LandedEntry>,
  why: string,
  also: readonly number[] = [],
): LinkJudgement {
  const { index, entry } = landed;
  const gap = record.gaps.find(
    (one) => one.index === entry.gap && one.index < index && one.entry.repository === entry.repository,
  );
  if (gap === undefined) return absent(record, landed, why, also);
  return {
    verdict: 'unknown',
    why: `${why}, as far as is recorded, and ${gap.entry.what} was not observed from ${gap.entry.from} to ${gap.entry.at}`,
    entries: inOrder([gap.index, index, ...also]),
  };
}

export function inOrder(indexes: readonly number[]): readonly number[] {
  return [...new Set(indexes)].sort((a, b) => a - b);
}

export function short(oid: string | undefined): string {
  return oid === undefined ? 'nothing' : oid.slice(0, 12);
}
