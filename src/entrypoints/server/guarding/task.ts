import type { FastifyBaseLogger } from 'fastify';
import type { DesiredSource } from '../../../flows/guard/desired/state.ts';
import { Guard } from '../../../flows/guard/guard.ts';
import { RbacJudge } from '../../../flows/guard/live/rbac-judge.ts';
import type { GuardParts } from '../../../flows/guard/parts.ts';
import type { GuardStatus } from '../../../flows/guard/status.ts';
import type { GuardTier } from '../../../model/drift.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { SecretText } from '../../../ports/certificates.ts';
import { defaultPolicy, KNOWN_VERSIONS } from '../../../stages/5-cluster/defaults.ts';
import type { LiveRbac } from '../../../stages/5-cluster/drift/live-rbac.ts';
import type { ClusterAccounts } from '../clusters.ts';
import type { ClusterPower } from '../config/config.ts';
import { GUARD_POWERS } from '../config/guards.ts';
import type { Task } from '../tasks.ts';
import { identified, subjectOf } from './accounts.ts';
import { loggedAlarm } from './alarm.ts';
import { type EndingTask, endingTask } from './ending.ts';
import { lowered } from './lowered.ts';
import { Measured } from './measured.ts';
import type { GuardMeters } from './meters.ts';

/** What a guard acts as, and whatever else is done in its cluster. */
export type GuardAccounts = Pick<ClusterAccounts, 'observer'> & Partial<ClusterAccounts>;

export interface GuardTaskParts
  extends Pick<GuardParts, 'ledger' | 'witness' | 'clock' | 'random' | 'pause' | 'pauses'> {
  readonly cluster: string;
  readonly atMost: GuardTier;
  readonly accounts: GuardAccounts;
  /** Told as whom the cluster takes the accounts. */
  readonly met?: (users: ReadonlyMap<ClusterPower, string>) => void;
  readonly desired: DesiredSource;
  /** Keeps when temporary access ends. */
  readonly expiries: SecretText;
  readonly logger: FastifyBaseLogger;
  readonly meters: GuardMeters;
}

export interface GuardTask extends Task {
  /** Ends temporary access, whatever the tier; absent where no account may. */
  readonly ending?: EndingTask;
  readonly status: GuardStatus;
  /** Who may do what in the cluster, as the guard sees it; `undefined` until it has seen all of it. */
  live(): LiveRbac | undefined;
}

/** From a guard that ended to the next one, and from an API server that does not answer to the next question. */
const AGAIN_AFTER_MS = 1_000;

/** Guards one cluster. Each run begins anew with what is recorded, so that one that failed takes nothing along. */
export function guardTask(parts: GuardTaskParts): GuardTask {
  const { cluster, atMost } = parts;
  const source = lowered(parts.desired, atMost);
  const defaults = defaultPolicy(KNOWN_VERSIONS.at(-1) ?? 'none');
  let guard: Guard | undefined;
  let judge: RbacJudge | undefined;
  const ending = endingOf(parts);
  const status = (): GuardStatus => guard?.status ?? { cluster, ...UNBEGUN };
  return {
    name: `guard ${cluster}`,
    every: AGAIN_AFTER_MS,
    ...(ending === undefined ? {} : { ending }),
    get status() {
      return status();
    },
    live: () => (status().ready ? judge?.cluster : undefined),
    async run(signal) {
      const users = await identifiedOnce(parts, signal);
      if (users === undefined) return;
      parts.met?.(users);
      const keep = [...users].flatMap(([power, user]) => (KEPT.has(power) ? [subjectOf(user)] : []));
      const newJudge = (): RbacJudge => (judge = new RbacJudge(defaults, keep));
      guard = new Guard({ cluster }, partsOf({ ...parts, desired: source }, newJudge, ending));
      await guard.follow(signal);
    },
  };
}

/** Whom a guard must not cut off, or it could not go on. */
const KEPT: ReadonlySet<ClusterPower> = new Set<ClusterPower>(['observer', ...GUARD_POWERS]);

const UNBEGUN: Omit<GuardStatus, 'cluster'> = {
  ready: false,
  recording: true,
  tier: 'observe',
  held: [],
  open: [],
};

/** That it ends is what the commit says that grants it, so no tier and nothing that lowers one is asked. */
function endingOf(parts: GuardTaskParts): EndingTask | undefined {
  const { accounts, expiries, logger } = parts;
  const { cluster, desired, ledger, clock, random, pause } = parts;
  if (accounts.revoker === undefined) return undefined;
  return endingTask({
    cluster,
    desired,
    ledger,
    clock,
    random,
    pause,
    live: accounts.observer,
    revoke: accounts.revoker,
    file: expiries,
    alarm: loggedAlarm(logger),
  });
}

function partsOf(parts: GuardTaskParts, judge: () => RbacJudge, ending: EndingTask | undefined): GuardParts {
  const { cluster, atMost, accounts, clock, logger, meters } = parts;
  const measured = new Measured(cluster, clock, meters);
  const { desired, witness, random, pause, pauses } = parts;
  const acts = atMost === 'revoke';
  return {
    desired,
    witness,
    clock,
    random,
    pause,
    pauses,
    judge,
    live: measured.live(accounts.observer),
    ledger: measured.ledger(parts.ledger),
    alarm: loggedAlarm(logger),
    ...(ending === undefined ? {} : { over: (key) => ending.keeper.look(key) }),
    ...(acts && accounts.revoker !== undefined ? { revoke: measured.revoke(accounts.revoker) } : {}),
    ...(acts && accounts.reconciler !== undefined ? { reconcile: accounts.reconciler } : {}),
  };
}

/** Asks until somebody answers; `undefined` where it was stopped before. */
async function identifiedOnce(
  { cluster, accounts, pause }: GuardTaskParts,
  signal: AbortSignal,
): Promise<ReadonlyMap<ClusterPower, string> | undefined> {
  while (!signal.aborted) {
    try {
      return await identified(cluster, accounts);
    } catch (error) {
      if (!(error instanceof MainwardError) || error.code !== 'CLUSTER_UNREACHABLE') throw error;
      await pause.pause(AGAIN_AFTER_MS, signal);
    }
  }
  return undefined;
}
