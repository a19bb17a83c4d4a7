/** What was started, to be ended in reverse. */
export class Started {
  readonly #ends: (() => Promise<unknown>)[] = [];

  keep<Part extends { stop(): Promise<unknown> }>(part: Part): Part {
    this.#ends.push(() => part.stop());
    return part;
  }

  /** The last first. What cannot be ended keeps nothing else from ending. */
  async stop(): Promise<void> {
    const failures: unknown[] = [];
    for (const end of this.#ends.splice(0).reverse()) {
      try {
        await end();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
