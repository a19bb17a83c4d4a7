/** Work in named queues: one after the other in each, and none waits for another. */
export class Queues {
  readonly #last: Map<string, Promise<unknown>> = new Map();

  next<T>(name: string, work: () => Promise<T>): Promise<T> {
    const next = (this.#last.get(name) ?? Promise.resolve()).then(work);
    const done = next.catch(() => undefined);
    this.#last.set(name, done);
    return next;
  }
}
