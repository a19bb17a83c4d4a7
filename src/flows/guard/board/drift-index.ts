import { objectKey } from '../../../ledger/facets.ts';
import type {
  DriftActedEntry,
  DriftAttributedEntry,
  DriftEndedEntry,
  DriftSeenEntry,
  LedgerEntryType,
  ObjectRef,
  Recorded,
} from '../../../model/ledger.ts';
import type { LedgerReader } from '../../../ports/ledger.ts';

type Related = DriftActedEntry | DriftEndedEntry | DriftAttributedEntry;

/** One difference, as entries tell it. */
export interface DriftRow {
  readonly seen: Recorded<DriftSeenEntry>;
  /** What came of it, in the order of the ledger. */
  readonly related: readonly Recorded<Related>[];
  /** Index of the newer one of the same object. */
  readonly replacedBy?: number;
}

const DRIFT_ENTRIES: readonly LedgerEntryType[] = [
  'drift.seen',
  'drift.acted',
  'drift.ended',
  'drift.attributed',
];
const PAGE = 1_000;
/** Of one difference. */
const MOST_RELATED = 200;

/** Every difference that is open, and the newest of those that are over. It reads what is new in the ledger, and no more. */
export class DriftIndex {
  readonly #ledger: LedgerReader;
  readonly #keep: number;
  readonly #rows: Map<number, Recorded<DriftSeenEntry>> = new Map();
  readonly #related: Map<number, Recorded<Related>[]> = new Map();
  /** Cluster and object -> its newest `drift.seen`. */
  readonly #newest: Map<string, number> = new Map();
  #next = 0;
  #reading: Promise<void> | undefined;

  /** `keep`: how many that are over are kept. */
  constructor(ledger: LedgerReader, keep = 5_000) {
    this.#ledger = ledger;
    this.#keep = keep;
  }

  /** As the ledger is now; the newest first. */
  async rows(): Promise<readonly DriftRow[]> {
    await this.#refresh();
    return [...this.#rows.values()].map((seen) => this.#rowOf(seen)).sort(newestFirst);
  }

  /** One, however old. */
  async row(id: number): Promise<DriftRow | undefined> {
    await this.#refresh();
    const known = this.#rows.get(id);
    if (known !== undefined) return this.#rowOf(known);
    const found = await this.#ledger.entry(id);
    if (found === undefined || !isSeen(found)) return undefined;
    const related = await relatedOf(found, this.#ledger);
    const replacedBy = this.#newest.get(keyOf(found.entry));
    return { seen: found, related, ...(replacedBy === undefined || replacedBy === id ? {} : { replacedBy }) };
  }

  /** Two who ask at once read once. */
  async #refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #read(): Promise<void> {
    const until = this.#ledger.size();
    for (let before = until; before > this.#next; ) {
      const page = await this.#ledger.find({ types: DRIFT_ENTRIES, before, limit: PAGE });
      for (const one of page) if (one.index >= this.#next) this.#take(one);
      this.#letGo();
      before = page.length < PAGE ? 0 : (page.at(-1)?.index ?? 0);
    }
    // What belongs to one that was let go of is read anew when somebody asks for it.
    for (const seen of this.#related.keys()) if (!this.#rows.has(seen)) this.#related.delete(seen);
    this.#next = until;
  }

  #take(one: Recorded): void {
    if (isSeen(one)) {
      const key = keyOf(one.entry);
      this.#rows.set(one.index, one);
      this.#newest.set(key, Math.max(this.#newest.get(key) ?? 0, one.index));
    } else if (isRelated(one)) {
      const beside = this.#related.get(one.entry.seen) ?? [];
      this.#related.set(one.entry.seen, beside);
      // How it ended is kept in any case.
      if (beside.length < MOST_RELATED || one.entry.type === 'drift.ended') beside.push(one);
    }
  }

  #letGo(): void {
    const over = [...this.#rows.values()].map((seen) => this.#rowOf(seen)).filter((row) => !isOpen(row));
    for (const { seen } of over.sort(newestFirst).slice(this.#keep)) {
      this.#rows.delete(seen.index);
      this.#related.delete(seen.index);
    }
  }

  #rowOf(seen: Recorded<DriftSeenEntry>): DriftRow {
    const replacedBy = this.#newest.get(keyOf(seen.entry));
    return {
      seen,
      related: (this.#related.get(seen.index) ?? []).toSorted((one, other) => one.index - other.index),
      ...(replacedBy === undefined || replacedBy === seen.index ? {} : { replacedBy }),
    };
  }
}

export function isOpen({ related, replacedBy }: DriftRow): boolean {
  return replacedBy === undefined && !related.some(({ entry }) => entry.type === 'drift.ended');
}

async function relatedOf(
  { index, entry }: Recorded<DriftSeenEntry>,
  ledger: LedgerReader,
): Promise<readonly Recorded<Related>[]> {
  const { object } = entry;
  const found: Recorded<Related>[] = [];
  for (let before = ledger.size(); before > index; ) {
    const page = await ledger.find({ types: DRIFT_ENTRIES.slice(1), object, before, limit: PAGE });
    found.push(...page.filter((one) => isRelated(one)).filter((one) => one.entry.seen === index));
    before = page.length < PAGE ? 0 : (page.at(-1)?.index ?? 0);
  }
  return found.toReversed().slice(0, MOST_RELATED);
}

function isSeen(one: Recorded): one is Recorded<DriftSeenEntry> {
  return one.entry.type === 'drift.seen';
}

function isRelated(one: Recorded): one is Recorded<Related> {
  return DRIFT_ENTRIES.includes(one.entry.type) && !isSeen(one);
}

function keyOf({ cluster, object }: { readonly cluster: string; readonly object: ObjectRef }): string {
  return JSON.stringify([cluster, objectKey(object)]);
}

function newestFirst(one: DriftRow, other: DriftRow): number {
  return other.seen.index - one.seen.index;
}
