import type { LedgerWriter, NewEntry } from '../../../ports/ledger.ts';

/** What happened already and is to be recorded, in order; what cannot be written now is written later. */
export class Owed {
  readonly #ledger: LedgerWriter;
  readonly #entries: { readonly entry: NewEntry; readonly payload?: Uint8Array }[] = [];
  #writing: Promise<void> | undefined;

  constructor(ledger: LedgerWriter) {
    this.#ledger = ledger;
  }

  get size(): number {
    return this.#entries.length;
  }

  add(entry: NewEntry, payload?: Uint8Array): void {
    this.#entries.push({ entry, ...(payload === undefined ? {} : { payload }) });
    this.flush().catch(() => {
      // It stays, and is tried again.
    });
  }

  /** Rejects where something cannot be written. */
  flush(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async #write(): Promise<void> {
    for (let next = this.#entries[0]; next !== undefined; next = this.#entries[0]) {
      await this.#ledger.append(next.entry, next.payload);
      this.#entries.shift();
    }
  }
}
