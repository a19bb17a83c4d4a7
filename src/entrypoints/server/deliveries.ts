import type { FastifyBaseLogger } from 'fastify';
import { FileArtifactStore } from '../../adapters/artifacts-files/store.ts';
import type { Observation } from '../../flows/observe/observer.ts';
import { type SourcePlace, SourcePublisher } from '../../flows/publish/publisher.ts';
import type { HoldNotice } from '../../flows/publish/status.ts';
import type { ArtifactReader } from '../../ports/artifacts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { GitOpener, GitTips } from '../../ports/git.ts';
import type { LedgerReader, LedgerWriter } from '../../ports/ledger.ts';
import type { Random } from '../../ports/random.ts';
import type { ClusterAccounts } from './clusters.ts';
import type { RepositoryConfig, ServerConfig } from './config/config.ts';
import type { Gauge, Metrics } from './metrics/registry.ts';
import { hintsOfPushes } from './pushed.ts';
import type { Observers } from './repositories.ts';
import type { Task } from './tasks.ts';

export interface DeliveryParts {
  readonly config: Pick<ServerConfig, 'repositories' | 'sources' | 'artifacts'>;
  readonly observers: Observers;
  readonly clusters: ReadonlyMap<string, ClusterAccounts>;
  /** A folder of its own. */
  readonly folder: string;
  readonly git: GitOpener & GitTips;
  readonly ledger: LedgerReader & LedgerWriter;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: FastifyBaseLogger;
  readonly metrics: Metrics;
  /** Where the archives are reached, once they are. */
  readonly artifactsUrl: () => URL | undefined;
}

export interface Deliveries {
  readonly artifacts: ArtifactReader;
  /** One a repository: what its forge shows is recorded, and what may be is handed to agents. */
  readonly tasks: readonly Task[];
}

/** How often one looks where nothing hints at anything. */
const LOOK_EVERY_MS = 5_000;

/** What the configuration says of repositories and of the agents that follow them. */
export async function composeDeliveries(parts: DeliveryParts): Promise<Deliveries> {
  const { folder, random, clock, config } = parts;
  const artifacts = await FileArtifactStore.open(folder, random, clock);
  const meters = metersOf(parts.metrics);
  return { artifacts, tasks: config.repositories.map((one) => taskOf(one, artifacts, meters, parts)) };
}

interface Meters {
  readonly held: Gauge;
  readonly faulty: Gauge;
}

function metersOf(metrics: Metrics): Meters {
  return {
    held: metrics.gauge('mainward_source_held', '1 while something newer landed and is not handed over.'),
    faulty: metrics.gauge(
      'mainward_policy_faulty',
      '1 while the newest policy of a repository cannot be used and an older one is in force.',
    ),
  };
}

function taskOf(
  repository: RepositoryConfig,
  artifacts: FileArtifactStore,
  meters: Meters,
  parts: DeliveryParts,
): Task {
  const { name } = repository;
  const publishers = publishersOf(repository, artifacts, parts);
  const report = new Report(name, meters, parts.logger);
  return {
    name: `follow ${name}`,
    every: LOOK_EVERY_MS,
    hints: hintsOfPushes(repository.path),
    async run() {
      const observation = await parts.observers.get(name)?.observe();
      if (observation === undefined) return;
      report.observed(observation);
      const { standing } = observation;
      const outcomes = await Promise.allSettled(publishers.map((one) => one.publish(standing)));
      for (const [index, outcome] of outcomes.entries()) {
        const place = publishers[index]?.place;
        if (outcome.status === 'fulfilled' && place !== undefined)
          report.published(place, outcome.value.held);
      }
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
  };
}

/** Says what is not as it should be: in the metrics always, in the log when it is new. */
class Report {
  readonly #repository: string;
  readonly #meters: Meters;
  readonly #logger: FastifyBaseLogger;
  #before: ReadonlySet<string> = new Set();
  #now: Set<string> = new Set();

  constructor(repository: string, meters: Meters, logger: FastifyBaseLogger) {
    this.#repository = repository;
    this.#meters = meters;
    this.#logger = logger;
  }

  observed({ notes, policyFault: fault }: Observation): void {
    this.#before = this.#now;
    this.#now = new Set();
    const repository = this.#repository;
    this.#meters.faulty.set(fault === undefined ? 0 : 1, { repository });
    if (fault !== undefined && this.#isNew(`policy ${fault.commit}`))
      this.#logger.error({ repository, commit: fault.commit, err: fault.error }, 'policy not in force');
    for (const note of notes) if (this.#isNew(note)) this.#logger.warn({ repository }, note);
  }

  published({ cluster, namespace, name }: SourcePlace, held: HoldNotice | undefined): void {
    const repository = this.#repository;
    this.#meters.held.set(held === undefined ? 0 : 1, { repository, cluster });
    if (held !== undefined && this.#isNew(`${cluster} ${held.message}`))
      this.#logger.error({ repository, cluster, source: `${namespace}/${name}` }, held.message);
  }

  #isNew(text: string): boolean {
    this.#now.add(text);
    return !this.#before.has(text);
  }
}

function publishersOf(
  { name, path, ref }: RepositoryConfig,
  artifacts: FileArtifactStore,
  { config, clusters, git, ledger, clock, artifactsUrl }: DeliveryParts,
): readonly SourcePublisher[] {
  return config.sources.flatMap((source) => {
    const accounts = clusters.get(source.cluster);
    if (source.repository !== name || accounts === undefined) return [];
    return [
      new SourcePublisher(
        {
          repository: name,
          path,
          ref,
          cluster: source.cluster,
          namespace: source.namespace,
          name: source.name,
        },
        {
          git,
          ledger,
          artifacts,
          cluster: accounts.publisher,
          clock,
          urlOf: ({ token }) => {
            const base = config.artifacts?.publicUrl ?? artifactsUrl();
            if (base === undefined) throw new TypeError('Nothing serves archives.');
            return new URL(`/artifacts/${token}.tar.gz`, base).href;
          },
        },
      ),
    ];
  });
}
