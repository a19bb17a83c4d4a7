import { toHex } from '../../ledger/bytes.ts';
import type { LedgerCrypto } from '../../ledger/crypto.ts';
import { decodeEntry } from '../../ledger/entry.ts';
import { facetsOf } from '../../ledger/facets.ts';
import { leafHash } from '../../ledger/hash.ts';
import type { IndexRow, LedgerIndex, LedgerIndexKeeping } from '../../ports/ledger-index.ts';
import type { TreeReader } from './reader.ts';
import { damaged } from './state.ts';

/** So many new entries are kept in memory for an index that lags behind; it reads the others from the tree. */
const MOST_FRESH = 4_096;

/** What the index knows of an entry. Throws LEDGER_DAMAGED for what is no entry. */
export function indexRow(index: number, leaf: Uint8Array, { sha256 }: LedgerCrypto): IndexRow {
  const entry = decodeEntry(leaf);
  if (!entry.ok) throw damaged(`entry ${index}`, entry.error);
  return { index, type: entry.value.type, leaf: toHex(leafHash(sha256, leaf)), ...facetsOf(entry.value) };
}

/** Keeps an index at the entries there are. */
export class Indexer {
  readonly #index: LedgerIndex & LedgerIndexKeeping;
  readonly #reader: TreeReader;
  readonly #crypto: LedgerCrypto;
  /** The newest entries, by index. */
  readonly #fresh: Map<number, Uint8Array> = new Map();
  #target = 0;
  #next: Promise<void> | undefined;
  #work: Promise<void> = Promise.resolve();
  #isHeldToLog = false;

  constructor(index: LedgerIndex & LedgerIndexKeeping, reader: TreeReader, crypto: LedgerCrypto) {
    this.#index = index;
    this.#reader = reader;
    this.#crypto = crypto;
  }

  /** Hands it entries that have just become part of the log, so that it need not read them. */
  feed(first: number, leaves: readonly Uint8Array[]): void {
    for (const [at, leaf] of leaves.entries()) this.#fresh.set(first + at, leaf);
    for (const index of this.#fresh.keys()) {
      if (this.#fresh.size <= MOST_FRESH) break;
      this.#fresh.delete(index);
    }
  }

  /** When it resolves, the index knows all entries before `size`. What is asked while it works is done together. */
  catchUp(size: number): Promise<void> {
    this.#target = Math.max(this.#target, size);
    if (this.#next !== undefined) return this.#next;
    const done = this.#work.then(() => {
      this.#next = undefined;
      return this.#catchUp(this.#target);
    });
    this.#next = done;
    this.#work = done.catch(() => undefined);
    return done;
  }

  /** Does it end with an entry that the log of `size` has there? */
  async isOfLog(size: number): Promise<boolean> {
    const { size: known, leaf } = await this.#index.extent();
    if (known === 0) return true;
    if (known > size) return false;
    return leaf === toHex(leafHash(this.#crypto.sha256, await this.#reader.entry(known - 1, size)));
  }

  async #catchUp(size: number): Promise<void> {
    if (!this.#isHeldToLog) await this.#holdToLog(size);
    for (let { size: from } = await this.#index.extent(); from < size; ) {
      const leaves = this.#takeFresh(from, size) ?? (await this.#reader.entries(from, size));
      const first = from;
      await this.#index.add(leaves.map((leaf, at) => indexRow(first + at, leaf, this.#crypto)));
      from += leaves.length;
    }
  }

  /** The entries from one on that are in memory; they are not kept any longer. */
  #takeFresh(from: number, size: number): readonly Uint8Array[] | undefined {
    const leaves: Uint8Array[] = [];
    for (let index = from; index < size; index++) {
      const leaf = this.#fresh.get(index);
      if (leaf === undefined) break;
      leaves.push(leaf);
      this.#fresh.delete(index);
    }
    return leaves.length > 0 ? leaves : undefined;
  }

  /** An index of another log, or of another history of this one, is made anew. */
  async #holdToLog(size: number): Promise<void> {
    if (!(await this.isOfLog(size))) await this.#index.clear();
    this.#isHeldToLog = true;
  }
}
