import { randomBytes } from 'node:crypto';
import { InProcessCluster } from '../../src/adapters/cluster-inprocess/cluster.ts';
import { authorityOf } from '../../src/entrypoints/demo/cluster/authority.ts';
import { defaultObjects } from '../../src/entrypoints/demo/cluster/defaults.ts';
import { inProcessCluster } from '../../src/entrypoints/demo/cluster/in-process.ts';
import type { Alert } from '../../src/flows/guard/alarm.ts';
import { Guard } from '../../src/flows/guard/guard.ts';
import { RbacJudge } from '../../src/flows/guard/live/rbac-judge.ts';
import type { PauseInForce } from '../../src/flows/guard/safety/checks.ts';
import { MemoryWitness } from '../../src/flows/guard/who/witness-memory.ts';
import { MainwardError } from '../../src/model/errors.ts';
import type { LedgerEntry, LedgerEntryType } from '../../src/model/ledger.ts';
import type {
  Cluster,
  ClusterReader,
  ClusterWatcher,
  ClusterWriter,
  KubernetesObject,
  ObjectKey,
  WatchEvent,
} from '../../src/ports/cluster.ts';
import { NAMESPACES } from '../../src/ports/cluster-kinds.ts';
import { FakeLedger } from '../../src/ports/ledger.fake.ts';
import { FakeTime } from '../../src/ports/time.fake.ts';
import { type DefaultPolicy, defaultPolicy } from '../../src/stages/5-cluster/defaults.ts';
import { FakeAgent } from './fake-agent.ts';
import { FakeDesired } from './fake-desired.ts';
import { namespace } from './ground.ts';

const RELEASE = '1.35';
const WHOLE = defaultPolicy(RELEASE) ?? { roles: [], bindings: [] };
const FEW = defaultObjects(RELEASE).filter(({ metadata }) => metadata.name === 'cluster-admin');

function only(name: string): DefaultPolicy {
  const isIt = (one: { readonly name: string }): boolean => one.name === name;
  return { roles: WHOLE.roles.filter(isIt), bindings: WHOLE.bindings.filter(isIt) };
}

/** A write of a guard, and what the ledger said then. */
export interface Written {
  readonly at: number;
  readonly guard: number;
  readonly verb: 'delete' | 'ask';
  readonly key: ObjectKey;
  readonly outcome: 'done' | 'gone' | 'refused' | 'unreachable';
  /** As it was when it was deleted. */
  readonly object?: KubernetesObject;
  /** How many entries were durable. */
  readonly entries: number;
}

/** A cluster in this process, its agent, what Git says of it, and guards. Time stands still until it is put forward. */
export class World {
  readonly time: FakeTime = new FakeTime();
  readonly cluster: InProcessCluster;
  /** May do everything. */
  readonly root: Cluster;
  readonly desired: FakeDesired = new FakeDesired(this.time);
  readonly agent: FakeAgent;
  readonly ledger: FakeLedger = new FakeLedger(this.time);
  readonly witness: MemoryWitness = new MemoryWitness(this.time);
  readonly alerts: Alert[] = [];
  readonly written: Written[] = [];
  /** Milliseconds. */
  staleAfter = 15 * 60_000;
  pause: PauseInForce | undefined;
  /** What the guards' requests to the cluster fail with. */
  failing: 'unreachable' | 'forbidden' | undefined;
  /** Called before each write, with what it would delete; what it answers with is called if that happens. */
  beforeWrite: (write: Omit<Written, 'outcome'>) => Promise<() => void> = () => Promise.resolve(() => {});
  readonly #guards: (Running | undefined)[] = [];
  readonly #defaults: DefaultPolicy;

  /** `few`: of the roles that a cluster brings along it has but one, which lets everybody in it do everything. */
  constructor(size: 'whole' | 'few' = 'whole') {
    const parts = { clock: this.time, random: { bytes: (count: number) => randomBytes(count) } };
    this.cluster =
      size === 'whole' ? inProcessCluster(parts) : new InProcessCluster({ ...parts, authorityOf }, FEW);
    this.#defaults = size === 'whole' ? WHOLE : only('cluster-admin');
    this.root = this.cluster.as({ user: 'root', groups: ['system:masters'] });
    this.agent = new FakeAgent(this.root, this.desired, this.time);
  }

  async namespaces(...names: readonly string[]): Promise<void> {
    for (const name of names) await this.root.create(NAMESPACES, namespace(name));
  }

  /** Starts a guard, or starts it anew. */
  async start(
    index = 0,
    tier: { readonly revoke?: boolean; readonly reconcile?: boolean } = {},
  ): Promise<Guard> {
    await this.stop(index);
    const stopping = new AbortController();
    const stream = new BrokenStreams(this.root);
    const guard = new Guard(
      { cluster: 'production', staleAfter: this.staleAfter },
      {
        desired: this.desired,
        live: stream,
        judge: () => new RbacJudge(this.#defaults),
        ...(tier.revoke === false ? {} : { revoke: this.#revoker(index) }),
        ...(tier.reconcile === false ? {} : { reconcile: this.#reconciler(index) }),
        ledger: this.ledger,
        witness: this.witness,
        clock: this.time,
        random: { bytes: (count) => randomBytes(count) },
        pause: this.time,
        pauses: () => Promise.resolve(this.pause),
        alarm: { sound: (alert) => this.alerts.push(alert) },
      },
    );
    const running = guard.follow(stopping.signal);
    this.#guards[index] = { guard, stopping, running, stream };
    await this.time.advance(0);
    return guard;
  }

  /** As if the process was killed: what it was about to do is done or not. */
  async stop(index = 0): Promise<void> {
    const running = this.#guards[index];
    this.#guards[index] = undefined;
    running?.stopping.abort();
    await this.time.advance(0);
    await running?.running;
  }

  async stopAll(): Promise<void> {
    for (const index of this.#guards.keys()) await this.stop(index);
    this.agent.stop();
  }

  isRunning(index = 0): boolean {
    return this.#guards[index] !== undefined;
  }

  streamOf(index = 0): BrokenStreams | undefined {
    return this.#guards[index]?.stream;
  }

  /** Entries of some types. */
  entries<Type extends LedgerEntryType>(
    ...types: readonly Type[]
  ): readonly Extract<LedgerEntry, { type: Type }>[] {
    return this.ledger.entries.flatMap(({ entry }) =>
      (types as readonly string[]).includes(entry.type)
        ? [entry as Extract<LedgerEntry, { type: Type }>]
        : [],
    );
  }

  /** `TYPE NAME [WHAT]` of all entries about drift, in order. */
  story(): readonly string[] {
    return this.ledger.entries.flatMap(({ entry }) => {
      switch (entry.type) {
        case 'drift.seen':
          return [
            `seen ${entry.object.name} ${entry.change} ${entry.effect} ${entry.decision}${entry.code === undefined ? '' : ` ${entry.code}`}`,
          ];
        case 'drift.acted':
          return [`${entry.action} ${entry.object.name} ${entry.outcome}`];
        case 'drift.ended':
          return [`ended ${entry.object.name} ${entry.how}`];
        case 'drift.attributed':
          return [`attributed ${entry.object.name} ${entry.source}`];
        case 'guard.held':
          return [`${entry.held ? 'held' : 'goes on'} ${entry.code}`];
        default:
          return [];
      }
    });
  }

  #revoker(guard: number): Pick<ClusterWriter, 'delete'> {
    return {
      delete: async (key, preconditions) => {
        const object = await this.root.get(key);
        const seen = object === undefined ? {} : { object };
        return this.#write({ guard, verb: 'delete', key, ...seen }, () =>
          this.root.delete(key, preconditions),
        );
      },
    };
  }

  #reconciler(guard: number): Pick<ClusterWriter, 'patch'> {
    return {
      patch: (key, patch) => this.#write({ guard, verb: 'ask', key }, () => this.root.patch(key, patch)),
    };
  }

  async #write<Answer>(
    what: Pick<Written, 'guard' | 'verb' | 'key' | 'object'>,
    work: () => Promise<Answer>,
  ): Promise<Answer> {
    const write = { ...what, at: this.time.now(), entries: this.ledger.size() };
    const happened = await this.beforeWrite(write);
    try {
      this.#fail();
      const answer = await work();
      this.written.push({ ...write, outcome: answer === false ? 'gone' : 'done' });
      if (answer !== false) happened();
      return answer;
    } catch (error) {
      const isLost = error instanceof MainwardError && error.code === 'CLUSTER_UNREACHABLE';
      this.written.push({ ...write, outcome: isLost ? 'unreachable' : 'refused' });
      throw error;
    }
  }

  #fail(): void {
    if (this.failing === 'unreachable') throw new MainwardError('CLUSTER_UNREACHABLE', 'No answer.');
    if (this.failing === 'forbidden') throw new MainwardError('CLUSTER_FORBIDDEN', 'It may not.');
  }
}

interface Running {
  readonly guard: Guard;
  readonly stopping: AbortController;
  readonly running: Promise<void>;
  readonly stream: BrokenStreams;
}

/** A cluster whose watches can be broken: what happens meanwhile is told later, event by event or as a new list. */
export class BrokenStreams implements ClusterReader, ClusterWatcher {
  readonly #cluster: Cluster;
  #mending: Promise<'resumed' | 'expired'> | undefined;
  #mended: (how: 'resumed' | 'expired') => void = () => {};

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  list: ClusterReader['list'] = (...question) => this.#cluster.list(...question);
  get: ClusterReader['get'] = (...question) => this.#cluster.get(...question);

  /** From now on nothing is told. */
  break(): void {
    this.#mending ??= new Promise((resolve) => {
      this.#mended = resolve;
    });
  }

  /** It goes on where it ended, or with a list because too much was missed (410 Gone). */
  mend(how: 'resumed' | 'expired'): void {
    this.#mended(how);
    this.#mending = undefined;
  }

  async *watch(...[type, options, signal]: Parameters<ClusterWatcher['watch']>): AsyncGenerator<WatchEvent> {
    for await (const event of this.#cluster.watch(type, options, signal)) {
      const mending = this.#mending;
      if (mending !== undefined) {
        yield { kind: 'interrupted', error: new MainwardError('CLUSTER_UNREACHABLE', 'It broke off.') };
        const how = await Promise.race([mending, aborted(signal)]);
        if (how === 'expired') {
          yield { kind: 'listed', list: await this.#cluster.list(type) };
          continue;
        }
      }
      yield event;
    }
  }
}

function aborted(signal: AbortSignal): Promise<'resumed'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('resumed');
    else signal.addEventListener('abort', () => resolve('resumed'), { once: true });
  });
}
