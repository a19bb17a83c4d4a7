/** A desired state that one went by: how many objects it has, and which, as far as that is remembered. */
export interface LastGood {
  readonly size: number;
  readonly keys?: ReadonlySet<string>;
}

/** The part of the last one that may be missing. */
const MOST_LOST = 0.2;

/**
 * Why nothing may be done by a desired state: it is empty, or has lost more than a fifth of the last one that was good, and
 * something of what it lost is still live. A path that was moved or a rendering that failed looks like that, and so does a
 * commit that takes much away: that one is confirmed when its agents have taken it away. `isLive` says whether an object
 * is there; `undecided` whether something waits that is there and nobody explains, for when it is not remembered
 * which objects there were.
 */
export function massChange(
  desired: ReadonlySet<string>,
  last: LastGood | undefined,
  isLive: (key: string) => boolean,
  undecided: boolean,
): string | undefined {
  if (desired.size === 0) return 'the verified commit has no object that grants anything';
  if (last === undefined || desired.size >= last.size * (1 - MOST_LOST)) return undefined;
  const left =
    last.keys === undefined ? undecided : [...last.keys].some((key) => !desired.has(key) && isLive(key));
  return left
    ? `the verified commit has ${desired.size} objects that grant, and there were ${last.size}: what it lost is still live`
    : undefined;
}

/** Holds every desired state against the last good one. */
export class MassGuard {
  #last: LastGood | undefined;
  #keys: ReadonlySet<string> = new Set();
  /** Why nothing may be done. */
  why: string | undefined;

  /** As it was before the guard was started anew. */
  restore(size: number): void {
    this.#last = { size };
  }

  /** How many objects the last good one has; `undefined` before there was one. */
  get size(): number | undefined {
    return this.#last?.size;
  }

  /** By `objectKey`: the objects that grant, as there are other ones now. */
  desire(keys: ReadonlySet<string>, isLive: (key: string) => boolean): void {
    this.#keys = keys;
    this.look(isLive, true);
  }

  /** Looks again, because something else may be live by now. */
  look(isLive: (key: string) => boolean, undecided: boolean): void {
    if (this.why === undefined && this.#last?.keys === this.#keys) return;
    this.why = massChange(this.#keys, this.#last, isLive, undecided);
    if (this.why === undefined) this.#last = { size: this.#keys.size, keys: this.#keys };
  }
}
