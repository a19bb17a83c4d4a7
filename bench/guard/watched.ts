import type { ClusterWatcher, KubernetesObject } from '../../src/ports/cluster.ts';
import { CLUSTER_ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';

type Sight = (kind: 'there' | 'gone', object: KubernetesObject) => boolean;

/** The ClusterRoleBindings of a cluster, watched by somebody who guards nothing. Times are those of `performance.now()`. */
export class WatchedBindings {
  readonly #stop: AbortController = new AbortController();
  readonly #waiting: Map<Sight, (at: number) => void> = new Map();

  static async begin(cluster: ClusterWatcher): Promise<WatchedBindings> {
    const watched = new WatchedBindings();
    const listed = Promise.withResolvers<void>();
    void watched.#follow(cluster, listed.resolve);
    await listed.promise;
    return watched;
  }

  /** When the next binding of this name goes. */
  deleted(name: string): Promise<number> {
    return this.#when((kind, { metadata }) => kind === 'gone' && metadata.name === name);
  }

  /** When the binding of this name next has so many subjects. */
  withSubjects(name: string, count: number): Promise<number> {
    return this.#when((kind, object) => {
      const subjects = object['subjects'] as readonly unknown[] | undefined;
      return kind === 'there' && object.metadata.name === name && subjects?.length === count;
    });
  }

  end(): void {
    this.#stop.abort();
  }

  #when(sight: Sight): Promise<number> {
    return new Promise((resolve) => this.#waiting.set(sight, resolve));
  }

  async #follow(cluster: ClusterWatcher, listed: () => void): Promise<void> {
    for await (const event of cluster.watch(CLUSTER_ROLE_BINDINGS, {}, this.#stop.signal)) {
      if (event.kind === 'listed') listed();
      if (event.kind === 'listed' || event.kind === 'interrupted') continue;
      const at = performance.now();
      for (const [sight, seen] of this.#waiting) {
        if (!sight(event.kind === 'deleted' ? 'gone' : 'there', event.object)) continue;
        this.#waiting.delete(sight);
        seen(at);
      }
    }
  }
}
