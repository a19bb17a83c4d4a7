import { toHex } from '../../ledger/bytes.ts';
import type { LedgerCrypto } from '../../ledger/crypto.ts';
import { decodeEntry } from '../../ledger/entry.ts';
import { facetsOf } from '../../ledger/facets.ts';
import { leafHash } from '../../ledger/hash.ts';
import type { IndexRow, LedgerIndex, LedgerIndexKeeping } from '../../ports/ledger-index.ts';
import type { TreeReader } from './reader.ts';
import { damaged } from './state.ts';

/** What the index knows of an entry. Throws LEDGER_DAMAGED for what is no entry. */
export function indexRow(index: number, leaf: Uint8Array, { sha256 }: LedgerCrypto): IndexRow {
  const entry = decodeEntry(leaf);
  if (!entry.ok) throw damaged(`entry ${index}`, entry.error);
  return { index, type: entry.value.type, leaf: toHex(leafHash(sha256, leaf)), ...facetsOf(entry.value) };
}

/** Keeps an index at the entries there are, one bundle after the other. */
export class Indexer {
  readonly #index: LedgerIndex & LedgerIndexKeeping;
  readonly #reader: TreeReader;
  readonly #crypto: LedgerCrypto;
  #work: Promise<void> = Promise.resolve();
  #isHeldToLog = false;

  constructor(index: LedgerIndex & LedgerIndexKeeping, reader: TreeReader, crypto: LedgerCrypto) {
    this.#index = index;
    this.#reader = reader;
    this.#crypto = crypto;
  }

  /** When it resolves, the index knows all entries before `size`. */
  catchUp(size: number): Promise<void> {
    const done = this.#work.then(() => this.#catchUp(size));
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
      const entries = await this.#reader.entries(from, size);
      const first = from;
      await this.#index.add(entries.map((leaf, at) => indexRow(first + at, leaf, this.#crypto)));
      from += entries.length;
    }
  }

  /** An index of another log, or of another history of this one, is made anew. */
  async #holdToLog(size: number): Promise<void> {
    if (!(await this.isOfLog(size))) await this.#index.clear();
    this.#isHeldToLog = true;
  }
}
