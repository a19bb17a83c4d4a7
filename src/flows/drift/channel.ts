/** What several put in, one takes out, in order, until the signal aborts or somebody says that it cannot go on. */
export class Channel<Item> implements AsyncIterable<Item> {
  readonly #items: Item[] = [];
  readonly #signal: AbortSignal;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => {};

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  put(item: Item): void {
    this.#items.push(item);
    this.#wake();
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    while (!this.#signal.aborted) {
      if (this.#failure !== undefined) throw this.#failure.error;
      const item = this.#items.shift();
      if (item !== undefined) {
        yield item;
        continue;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }
}
