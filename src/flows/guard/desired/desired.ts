import type { Roster } from '../../../model/person.ts';
import type { GuardPolicy } from '../../../model/policy.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { GitOpener } from '../../../ports/git.ts';
import type { LedgerFollower, LedgerReader } from '../../../ports/ledger.ts';
import type { Pause } from '../../../ports/pause.ts';
import type { Standing } from '../../observe/line.ts';
import type { Observation, RepositoryObserver } from '../../observe/observer.ts';
import { digestOfText } from '../../observe/payload.ts';
import { stayForward } from '../../publish/forward.ts';
import { AgentProgress } from './agent-progress.ts';
import { type Earlier, earlierOf, meaningsBefore } from './earlier.ts';
import { type AgentPlace, type Point, type RenderedPoint, renderPoint } from './point.ts';
import type { DesiredSource, DesiredState } from './state.ts';

export interface DesiredPlace extends AgentPlace {
  /** The repository whose `Guard` counts; by the name that its observer has. */
  readonly policy: string;
}

export interface DesiredPorts {
  readonly git: GitOpener;
  readonly ledger: LedgerReader & LedgerFollower;
  readonly clock: Clock;
  readonly pause: Pause;
  /** By name: what watches the repositories of the sources, and that of the policy. */
  readonly observers: ReadonlyMap<string, Pick<RepositoryObserver, 'current'>>;
}

/** Earlier points beyond these are rendered again. */
const MOST_KEPT = 40;
const TELLING: ReadonlySet<string> = new Set([
  'change.landed',
  'source.published',
  'agent.applied',
  'policy.loaded',
]);

interface Sight {
  readonly point: Point;
  readonly policy: Observation['policy'];
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Equal where nothing moved. */
  readonly key: string;
}

/**
 * What a cluster should be, by what is accepted on the protected refs of the repositories that its agents follow. Only
 * forward, as what is handed to them: a ref that went back leads nowhere.
 */
export class VerifiedDesired implements DesiredSource {
  readonly #place: DesiredPlace;
  readonly #ports: DesiredPorts;
  readonly #progress: AgentProgress;
  readonly #earlier: Map<string, Earlier> = new Map();
  /** How far each repository came, where nothing of it is handed over. */
  readonly #chosen: Map<string, string> = new Map();
  #rendered: { readonly key: string; readonly point: RenderedPoint } | undefined;
  #last: { readonly key: string; readonly state: DesiredState } | undefined;
  #running: Promise<unknown> = Promise.resolve();

  constructor(place: DesiredPlace, ports: DesiredPorts) {
    this.#place = place;
    this.#ports = ports;
    this.#progress = new AgentProgress(place, ports.ledger);
  }

  current(): Promise<DesiredState | undefined> {
    const next = this.#running.then(() => this.#current());
    this.#running = next.catch(() => undefined);
    return next;
  }

  async *hints(signal: AbortSignal): AsyncGenerator<void> {
    const { ledger } = this.#ports;
    const repositories = new Set([this.#place.policy, ...this.#repositories()]);
    for await (const { entry } of ledger.follow(ledger.size(), signal))
      if (TELLING.has(entry.type) && 'repository' in entry && repositories.has(entry.repository ?? '')) yield;
  }

  async #current(): Promise<DesiredState | undefined> {
    const sight = await this.#look();
    if (sight === undefined) return undefined;
    if (this.#last?.key !== sight.key) this.#last = { key: sight.key, state: await this.#make(sight) };
    return { ...this.#last.state, confirmedAt: sight.at };
  }

  #repositories(): readonly string[] {
    return [...new Set(this.#place.sources.map(({ repository }) => repository))];
  }

  /** `undefined` where nothing is verified of what the agents begin with. */
  async #look(): Promise<Sight | undefined> {
    const { clock } = this.#ports;
    const { policy: declaring, roots } = this.#place;
    const at = clock.now();
    const names = new Set([declaring, ...this.#repositories()]);
    const seen = new Map(
      await Promise.all([...names].map(async (name) => [name, await this.#observed(name)] as const)),
    );
    await this.#progress.refresh();
    const point = new Map(
      this.#repositories().flatMap((name) => {
        const chosen = this.#choose(name, seen.get(name)?.standing);
        return chosen === undefined ? [] : [[name, chosen] as const];
      }),
    );
    if (roots.length === 0 || roots.some(({ repository }) => !point.has(repository))) return undefined;
    const policy = seen.get(declaring)?.policy;
    const key = JSON.stringify([
      [...point],
      policy?.commit ?? null,
      policy?.content ?? null,
      this.#progress.version,
    ]);
    return { point, policy, at, key };
  }

  #choose(name: string, standing: Standing | undefined): string | undefined {
    const last = this.#progress.last(name) ?? this.#chosen.get(name);
    // It went back before anybody could remember how far it had come.
    if (standing === undefined || (last === undefined && standing.lost !== undefined)) return undefined;
    const { commit } = stayForward(last, standing);
    if (commit === undefined) return undefined;
    this.#chosen.set(name, commit);
    const fetches = this.#place.sources.some((one) => one.repository === name && one.kind !== undefined);
    if (fetches) this.#progress.chose(name, commit);
    return commit;
  }

  async #observed(name: string): Promise<Observation | undefined> {
    return this.#ports.observers.get(name)?.current();
  }

  async #make({ point, policy, at }: Sight): Promise<DesiredState> {
    const rendered = await this.#render(point);
    const earlier = await meaningsBefore(rendered, point, this.#progress, (one) => this.#at(one));
    const [root] = this.#place.roots;
    const repository = root?.repository ?? '';
    const texts = [...earlier].map(([key, meanings]) => JSON.stringify([key, [...meanings].sort()])).sort();
    return {
      repository,
      commit: point.get(repository) ?? '',
      version: digestOfText(JSON.stringify([[...point], policy?.content ?? null, texts])),
      confirmedAt: at,
      objects: rendered.objects,
      earlier,
      unknown: rendered.unknown,
      ...this.#inForce(policy),
    };
  }

  #inForce(policy: Observation['policy']): { readonly policy?: GuardPolicy; readonly roster?: Roster } {
    const guard = policy?.guards.find(({ cluster }) => cluster === this.#place.cluster);
    return {
      ...(guard === undefined ? {} : { policy: guard }),
      ...(policy?.roster === undefined ? {} : { roster: policy.roster }),
    };
  }

  async #render(point: Point): Promise<RenderedPoint> {
    const key = keyOf(point);
    if (this.#rendered?.key === key) return this.#rendered.point;
    const rendered = await renderPoint(point, this.#place, this.#ports);
    this.#rendered = { key, point: rendered };
    this.#keep(key, rendered);
    return rendered;
  }

  async #at(point: Point): Promise<Earlier> {
    const key = keyOf(point);
    return this.#earlier.get(key) ?? this.#keep(key, await renderPoint(point, this.#place, this.#ports));
  }

  #keep(key: string, rendered: RenderedPoint): Earlier {
    const pool = new Map<string, string>();
    for (const { objects } of this.#earlier.values())
      for (const [object, { meaning }] of objects) pool.set(object, object).set(meaning, meaning);
    const made = earlierOf(rendered, pool);
    this.#earlier.set(key, made);
    const [oldest] = this.#earlier.keys();
    if (this.#earlier.size > MOST_KEPT && oldest !== undefined) this.#earlier.delete(oldest);
    return made;
  }
}

function keyOf(point: Point): string {
  return JSON.stringify([...point].sort(([a], [b]) => (a < b ? -1 : 1)));
}
