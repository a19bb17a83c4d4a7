import type { Clock } from '../../ports/clock.ts';
import type { ClusterReader, ClusterWatcher, ClusterWriter } from '../../ports/cluster.ts';
import type { LedgerReader, LedgerWriter } from '../../ports/ledger.ts';
import type { Pause } from '../../ports/pause.ts';
import type { Random } from '../../ports/random.ts';
import type { Alarm } from './alarm.ts';
import type { DesiredSource } from './desired/state.ts';
import type { DriftJudge } from './live/judge.ts';
import type { PauseInForce } from './safety/checks.ts';
import type { Witness } from './who/witness.ts';

/** Which cluster is guarded. */
export interface GuardPlace {
  readonly cluster: string;
  /** How old a confirmation of the verified commit may be for anything to be done by it; milliseconds. Default 15 minutes. */
  readonly staleAfter?: number;
}

export interface GuardParts {
  readonly desired: DesiredSource;
  /** Acts as an account that can only read. */
  readonly live: ClusterReader & ClusterWatcher;
  /** A new one: it knows of no object. */
  readonly judge: () => DriftJudge;
  /** Acts as an account that can delete RBAC objects and nothing else; without it nothing is ever done. */
  readonly revoke?: Pick<ClusterWriter, 'delete'>;
  /** Acts as an account that can ask agents to apply again and nothing else; without it nothing is given back. */
  readonly reconcile?: Pick<ClusterWriter, 'patch'>;
  readonly ledger: LedgerReader & LedgerWriter;
  readonly witness: Witness;
  readonly clock: Clock;
  readonly random: Random;
  readonly pause: Pause;
  /** The pause that is in force. Rejects where it cannot be told: then nothing is done. */
  readonly pauses: () => Promise<PauseInForce | undefined>;
  readonly alarm: Alarm;
  /** Told of an object whose time is over and that may be there: what ends it in every tier. Absent = nothing does. */
  readonly over?: (key: string) => void;
}
