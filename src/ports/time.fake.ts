import type { Clock } from './clock.ts';
import type { Pause } from './pause.ts';

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

/** A clock that stands still until it is put forward, and the pauses that end by it. */
export class FakeTime implements Clock, Pause {
  #now: number;
  readonly #sleepers: Set<Sleeper> = new Set();

  constructor(now: number = Date.parse('2026-11-27T12:00:00Z')) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { due: this.#now + Math.max(0, milliseconds), wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', wake);
    });
  }

  /** Everybody who wakes meanwhile has done what he does, as far as that takes no time, before the next one wakes. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    for (;;) {
      await atRest();
      const next = [...this.#sleepers].reduce(
        (first, one) => Math.min(first, one.due),
        Number.POSITIVE_INFINITY,
      );
      if (next > until) break;
      this.#now = Math.max(this.#now, next);
      for (const sleeper of this.#sleepers) if (sleeper.due <= this.#now) sleeper.wake();
    }
    this.#now = until;
    await atRest();
  }
}

/** Whatever waits for nothing has gone on. */
async function atRest(): Promise<void> {
  for (let turn = 0; turn < 8; turn++)
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
}
