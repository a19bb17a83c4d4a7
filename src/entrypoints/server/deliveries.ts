import type { FastifyBaseLogger } from 'fastify';
import { FileArtifactStore } from '../../adapters/artifacts-files/store.ts';
import { GitForge } from '../../adapters/forge-git/forge.ts';
import { MovedFile } from '../../adapters/forge-git/moved.ts';
import { systemPause } from '../../adapters/system/pause.ts';
import { RepositoryObserver } from '../../flows/observe/observer.ts';
import { SourcePublisher } from '../../flows/publish/publisher.ts';
import { headDescriber } from '../../flows/verify/describe-head.ts';
import { ringOf } from '../../flows/verify/signatures.ts';
import type { ArtifactReader } from '../../ports/artifacts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ForgeWatcher } from '../../ports/forge.ts';
import type { GitOpener, GitTips } from '../../ports/git.ts';
import type { LedgerReader, LedgerWriter } from '../../ports/ledger.ts';
import type { Random } from '../../ports/random.ts';
import { changeCheck } from './change-check.ts';
import type { ClusterAccounts } from './clusters.ts';
import type { RepositoryConfig, ServerConfig } from './config/config.ts';
import type { Metrics } from './metrics/registry.ts';
import type { Task } from './tasks.ts';

export interface DeliveryParts {
  readonly config: Pick<ServerConfig, 'repositories' | 'sources' | 'artifacts'>;
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
  return { artifacts, tasks: config.repositories.map((one) => taskOf(one, artifacts, parts)) };
}

function taskOf(repository: RepositoryConfig, artifacts: FileArtifactStore, parts: DeliveryParts): Task {
  const { logger, metrics } = parts;
  const { name } = repository;
  const observer = observerOf(repository, parts);
  const publishers = publishersOf(repository, artifacts, parts);
  const watcher: ForgeWatcher = new MovedFile(repository.path, systemPause);
  const held = metrics.gauge(
    'mainward_source_held',
    '1 while something newer landed and is not handed over.',
  );
  const noted = new Set<string>();
  return {
    name: `follow ${name}`,
    every: LOOK_EVERY_MS,
    hints: (signal) => watcher.hints(signal),
    async run() {
      const { standing, notes } = await observer.observe();
      for (const note of notes) if (!noted.has(note)) logger.warn({ repository: name }, note);
      noted.clear();
      for (const note of notes) noted.add(note);
      const outcomes = await Promise.allSettled(publishers.map((one) => one.publish(standing)));
      for (const [index, outcome] of outcomes.entries()) {
        const { cluster = '', namespace = '', name: source = '' } = publishers[index]?.place ?? {};
        if (outcome.status === 'fulfilled') {
          const notice = outcome.value.held;
          held.set(notice === undefined ? 0 : 1, { repository: name, cluster });
          if (notice !== undefined && !noted.has(notice.message)) {
            noted.add(notice.message);
            logger.error({ repository: name, cluster, source: `${namespace}/${source}` }, notice.message);
          }
        }
      }
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
  };
}

function observerOf(repository: RepositoryConfig, parts: DeliveryParts): RepositoryObserver {
  const { git, ledger, clock, random } = parts;
  return new RepositoryObserver(repository, {
    git,
    ledger,
    clock,
    random,
    forge: (opened, { name, ref, evidence, now }) =>
      new GitForge(opened, { name, ref, describe: headDescriber(ringOf(evidence)), now: () => now }),
    check: changeCheck(repository.path, git),
  });
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
