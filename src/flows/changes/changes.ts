import { CHANGE_ENTRIES, changesOf } from '../../chain/ledger/changes.ts';
import type { ChangeRecord } from '../../model/change-record.ts';
import type { Recorded } from '../../model/ledger.ts';
import type { LedgerReader } from '../../ports/ledger.ts';

/** Entries that are looked at to find which changes moved last. */
const WINDOW = 1_000;
/** Offered commits of one change whose traces are followed. */
const MOST_COMMITS = 20;

/** The changes that moved last, whole, at most `limit`; with `before`, as they stood before that entry. */
export async function listChanges(
  ledger: LedgerReader,
  limit: number,
  before?: number,
): Promise<readonly ChangeRecord[]> {
  const window = await ledger.find({
    types: CHANGE_ENTRIES,
    limit: WINDOW,
    ...(before === undefined ? {} : { before }),
  });
  const moved = changesOf(window).slice(0, limit);
  // What began before the window is known by its end only; its first entry is its name.
  return Promise.all(moved.map((change) => wholeChange(ledger, change)));
}

/** `undefined` where no change begins at this entry. */
export async function findChange(ledger: LedgerReader, id: number): Promise<ChangeRecord | undefined> {
  const first = await ledger.entry(id);
  const [begun] = first === undefined ? [] : changesOf([first]);
  if (begun === undefined) return undefined;
  const whole = await wholeChange(ledger, begun);
  return whole.id === id ? whole : undefined;
}

/** Which change a landed commit came by; `undefined` where that is not recorded. */
export async function changeOfCommit(
  ledger: LedgerReader,
  repository: string,
  commit: string,
): Promise<number | undefined> {
  const landed = await ledger.find({ types: ['change.landed'], repository, commit, limit: 10 });
  const [change] = changesOf(landed.filter(({ entry }) => 'commit' in entry && entry.commit === commit));
  return change === undefined ? undefined : (await wholeChange(ledger, change)).id;
}

async function wholeChange(ledger: LedgerReader, change: ChangeRecord): Promise<ChangeRecord> {
  const { repository, proposal } = change;
  const entries = new Map<number, Recorded>(change.entries.map((one) => [one.index, one]));
  const add = (found: readonly Recorded[]): void => {
    for (const one of found) entries.set(one.index, one);
  };
  if (proposal !== undefined) add(await ledger.find({ types: CHANGE_ENTRIES, repository, proposal }));
  const [known] = same(changesOf([...entries.values()]), change);
  for (const commit of commitsOf(known ?? change))
    add(await ledger.find({ types: CHANGE_ENTRIES, repository, commit }));
  const [whole] = same(changesOf([...entries.values()]), change);
  return whole ?? change;
}

/** The one that has the same entries, among what the questions brought besides. */
function same(changes: readonly ChangeRecord[], change: ChangeRecord): readonly ChangeRecord[] {
  const some = change.entries[0]?.index;
  return changes.filter(({ entries }) => entries.some(({ index }) => index === some));
}

function commitsOf({ entries }: ChangeRecord): readonly string[] {
  const commits = entries.flatMap(({ entry }) => [
    ...('head' in entry && entry.head !== undefined ? [entry.head] : []),
    ...(entry.type === 'change.landed' ? [entry.commit] : []),
  ]);
  return [...new Set(commits)].slice(-MOST_COMMITS);
}
