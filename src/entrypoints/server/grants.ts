import type { FastifyBaseLogger } from 'fastify';
import { GrantBoard } from '../../flows/grant/board.ts';
import { GrantDesk } from '../../flows/grant/desk.ts';
import type { GrantAlarm } from '../../flows/grant/ports.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Committer } from '../../ports/committer.ts';
import type { GitOpener } from '../../ports/git.ts';
import type { LedgerReader, LedgerWriter } from '../../ports/ledger.ts';
import type { Random } from '../../ports/random.ts';
import type { ServerConfig } from './config/config.ts';
import type { Metrics } from './metrics/registry.ts';
import { hintsOfPushes } from './pushed.ts';
import type { Observers } from './repositories.ts';
import type { Task } from './tasks.ts';

/** How often one looks where nobody pushes. */
const LOOK_EVERY_MS = 5_000;

const SAYS: Readonly<Record<GrantAlarm['kind'], string>> = {
  'break-glass': 'somebody has access that nobody agreed to',
  'review-overdue': 'a use of break-glass was not reviewed in time',
  'not-removed': 'access whose time is over is still in Git',
  'not-landed': 'what may land does not',
  'offered-anew': 'others landed something in the way of a request, which has to be agreed to again',
};

/** Temporary access in the repositories that the server observes. */
export function composeGrants({
  config,
  observers,
  git,
  ledger,
  clock,
  random,
  committer,
  logger,
  metrics,
}: {
  readonly config: Pick<ServerConfig, 'repositories'>;
  readonly observers: Observers;
  readonly git: GitOpener;
  readonly ledger: LedgerReader & LedgerWriter;
  readonly clock: Clock;
  readonly random: Random;
  readonly committer: Committer;
  readonly logger: FastifyBaseLogger;
  readonly metrics: Metrics;
}): { readonly desk: GrantDesk; readonly tasks: readonly Task[] } {
  const { repositories } = config;
  const alarms = metrics.counter('mainward_access_alarms_total', 'What was said loudly of temporary access.');
  const desk = new GrantDesk({
    observers,
    git,
    ledger,
    clock,
    random,
    committer,
    robots: new Map(
      repositories.flatMap(({ name, committer }) =>
        committer === undefined ? [] : [[name, committer.robot]],
      ),
    ),
    board: new GrantBoard(ledger),
    alarm: ({ kind, ...told }) => {
      alarms.add({ kind });
      logger.error(told, SAYS[kind]);
    },
  });
  metrics.measured(
    'mainward_access_not_in_git',
    'Ends and landings of temporary access that Git does not have yet.',
    () => desk.waiting,
  );
  metrics.measured(
    'mainward_access_reviews_overdue',
    'Uses of break-glass that were to be reviewed by now, and were not.',
    () => desk.reviewsOverdue,
  );
  return {
    desk,
    tasks: repositories.map(({ name, path }) => ({
      name: `look after grants of ${name}`,
      every: LOOK_EVERY_MS,
      hints: hintsOfPushes(path),
      run: () => desk.keep(name),
    })),
  };
}
