import { performance } from 'node:perf_hooks';
import type { ClusterWatcher } from '../../../ports/cluster.ts';
import { ROLE_BINDINGS } from '../../../ports/cluster-kinds.ts';
import { NAMESPACE } from './wanted.ts';

/** How long a binding was there; milliseconds of `performance.now()`. */
export interface Lifetime {
  readonly name: string;
  readonly from: number;
  readonly until?: number;
}

/** Since when and until when bindings of the namespace were there, as a watch saw it. */
export class Lifetimes {
  readonly #lives: Lifetime[] = [];
  readonly #stopping: AbortController = new AbortController();
  readonly #running: Promise<void>;
  readonly #listed: PromiseWithResolvers<void> = Promise.withResolvers();

  private constructor(cluster: ClusterWatcher) {
    this.#running = this.#follow(cluster);
    this.#running.catch((error: unknown) => this.#listed.reject(error));
  }

  /** Resolves when it sees what happens. */
  static async follow(cluster: ClusterWatcher): Promise<Lifetimes> {
    const lifetimes = new Lifetimes(cluster);
    await lifetimes.#listed.promise;
    return lifetimes;
  }

  /** The last one that began at `since` or later. */
  of(name: string, since: number): Lifetime | undefined {
    return this.#lives.findLast((one) => one.name === name && one.from >= since);
  }

  /** The last one that was there at `since` or later. */
  thereSince(name: string, since: number): Lifetime | undefined {
    return this.#lives.findLast(
      (one) => one.name === name && (one.until === undefined || one.until >= since),
    );
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #follow(cluster: ClusterWatcher): Promise<void> {
    const { signal } = this.#stopping;
    for await (const event of cluster.watch(ROLE_BINDINGS, { namespace: NAMESPACE }, signal)) {
      const now = performance.now();
      if (event.kind === 'listed') this.#listed.resolve();
      else if (event.kind === 'added') this.#lives.push({ name: event.object.metadata.name, from: now });
      else if (event.kind === 'deleted') this.#end(event.object.metadata.name, now);
    }
  }

  #end(name: string, until: number): void {
    const at = this.#lives.findLastIndex((one) => one.name === name && one.until === undefined);
    const found = this.#lives[at];
    if (found !== undefined) this.#lives[at] = { ...found, until };
  }
}
