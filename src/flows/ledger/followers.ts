import type { Recorded } from '../../model/ledger.ts';
import type { LogView } from './view.ts';

/** Wakes those who wait for entries that do not exist yet. */
export class Followers {
  readonly #view: LogView;
  #waiting: Set<() => void> = new Set();

  constructor(view: LogView) {
    this.#view = view;
  }

  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const wake of waiting) wake();
  }

  /** Every entry from an index on, in order, until the signal aborts. */
  async *follow(from: number, signal: AbortSignal): AsyncGenerator<Recorded> {
    for (let index = Math.max(0, from); !signal.aborted; ) {
      const next = await this.#view.entry(index);
      if (next === undefined) {
        await this.#wait(index, signal);
      } else {
        yield next;
        index++;
      }
    }
  }

  async #wait(index: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
    // It may have come while this was set up.
    if (signal.aborted || this.#view.size() > index) resolve();
    await promise;
    this.#waiting.delete(resolve);
  }
}
