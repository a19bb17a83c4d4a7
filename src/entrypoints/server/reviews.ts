import { systemPause } from '../../adapters/system/pause.ts';
import { ReviewBoard } from '../../flows/review/board/board.ts';
import { DecisionDesk } from '../../flows/review/decide/desk.ts';
import { Insights } from '../../flows/review/insight.ts';
import { Reassigner } from '../../flows/review/reassign.ts';
import { RemedyDesk } from '../../flows/review/remedy/desk.ts';
import type { RemedyPorts } from '../../flows/review/remedy/ports.ts';
import { StaleFinder } from '../../flows/review/stale.ts';
import { ReviewStarter } from '../../flows/review/start.ts';
import { TipReader } from '../../flows/review/tip.ts';
import { ReviewTurn } from '../../flows/review/turn.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Committer } from '../../ports/committer.ts';
import type { GitOpener } from '../../ports/git.ts';
import type { LedgerReader, LedgerWriter } from '../../ports/ledger.ts';
import type { Random } from '../../ports/random.ts';
import type { ServerConfig } from './config/config.ts';
import type { Metrics } from './metrics/registry.ts';
import { hintsOfPushes } from './pushed.ts';
import type { Observers } from './repositories.ts';
import type { ReviewServices } from './services.ts';
import type { Task } from './tasks.ts';

/** How often one looks where nobody pushes: people leave at a time, too. */
const LOOK_EVERY_MS = 60_000;
/** How often one looks at clusters. */
const LOOK_AT_CLUSTERS_EVERY_MS = 5_000;

/** Access reviews of the repositories that the server observes. */
export function composeReviews({
  config,
  observers,
  git,
  ledger,
  clock,
  random,
  committer,
  live,
  metrics,
}: {
  readonly config: Pick<ServerConfig, 'repositories'>;
  readonly observers: Observers;
  readonly git: GitOpener;
  readonly ledger: LedgerReader & LedgerWriter;
  readonly clock: Clock;
  readonly random: Random;
  readonly committer: Committer;
  readonly live: RemedyPorts['live'];
  readonly metrics: Metrics;
}): { readonly services: ReviewServices; readonly tasks: readonly Task[] } {
  const { repositories } = config;
  const board = new ReviewBoard(ledger);
  const places = new Map(repositories.map((place) => [place.name, place]));
  const insights = new Insights({ git, clock, board, places });
  const ports = { git, ledger, clock, random, board, observers, turn: new ReviewTurn() };
  const reassigner = new Reassigner(ports);
  const tips = new TipReader({ git, observers });
  const stale = new StaleFinder({ ...ports, tips });
  const remedy = new RemedyDesk({
    ...ports,
    committer,
    live,
    committed: new Set(repositories.flatMap((one) => (one.committer === undefined ? [] : [one.name]))),
  });
  metrics.measured(
    'mainward_reviews_overdue',
    'Access reviews that are open although their day has passed.',
    () => remedy.counted.overdue,
  );
  metrics.measured(
    'mainward_review_revocations_unverified',
    'Rights that a review revoked and that are not known to be gone.',
    () => remedy.counted.unverified,
  );
  return {
    services: {
      board,
      insights,
      remedy,
      starter: new ReviewStarter({ ...ports, pause: systemPause }),
      decisions: new DecisionDesk({ ...ports, insights, tips }),
    },
    tasks: repositories.flatMap(({ name, path }) => [
      {
        name: `look after open reviews of ${name}`,
        every: LOOK_EVERY_MS,
        hints: hintsOfPushes(path),
        run: async () => {
          await reassigner.reassign(name);
          await stale.find(name);
        },
      },
      {
        name: `look after revocations of ${name}`,
        every: LOOK_AT_CLUSTERS_EVERY_MS,
        hints: hintsOfPushes(path),
        run: () => remedy.keep(name),
      },
    ]),
  };
}
