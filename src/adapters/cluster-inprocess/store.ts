import type { KubernetesObject, ResourceType } from '../../ports/cluster.ts';
import { frozen } from './json.ts';
import { kindKey } from './kinds.ts';

export interface Change {
  readonly kind: 'added' | 'modified' | 'deleted';
  readonly type: ResourceType;
  readonly object: KubernetesObject;
  /** As it was; absent where it was added. */
  readonly before?: KubernetesObject;
}

/** Every object of the cluster, in one order of versions. */
export class ObjectStore {
  readonly #kinds = new Map<string, Map<string, KubernetesObject>>();
  readonly #listeners = new Set<(change: Change) => void>();
  #version = 0;

  /** Where a watch goes on from. */
  get version(): string {
    return String(this.#version);
  }

  get(type: ResourceType, name: string, namespace?: string): KubernetesObject | undefined {
    return this.#of(type).get(placeOf(name, namespace));
  }

  /** Sorted by namespace and name, as the API answers. */
  all(type: ResourceType): readonly KubernetesObject[] {
    return [...this.#of(type)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  }

  /** In no order. */
  each(type: ResourceType): readonly KubernetesObject[] {
    return [...this.#of(type).values()];
  }

  put(type: ResourceType, object: KubernetesObject): KubernetesObject {
    const place = placeOf(object.metadata.name, object.metadata.namespace);
    const before = this.#of(type).get(place);
    const stored = this.#versioned(object);
    this.#of(type).set(place, stored);
    this.#tell(
      before === undefined
        ? { kind: 'added', type, object: stored }
        : { kind: 'modified', type, object: stored, before },
    );
    return stored;
  }

  remove(type: ResourceType, object: KubernetesObject): void {
    this.#of(type).delete(placeOf(object.metadata.name, object.metadata.namespace));
    this.#tell({ kind: 'deleted', type, object: this.#versioned(object), before: object });
  }

  /** Calls back at each change, within it, until the answer is called. */
  listen(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #versioned(object: KubernetesObject): KubernetesObject {
    this.#version += 1;
    return frozen({ ...object, metadata: { ...object.metadata, resourceVersion: this.version } });
  }

  #of(type: ResourceType): Map<string, KubernetesObject> {
    const key = kindKey(type);
    const objects = this.#kinds.get(key) ?? new Map<string, KubernetesObject>();
    this.#kinds.set(key, objects);
    return objects;
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function placeOf(name: string, namespace: string | undefined): string {
  return `${namespace ?? ''}/${name}`;
}
