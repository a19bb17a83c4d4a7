import type { Clock } from '../../../ports/clock.ts';
import type {
  ClusterReader,
  ClusterWatcher,
  ClusterWriter,
  KubernetesObject,
  ObjectKey,
} from '../../../ports/cluster.ts';
import type { LedgerReader, LedgerWriter } from '../../../ports/ledger.ts';
import type { GuardMeters } from './meters.ts';

/** Events of which the time is kept; of more the oldest are not measured. */
const MOST = 10_000;

/** What comes by is seen, and not held on to while one waits for more, as the frame of a generator would. */
function passing<Item>(items: AsyncIterable<Item>, see: (item: Item) => void): AsyncIterable<Item> {
  return {
    [Symbol.asyncIterator]: () => {
      const from = items[Symbol.asyncIterator]();
      return {
        async next() {
          const result = await from.next();
          if (result.done !== true) see(result.value);
          return result;
        },
        return: async () => (await from.return?.()) ?? { done: true, value: undefined },
      };
    },
  };
}

/** Measures one guard from outside: how long it takes from an event to a deletion, and how what it does ends. */
export class Measured {
  readonly #cluster: string;
  readonly #clock: Clock;
  readonly #meters: GuardMeters;
  /** Object -> when its newest event arrived. */
  readonly #arrived: Map<string, number> = new Map();

  constructor(cluster: string, clock: Clock, meters: GuardMeters) {
    this.#cluster = cluster;
    this.#clock = clock;
    this.#meters = meters;
  }

  live(live: ClusterReader & ClusterWatcher): ClusterReader & ClusterWatcher {
    const arrived = (object: KubernetesObject): void => this.#note(object);
    return {
      list: (type, options) => live.list(type, options),
      get: (key) => live.get(key),
      watch: (type, options, signal) =>
        passing(live.watch(type, options, signal), (event) => {
          if ('object' in event) arrived(event.object);
        }),
    };
  }

  revoke(account: Pick<ClusterWriter, 'delete'>): Pick<ClusterWriter, 'delete'> {
    return {
      delete: (key, preconditions) => {
        this.#measure(key);
        return account.delete(key, preconditions);
      },
    };
  }

  ledger(ledger: LedgerReader & LedgerWriter): LedgerReader & LedgerWriter {
    return {
      size: () => ledger.size(),
      entry: (index) => ledger.entry(index),
      find: (query) => ledger.find(query),
      payload: (digest) => ledger.payload(digest),
      append: async (entry, payload) => {
        const recorded = await ledger.append(entry, payload);
        if (entry.type === 'drift.acted')
          this.#meters.actions.add({ cluster: this.#cluster, action: entry.action, outcome: entry.outcome });
        return recorded;
      },
    };
  }

  #note({ kind, metadata }: KubernetesObject): void {
    const key = `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
    this.#arrived.delete(key);
    this.#arrived.set(key, this.#clock.now());
    const [oldest] = this.#arrived.keys();
    if (this.#arrived.size > MOST && oldest !== undefined) this.#arrived.delete(oldest);
  }

  #measure({ type, namespace, name }: ObjectKey): void {
    const key = `${type.kind} ${namespace ?? ''}/${name}`;
    const at = this.#arrived.get(key);
    if (at === undefined) return;
    this.#arrived.delete(key);
    this.#meters.seconds.observe((this.#clock.now() - at) / 1_000, { cluster: this.#cluster });
  }
}
