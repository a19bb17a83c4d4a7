import type { FastifyBaseLogger } from 'fastify';
import { ClusterObserver, type ClusterObserverPorts } from '../../flows/observe/cluster-observer.ts';
import type { ClusterWatcher, WatchEvent } from '../../ports/cluster.ts';
import type { ClusterAccounts } from './clusters.ts';
import type { ServerConfig } from './config/config.ts';
import type { Gauge, Metrics } from './metrics/registry.ts';
import type { Task } from './tasks.ts';

export interface WatchingParts extends Omit<ClusterObserverPorts, 'cluster'> {
  readonly config: Pick<ServerConfig, 'repositories' | 'sources'>;
  readonly clusters: ReadonlyMap<string, Pick<ClusterAccounts, 'observer'>>;
  readonly logger: FastifyBaseLogger;
  readonly metrics: Metrics;
}

/** From a watch that could not be begun, or whose events could not be recorded, to the next one. */
const AGAIN_AFTER_MS = 1_000;

/** One task a cluster with sources: what its agents apply is recorded as they say it, and what is live of it. */
export function composeWatching(parts: WatchingParts): readonly Task[] {
  const blind = parts.metrics.gauge(
    'mainward_cluster_unwatched',
    '1 while nobody sees what the agents of a cluster apply.',
  );
  return [...parts.clusters].flatMap(([cluster, { observer }]) => {
    const sources = sourcesIn(cluster, parts.config);
    return sources.length === 0 ? [] : [taskOf({ cluster, sources }, observer, blind, parts)];
  });
}

/** What agents of a cluster get, and from where. */
export function sourcesIn(
  cluster: string,
  { repositories, sources }: WatchingParts['config'],
): ClusterObserver['place']['sources'] {
  return sources.flatMap(({ cluster: named, namespace, name, repository }) => {
    const found = repositories.find((one) => one.name === repository);
    if (named !== cluster || found === undefined) return [];
    return [{ namespace, name, repository, path: found.path, ref: found.ref }];
  });
}

function taskOf(
  place: ClusterObserver['place'],
  account: ClusterAccounts['observer'],
  blind: Gauge,
  { git, ledger, clock, random, logger }: WatchingParts,
): Task {
  const { cluster } = place;
  const heard = (event: WatchEvent): void => {
    const isBlind = event.kind === 'interrupted';
    blind.set(isBlind ? 1 : 0, { cluster });
    if (isBlind) logger.warn({ cluster, err: event.error }, 'watch interrupted');
  };
  return {
    name: `watch ${cluster}`,
    every: AGAIN_AFTER_MS,
    async run(signal) {
      blind.set(1, { cluster });
      const reader = {
        get: account.get.bind(account),
        list: account.list.bind(account),
        watch: overheard(account, heard),
      };
      const observer = new ClusterObserver(place, { git, ledger, clock, random, cluster: reader });
      try {
        // What could not be recorded is still there to be listed anew.
        await observer.follow(signal);
      } finally {
        blind.set(1, { cluster });
      }
    },
  };
}

function overheard(cluster: ClusterWatcher, heard: (event: WatchEvent) => void): ClusterWatcher['watch'] {
  return async function* (type, options, signal) {
    for await (const event of cluster.watch(type, options, signal)) {
      heard(event);
      yield event;
    }
  };
}
