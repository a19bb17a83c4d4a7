import type { OpenDrift } from './open-drift.ts';

/** Ended differences whose author may still become known. */
const MOST_RECENT = 1_000;

/** Differences that have not ended, and those that ended lately. */
export class Drifts {
  readonly #open: Map<string, OpenDrift> = new Map();
  readonly #recent: Map<string, OpenDrift> = new Map();

  get(key: string): OpenDrift | undefined {
    return this.#open.get(key);
  }

  open(drift: OpenDrift): void {
    this.#recent.delete(drift.key);
    this.#open.set(drift.key, drift);
  }

  end(drift: OpenDrift): void {
    this.#open.delete(drift.key);
    this.#recent.set(drift.key, drift);
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > MOST_RECENT && oldest !== undefined) this.#recent.delete(oldest);
  }

  /** One that is open, else one that ended lately. */
  lately(key: string): OpenDrift | undefined {
    return this.#open.get(key) ?? this.#recent.get(key);
  }

  all(): readonly OpenDrift[] {
    return [...this.#open.values()];
  }
}
