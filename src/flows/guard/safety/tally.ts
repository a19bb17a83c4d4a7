/** When something happened to each of many, as far back as it matters. */
export class Tally {
  readonly #span: number;
  readonly #times: Map<string, readonly number[]> = new Map();

  /** `span`: milliseconds. */
  constructor(span: number) {
    this.#span = span;
  }

  /** Within the span before now, the oldest first; milliseconds since 1970. */
  of(key: string, now: number): readonly number[] {
    return (this.#times.get(key) ?? []).filter((at) => at > now - this.#span);
  }

  count(key: string, at: number): void {
    this.#times.set(key, [...this.of(key, at), at]);
  }

  /** Lets go of what matters no more. */
  forget(now: number): void {
    for (const key of this.#times.keys()) if (this.of(key, now).length === 0) this.#times.delete(key);
  }
}
