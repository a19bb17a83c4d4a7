import type { Clock } from '../../ports/clock.ts';

interface Bucket {
  readonly most: number;
  /** Milliseconds until one more. */
  readonly each: number;
}

/**
 * How many refusals are recorded. Anybody can be refused, so an unsigned token may cost 20 entries at once and one a
 * minute after that; one that an issuer of the configuration signed, 100 and one every ten seconds. They do not share,
 * so strangers cannot keep what insiders try out of the ledger.
 */
const BUCKETS: Readonly<Record<'stranger' | 'signed', Bucket>> = {
  stranger: { most: 20, each: 60_000 },
  signed: { most: 100, each: 10_000 },
};

export class RefusalBound {
  readonly #clock: Clock;
  readonly #levels: Record<keyof typeof BUCKETS, { left: number; at: number; passedOver: number }>;

  constructor(clock: Clock) {
    this.#clock = clock;
    const at = clock.now();
    this.#levels = {
      stranger: { left: BUCKETS.stranger.most, at, passedOver: 0 },
      signed: { left: BUCKETS.signed.most, at, passedOver: 0 },
    };
  }

  /** How many were passed over since the last that may be recorded; `undefined` where this one may not. */
  take(who: keyof typeof BUCKETS): number | undefined {
    const { most, each } = BUCKETS[who];
    const level = this.#levels[who];
    const gained = Math.max(0, Math.floor((this.#clock.now() - level.at) / each));
    level.at += gained * each;
    level.left = Math.min(most, level.left + gained);
    if (level.left === 0) {
      level.passedOver += 1;
      return undefined;
    }
    level.left -= 1;
    const { passedOver } = level;
    level.passedOver = 0;
    return passedOver;
  }
}
