import { MainwardError } from '../../src/model/errors.ts';
import type {
  ClusterReader,
  ClusterWatcher,
  ClusterWriter,
  KubernetesObject,
  ObjectKey,
  ObjectList,
  ResourceType,
  WatchEvent,
} from '../../src/ports/cluster.ts';

/** A cluster that keeps objects and tells of them, and judges nothing: for many of them. */
export class FakeRbacCluster implements ClusterReader, ClusterWatcher, ClusterWriter {
  readonly #kinds: Map<string, Map<string, KubernetesObject>> = new Map();
  readonly #listeners: Set<(kind: string, event: WatchEvent) => void> = new Set();
  #version = 0;

  list(type: ResourceType): Promise<ObjectList> {
    return Promise.resolve({ items: [...this.#of(type).values()], resourceVersion: String(this.#version) });
  }

  get({ type, namespace, name }: ObjectKey): Promise<KubernetesObject | undefined> {
    return Promise.resolve(this.#of(type).get(`${namespace ?? ''}/${name}`));
  }

  create(type: ResourceType, object: KubernetesObject): Promise<KubernetesObject> {
    return Promise.resolve(this.put(type, object));
  }

  /** Makes or replaces an object. */
  put(type: ResourceType, object: KubernetesObject): KubernetesObject {
    const place = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    const before = this.#of(type).get(place);
    this.#version += 1;
    const uid = before?.metadata.uid ?? `uid-${this.#version}`;
    const made = { ...object, metadata: { ...object.metadata, uid, resourceVersion: String(this.#version) } };
    this.#of(type).set(place, made);
    this.#tell(type, { kind: before === undefined ? 'added' : 'modified', object: made });
    return made;
  }

  patch(): Promise<KubernetesObject> {
    return Promise.reject(new MainwardError('CLUSTER_REFUSED', 'Nothing is patched here.'));
  }

  delete(
    { type, namespace, name }: ObjectKey,
    { uid, resourceVersion }: { uid?: string; resourceVersion?: string } = {},
  ): Promise<boolean> {
    const place = `${namespace ?? ''}/${name}`;
    const object = this.#of(type).get(place);
    if (object === undefined) return Promise.resolve(false);
    const { metadata } = object;
    if (
      (uid ?? metadata.uid) !== metadata.uid ||
      (resourceVersion ?? metadata.resourceVersion) !== metadata.resourceVersion
    )
      return Promise.reject(new MainwardError('CLUSTER_CONFLICT', 'It is another one by now.'));
    this.#of(type).delete(place);
    this.#tell(type, { kind: 'deleted', object });
    return Promise.resolve(true);
  }

  async *watch(type: ResourceType, _: object, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    const waiting: WatchEvent[] = [{ kind: 'listed', list: await this.list(type) }];
    let wake = (): void => {};
    const listener = (kind: string, event: WatchEvent): void => {
      if (kind === type.kind) waiting.push(event);
      wake();
    };
    const aborted = (): void => wake();
    this.#listeners.add(listener);
    signal.addEventListener('abort', aborted);
    while (!signal.aborted) {
      const event = waiting.shift();
      if (event !== undefined) yield event;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    this.#listeners.delete(listener);
  }

  #of({ kind }: ResourceType): Map<string, KubernetesObject> {
    const objects = this.#kinds.get(kind) ?? new Map<string, KubernetesObject>();
    this.#kinds.set(kind, objects);
    return objects;
  }

  #tell({ kind }: ResourceType, event: WatchEvent): void {
    for (const listener of this.#listeners) listener(kind, event);
  }
}
