import type { HoldCode } from '../../model/drift.ts';
import type { LedgerWriter, NewEntry } from '../../ports/ledger.ts';
import type { Random } from '../../ports/random.ts';
import { encodePayload } from '../observe/payload.ts';
import type { Alarm } from './alarm.ts';
import type { Hold } from './safety/checks.ts';

/** What holds every action back, as opposed to one of one object. */
export type Breaker = Extract<HoldCode, 'not-ready' | 'paused' | 'stale' | 'mass-change' | 'rate'>;
export const BREAKERS: readonly Breaker[] = ['not-ready', 'paused', 'stale', 'mass-change', 'rate'];

export function isBreaker(code: HoldCode): code is Breaker {
  return (BREAKERS as readonly HoldCode[]).includes(code);
}

/** Says once that the guard stopped acting, and once that it goes on. */
export class Breakers {
  readonly #cluster: string;
  readonly #ledger: LedgerWriter;
  readonly #random: Random;
  readonly #alarm: Alarm;
  readonly #open: Map<Breaker, Hold> = new Map();
  /** As the ledger has it. */
  readonly #recorded: Set<Breaker> = new Set();

  constructor(
    cluster: string,
    parts: { readonly ledger: LedgerWriter; readonly random: Random; readonly alarm: Alarm },
  ) {
    this.#cluster = cluster;
    this.#ledger = parts.ledger;
    this.#random = parts.random;
    this.#alarm = parts.alarm;
  }

  /** What the ledger says is open, from the time before. */
  restore(code: HoldCode): void {
    if (isBreaker(code)) this.#recorded.add(code);
  }

  get open(): readonly Hold[] {
    return [...this.#open.values()];
  }

  set(code: Breaker, hold: Hold | undefined): void {
    const was = this.#open.get(code);
    if (hold === undefined) this.#open.delete(code);
    else this.#open.set(code, hold);
    const held = hold !== undefined;
    if ((was !== undefined) === held) return;
    const why = hold?.why ?? was?.why ?? '';
    this.#alarm.sound({ kind: 'held', cluster: this.#cluster, code, held, why });
  }

  /** Brings the ledger to what is open. Rejects where it cannot be written. */
  async record(): Promise<void> {
    for (const code of BREAKERS) {
      const hold = this.#open.get(code);
      if ((hold !== undefined) === this.#recorded.has(code)) continue;
      await this.#ledger.append(entryOf(this.#cluster, code, hold), payloadOf(code, hold, this.#random));
      if (hold === undefined) this.#recorded.delete(code);
      else this.#recorded.add(code);
    }
  }
}

function entryOf(cluster: string, code: Breaker, hold: Hold | undefined): NewEntry {
  const until = hold?.until === undefined ? {} : { until: new Date(hold.until).toISOString() };
  return { type: 'guard.held', cluster, code, held: hold !== undefined, ...until };
}

function payloadOf(code: Breaker, hold: Hold | undefined, random: Random): Uint8Array {
  const why = hold?.why ?? `${code} is over`;
  const by = hold?.by === undefined ? {} : { by: hold.by };
  return encodePayload({ schema: 'mainward.dev/guard-held/v1', why, ...by }, random);
}
