import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { FilePushLog } from '../../../adapters/forge-git/push-log.ts';
import { SecretFile } from '../../../adapters/secret-file/store.ts';
import { systemPause } from '../../../adapters/system/pause.ts';
import { type DesiredPlace, VerifiedDesired } from '../../../flows/guard/desired/desired.ts';
import type { DesiredSource } from '../../../flows/guard/desired/state.ts';
import type { GuardParts } from '../../../flows/guard/parts.ts';
import { Pauses, pausesOf } from '../../../flows/guard/pause/pauses.ts';
import type { GuardStatus } from '../../../flows/guard/status.ts';
import type { Witness } from '../../../flows/guard/who/witness.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { GitOpener, GitTips } from '../../../ports/git.ts';
import type { LedgerFollower, LedgerReader, LedgerWriter } from '../../../ports/ledger.ts';
import type { Random } from '../../../ports/random.ts';
import type { ClusterAccounts } from '../clusters.ts';
import type { GuardConfig, ServerConfig } from '../config/config.ts';
import type { Metrics } from '../metrics/registry.ts';
import type { Observers } from '../repositories.ts';
import { sourcesIn } from '../watching.ts';
import { guardMeters } from './meters.ts';
import { type GuardTask, guardTask } from './task.ts';

export interface GuardingParts {
  readonly config: Pick<ServerConfig, 'guards' | 'repositories' | 'sources'>;
  readonly clusters: ReadonlyMap<string, ClusterAccounts>;
  readonly observers: Observers;
  readonly git: GitOpener & GitTips;
  readonly ledger: LedgerReader & LedgerWriter & LedgerFollower;
  readonly witness: Witness;
  readonly clock: Clock;
  readonly random: Random;
  /** Of its own. */
  readonly folder: string;
  readonly logger: FastifyBaseLogger;
  readonly metrics: Metrics;
}

export interface Guarding {
  /** One a cluster that this process guards, by its name. */
  readonly tasks: ReadonlyMap<string, GuardTask>;
  /** By cluster, as whom its API server takes the account that offers verified sources; empty until it was asked. */
  readonly publishers: ReadonlyMap<string, ReadonlySet<string>>;
  /** From where the agents of each guarded cluster get what they apply. */
  readonly places: ReadonlyMap<string, DesiredPlace>;
  /** What each guarded cluster should be, also where a client guards it. */
  readonly desired: ReadonlyMap<string, DesiredSource>;
  /** The pause in force of each. */
  readonly pauses: ReadonlyMap<string, GuardParts['pauses']>;
}

/** What guards the clusters of the configuration. */
export function composeGuarding(parts: GuardingParts): Guarding {
  const { config, clusters, ledger, witness, clock, random, logger, metrics } = parts;
  const tasks = new Map<string, GuardTask>();
  const publishers = new Map<string, ReadonlySet<string>>();
  const places = new Map(config.guards.map((one) => [one.cluster, placeOf(one, config)]));
  const desired = new Map<string, DesiredSource>();
  const pauses = new Map<string, GuardParts['pauses']>();
  const statuses = (): readonly GuardStatus[] => [...tasks.values()].map((one) => one.status);
  const meters = guardMeters(metrics, statuses);
  metrics.read('mainward_grants_overdue', 'Temporary access whose time is over, and that is live.', () =>
    [...tasks].flatMap(([cluster, { ending }]) =>
      ending === undefined ? [] : [[{ cluster }, ending.keeper.overdue.length] as const],
    ),
  );
  for (const guard of config.guards) {
    const { cluster, atMost, client } = guard;
    const source = desiredOf(placeOf(guard, config), parts);
    const inForce = pausingOf(guard, source, parts);
    desired.set(cluster, source);
    pauses.set(cluster, inForce);
    const accounts = clusters.get(cluster);
    if (client !== undefined || accounts === undefined) continue;
    const publishing = new Set<string>();
    publishers.set(cluster, publishing);
    tasks.set(
      cluster,
      guardTask({
        cluster,
        atMost,
        ledger,
        witness,
        clock,
        random,
        logger,
        meters,
        accounts,
        met: (users) => {
          const user = users.get('publisher');
          if (user !== undefined) publishing.add(user);
        },
        desired: source,
        expiries: new SecretFile(join(parts.folder, `${encodeURIComponent(cluster)}.json`)),
        pause: systemPause,
        pauses: inForce,
      }),
    );
  }
  return { tasks, publishers, places, desired, pauses };
}

function desiredOf(place: DesiredPlace, { git, ledger, clock, observers }: GuardingParts): DesiredSource {
  return new VerifiedDesired(place, { git, ledger, clock, pause: systemPause, observers });
}

function placeOf(
  { cluster, repository, roots, follows }: GuardConfig,
  config: GuardingParts['config'],
): DesiredPlace {
  const fetched = follows.flatMap((one) => {
    const found = config.repositories.find(({ name }) => name === one.repository);
    return found === undefined
      ? []
      : [{ ...one, kind: 'GitRepository' as const, path: found.path, ref: found.ref }];
  });
  const sources = [...sourcesIn(cluster, config), ...fetched];
  return { cluster, policy: repository, roots, sources };
}

/** By signed statements in the repository whose policy says who may. */
function pausingOf(
  { cluster, repository }: GuardConfig,
  desired: DesiredSource,
  { config, git, clock }: GuardingParts,
): GuardParts['pauses'] {
  const path = config.repositories.find(({ name }) => name === repository)?.path ?? '';
  const pauses = new Pauses(path, repository, { git, clock, pushes: new FilePushLog(path) });
  return pausesOf(pauses, cluster, desired);
}
