import type { LedgerEntryType, Recorded } from '../../model/ledger.ts';
import type { LedgerReader } from '../../ports/ledger.ts';

const PAGE = 1_000;

/** What a read model has not taken in yet: entries of some types, each once, in the order of the ledger. */
export class LedgerTail {
  readonly #ledger: LedgerReader;
  readonly #types: readonly LedgerEntryType[];
  readonly #take: (one: Recorded) => Promise<void>;
  #next = 0;
  #reading: Promise<void> | undefined;

  /** Where `take` rejects, that entry and those after it are taken when somebody reads again. */
  constructor(
    ledger: LedgerReader,
    types: readonly LedgerEntryType[],
    take: (one: Recorded) => Promise<void>,
  ) {
    this.#ledger = ledger;
    this.#types = types;
    this.#take = take;
  }

  /** Up to how the ledger is now. Two who ask at once read once. */
  async read(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #read(): Promise<void> {
    const until = this.#ledger.size();
    const found: Recorded[] = [];
    for (let before = until; before > this.#next; ) {
      const page = await this.#ledger.find({ types: this.#types, before, limit: PAGE });
      found.push(...page.filter(({ index }) => index >= this.#next));
      const last = page.at(-1)?.index ?? 0;
      before = page.length < PAGE || last < this.#next ? 0 : last;
    }
    for (const one of found.reverse()) {
      await this.#take(one);
      this.#next = one.index + 1;
    }
    this.#next = until;
  }
}
