import type { Actor } from '../../../model/drift.ts';
import type { Clock } from '../../../ports/clock.ts';
import { join } from './join.ts';
import { Sightings } from './sightings.ts';
import type { Sighting, SightingQuestion, Witness } from './witness.ts';

export interface WitnessLimits {
  /** Milliseconds for which a sighting is remembered. */
  readonly age: number;
  /** Sightings of all clusters together. */
  readonly most: number;
  /** Sightings that one follower has not taken yet; of a slower one the oldest are lost. */
  readonly waiting: number;
}

const DEFAULT_LIMITS: WitnessLimits = { age: 600_000, most: 50_000, waiting: 5_000 };

/** Remembers in this process, for some minutes. Where there are too many, the cluster that has the most loses its oldest. */
export class MemoryWitness implements Witness {
  readonly #clusters: Map<string, Sightings> = new Map();
  readonly #followers: Set<Follower> = new Set();
  readonly #clock: Clock;
  readonly #limits: WitnessLimits;
  #serial = 0;
  #size = 0;

  constructor(clock: Clock, limits: Partial<WitnessLimits> = {}) {
    this.#clock = clock;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  get size(): number {
    return this.#size;
  }

  note(sighting: Sighting): void {
    const now = this.#clock.now();
    this.#forget(now);
    if (sighting.void === undefined) {
      const here = this.#clusters.get(sighting.cluster) ?? new Sightings();
      this.#clusters.set(sighting.cluster, here);
      here.add(this.#serial++, sighting, now);
      this.#size += 1;
      if (this.#size > this.#limits.most) this.#makeRoom();
    }
    for (const follower of this.#followers) follower.give(sighting);
  }

  whoDid(question: SightingQuestion): readonly Actor[] {
    this.#forget(this.#clock.now());
    return join(question, this.#clusters.get(question.cluster)?.of(question.object) ?? []);
  }

  async *follow(signal: AbortSignal): AsyncGenerator<Sighting> {
    const follower = new Follower(this.#limits.waiting);
    const leave = (): void => follower.wake();
    this.#followers.add(follower);
    signal.addEventListener('abort', leave, { once: true });
    try {
      while (!signal.aborted) {
        const next = follower.take();
        if (next === undefined) await follower.more();
        else yield next;
      }
    } finally {
      signal.removeEventListener('abort', leave);
      this.#followers.delete(follower);
    }
  }

  #forget(now: number): void {
    for (const [cluster, sightings] of this.#clusters) {
      this.#size -= sightings.dropBefore(now - this.#limits.age);
      if (sightings.size === 0) this.#clusters.delete(cluster);
    }
  }

  #makeRoom(): void {
    const [first, ...others] = this.#clusters.values();
    if (first === undefined) return;
    others.reduce((most, one) => (one.size > most.size ? one : most), first).dropOldest();
    this.#size -= 1;
  }
}

class Follower {
  readonly #most: number;
  readonly #waiting: Set<Sighting> = new Set();
  #wake: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(most: number) {
    this.#most = most;
  }

  give(sighting: Sighting): void {
    this.#waiting.add(sighting);
    const [oldest] = this.#waiting;
    if (this.#waiting.size > this.#most && oldest !== undefined) this.#waiting.delete(oldest);
    this.wake();
  }

  take(): Sighting | undefined {
    const [next] = this.#waiting;
    if (next !== undefined) this.#waiting.delete(next);
    return next;
  }

  /** Resolves when there is something again, or nothing to wait for. */
  async more(): Promise<void> {
    await this.#wake.promise;
  }

  wake(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}
