import { createHash } from 'node:crypto';
import { decodeEntry, encodeEntry } from '../../src/ledger/entry.ts';
import { facetsOf, objectKey } from '../../src/ledger/facets.ts';
import { MainwardError } from '../../src/model/errors.ts';
import type { LedgerEntry, LedgerEntryType, Recorded } from '../../src/model/ledger.ts';
import type {
  LedgerFollower,
  LedgerQuery,
  LedgerReader,
  LedgerWriter,
  NewEntry,
} from '../../src/ports/ledger.ts';

/** A ledger in memory that takes only what the real one takes. */
export class MemoryLedger implements LedgerWriter, LedgerReader, LedgerFollower {
  readonly entries: Recorded[] = [];
  readonly payloads: Map<string, Uint8Array> = new Map();
  /** The append after so many fails; undefined = none. */
  failAfter: number | undefined;
  readonly #now: () => number;
  #waiting: (() => void)[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  append(entry: NewEntry, payload?: Uint8Array): Promise<Recorded> {
    if (this.failAfter !== undefined && this.failAfter-- <= 0)
      return Promise.reject(new MainwardError('LEDGER_UNAVAILABLE', 'The disk is full.'));
    const digest = payload === undefined ? undefined : createHash('sha256').update(payload).digest('hex');
    const whole = {
      v: 1,
      at: new Date(this.#now()).toISOString(),
      ...entry,
      ...(digest === undefined ? {} : { payload: digest }),
    } as LedgerEntry;
    const read = decodeEntry(encodeEntry(whole));
    if (!read.ok) return Promise.reject(new Error(read.error));
    const recorded = { index: this.entries.length, entry: read.value };
    this.entries.push(recorded);
    if (digest !== undefined && payload !== undefined) this.payloads.set(digest, payload);
    for (const wake of this.#waiting.splice(0)) wake();
    return Promise.resolve(recorded);
  }

  size(): number {
    return this.entries.length;
  }

  entry(index: number): Promise<Recorded | undefined> {
    return Promise.resolve(this.entries[index]);
  }

  payload(digest: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.payloads.get(digest));
  }

  find(query: LedgerQuery): Promise<readonly Recorded[]> {
    const { types, repository, commit, proposal, object, digest, before, limit = 1_000 } = query;
    const fits = ({ index, entry }: Recorded): boolean => {
      const facets = facetsOf(entry);
      return (
        (before === undefined || index < before) &&
        (types === undefined || types.includes(entry.type)) &&
        (repository === undefined || facets.repository === repository) &&
        (commit === undefined || facets.commits.includes(commit)) &&
        (proposal === undefined || facets.proposal === proposal) &&
        (object === undefined || facets.objects.includes(objectKey(object))) &&
        (digest === undefined || facets.digests.includes(digest))
      );
    };
    return Promise.resolve(this.entries.filter(fits).toReversed().slice(0, limit));
  }

  async *follow(from: number, signal: AbortSignal): AsyncGenerator<Recorded> {
    for (let index = from; !signal.aborted; ) {
      const next = this.entries[index];
      if (next !== undefined) {
        index += 1;
        yield next;
        continue;
      }
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  types(): readonly LedgerEntryType[] {
    return this.entries.map(({ entry }) => entry.type);
  }

  of<Type extends LedgerEntryType>(type: Type): readonly Extract<LedgerEntry, { readonly type: Type }>[] {
    return this.entries.flatMap(({ entry }) =>
      entry.type === type ? [entry as Extract<LedgerEntry, { readonly type: Type }>] : [],
    );
  }
}
