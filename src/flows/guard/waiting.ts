import type { HoldCode } from '../../model/drift.ts';
import { SEVERITIES, type Severity } from '../../model/verdict.ts';

interface Held {
  readonly code: HoldCode;
  readonly danger: Severity;
}

/** Objects that are looked at again: at a time, or when what holds them back is over. */
export class Waiting {
  readonly #held: Map<string, Held> = new Map();
  readonly #due: Map<string, number> = new Map();
  #earliest = Number.POSITIVE_INFINITY;
  #wake: () => void = () => {};

  /** Called whenever something is due earlier than anything before. */
  onEarlier(wake: () => void): void {
    this.#wake = wake;
  }

  hold(key: string, held: Held): void {
    this.#held.set(key, held);
  }

  /** Milliseconds since 1970. The earlier time counts. */
  at(key: string, time: number): void {
    this.#due.set(key, Math.min(time, this.#due.get(key) ?? time));
    if (time >= this.#earliest) return;
    this.#earliest = time;
    this.#wake();
  }

  /** Nothing holds it back at the moment; what it is due for stays. */
  letGo(key: string): void {
    this.#held.delete(key);
  }

  /** How many others a code holds back that come before this one, counted up to `most`: the graver, and of its own those before it. */
  ahead(key: string, { code, danger }: Held, most: number): number {
    let count = 0;
    let isBefore = true;
    for (const [other, one] of this.#held) {
      if (other === key) isBefore = false;
      else if (one.code === code) {
        const graver = SEVERITIES.indexOf(danger) - SEVERITIES.indexOf(one.danger);
        if (graver > 0 || (graver === 0 && isBefore)) count += 1;
      }
      if (count >= most) return count;
    }
    return count;
  }

  release(key: string): void {
    this.#held.delete(key);
    this.#due.delete(key);
  }

  /** When the next is due; milliseconds since 1970. */
  get earliest(): number {
    return this.#earliest;
  }

  /** Those whose time has come; they wait no more. */
  take(now: number): readonly string[] {
    if (this.#earliest > now) return [];
    const taken = [...this.#due].flatMap(([key, time]) => (time <= now ? [key] : []));
    for (const key of taken) this.#due.delete(key);
    this.#earliest = [...this.#due.values()].reduce(
      (one, other) => Math.min(one, other),
      Number.POSITIVE_INFINITY,
    );
    return taken;
  }

  has(code: HoldCode): boolean {
    return [...this.#held.values()].some((one) => one.code === code);
  }

  /** What a code holds back, the gravest first; within one gravity in the order in which it came. */
  heldBy(code: HoldCode): readonly string[] {
    return [...this.#held]
      .filter(([, one]) => one.code === code)
      .toSorted(([, a], [, b]) => SEVERITIES.indexOf(a.danger) - SEVERITIES.indexOf(b.danger))
      .map(([key]) => key);
  }
}
