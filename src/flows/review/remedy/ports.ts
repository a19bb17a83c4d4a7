import type { Clock } from '../../../ports/clock.ts';
import type { Committer } from '../../../ports/committer.ts';
import type { GitOpener } from '../../../ports/git.ts';
import type { LedgerReader, LedgerWriter } from '../../../ports/ledger.ts';
import type { Random } from '../../../ports/random.ts';
import type { LiveRbac } from '../../../stages/5-cluster/drift/live-rbac.ts';
import type { RepositoryObserver } from '../../observe/observer.ts';
import type { ReviewBoard } from '../board/board.ts';
import type { ReviewTurn } from '../turn.ts';

export interface RemedyPorts {
  readonly git: GitOpener;
  readonly ledger: LedgerReader & LedgerWriter;
  readonly clock: Clock;
  readonly random: Random;
  readonly board: Pick<ReviewBoard, 'campaigns' | 'find'>;
  /** By the name of the repository. */
  readonly observers: ReadonlyMap<string, Pick<RepositoryObserver, 'place' | 'current'>>;
  /** Names of the repositories in which somebody commits. */
  readonly committed: ReadonlySet<string>;
  readonly committer: Pick<Committer, 'offer' | 'withdraw'>;
  readonly turn: ReviewTurn;
  /** What a guard of this process sees of a cluster; `undefined` where none does, or not yet. */
  readonly live: (cluster: string) => LiveRbac | undefined;
}
