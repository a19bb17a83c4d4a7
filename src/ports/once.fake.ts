import type { Clock } from './clock.ts';
import type { OnceStore } from './once.ts';

/** Remembers in memory, for as long as `spent` lives. */
export class FakeOnceStore implements OnceStore {
  readonly #clock: Clock;
  readonly #spent: Map<string, number>;

  constructor(clock: Clock, spent: Map<string, number> = new Map()) {
    this.#clock = clock;
    this.#spent = spent;
  }

  spend(key: string, expires: number): Promise<boolean> {
    const now = this.#clock.now();
    const free = expires > now && (this.#spent.get(key) ?? 0) <= now;
    if (free) this.#spent.set(key, expires);
    return Promise.resolve(free);
  }
}
