import type {
  KubernetesObject,
  ListOptions,
  ObjectList,
  ResourceType,
  WatchEvent,
} from '../../ports/cluster.ts';
import { kindKey } from './kinds.ts';
import { labelSelector } from './selector.ts';
import type { Change, ObjectStore } from './store.ts';

/** Events that may wait for whoever watches; then he gets the whole list anew. */
const MOST_WAITING = 10_000;

/** Which objects of a kind a list or a watch is about. */
export function selection({
  namespace,
  labelSelector: labels,
}: ListOptions): (object: KubernetesObject) => boolean {
  const selected = labelSelector(labels);
  return ({ metadata }) =>
    (namespace === undefined || metadata.namespace === namespace) && selected(metadata.labels ?? {});
}

export function listOf(store: ObjectStore, type: ResourceType, options: ListOptions): ObjectList {
  return { items: store.all(type).filter(selection(options)), resourceVersion: store.version };
}

/** The list, then every change of it. */
export async function* watchStore(
  store: ObjectStore,
  type: ResourceType,
  options: ListOptions,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent, void, undefined> {
  const selected = selection(options);
  const kind = kindKey(type);
  let waiting: WatchEvent[] = [{ kind: 'listed', list: listOf(store, type, options) }];
  let wake = (): void => {};
  const stop = store.listen((change) => {
    if (kindKey(change.type) !== kind) return;
    const event = eventOf(change, selected);
    if (event === undefined) return;
    waiting.push(event);
    if (waiting.length > MOST_WAITING) waiting = [{ kind: 'listed', list: listOf(store, type, options) }];
    wake();
  });
  const aborted = (): void => wake();
  signal.addEventListener('abort', aborted);
  try {
    while (!signal.aborted) {
      const event = waiting.shift();
      if (event !== undefined) yield event;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    stop();
    signal.removeEventListener('abort', aborted);
  }
}

/** A change as it looks through a selection: what leaves it is gone, what enters it is new. */
function eventOf(
  { kind, object, before }: Change,
  selected: (object: KubernetesObject) => boolean,
): WatchEvent | undefined {
  const was = before !== undefined && selected(before);
  const is = kind !== 'deleted' && selected(object);
  if (was && is) return { kind: 'modified', object };
  if (is) return { kind: 'added', object };
  return was ? { kind: 'deleted', object } : undefined;
}
