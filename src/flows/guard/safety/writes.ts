import { recentWrites } from './rate.ts';

/** A write that may happen; it counts as if it happened now, until it is known when it did. */
export interface Reserved {
  /** It happens now. */
  spend(): void;
  /** It does not happen. What was spent stays spent. */
  giveBack(): void;
}

/** When the guard wrote to the cluster. */
export class WriteLog {
  #done: readonly number[] = [];
  #reserved = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Writes of the time before it began. */
  restore(times: readonly number[]): void {
    this.#done = [...times, ...this.#done].toSorted((a, b) => a - b);
  }

  /** Of the last hour, the oldest first. */
  times(): readonly number[] {
    const now = this.#now();
    this.#done = recentWrites(this.#done, now);
    return [...this.#done, ...Array.from({ length: this.#reserved }, () => now)];
  }

  reserve(count: number): Reserved {
    let left = count;
    this.#reserved += count;
    return {
      spend: () => {
        if (left === 0) return;
        left -= 1;
        this.#reserved -= 1;
        this.#done = [...this.#done, this.#now()];
      },
      giveBack: () => {
        this.#reserved -= left;
        left = 0;
      },
    };
  }
}
