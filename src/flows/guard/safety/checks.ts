import type { HoldCode } from '../../../model/drift.ts';
import type { Limits } from './rate.ts';
import { nextWrite } from './rate.ts';

/** Somebody who may has stopped the guard. */
export interface PauseInForce {
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly why: string;
  /** Id in the roster. */
  readonly by?: string;
}

/** All that could hold an action back, at one moment. */
export interface SafetyView {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The verified commit was read just now. */
  readonly isRead: boolean;
  readonly pause?: PauseInForce;
  /** When the verified commit was confirmed, and for how long that counts. */
  readonly confirmedAt: number;
  readonly staleAfter: number;
  /** Why the desired state is not to be trusted. */
  readonly massChange?: string;
  /** Why nobody could administer the cluster afterwards; asked last of what is about the object, as it costs most. */
  readonly lockOut: () => string | undefined;
  /** When this object was deleted before; milliseconds since 1970. */
  readonly deletions: readonly number[];
  readonly deletes: boolean;
  /** Times of all writes, the oldest first, and how many this action adds. */
  readonly writes: readonly number[];
  readonly limits: Limits;
  readonly count: number;
  /** Writes that others wait for who come first. */
  readonly ahead: number;
}

export interface Hold {
  readonly code: HoldCode;
  readonly why: string;
  /** When it ends by itself; milliseconds since 1970. */
  readonly until?: number;
  readonly by?: string;
}

type Check = (view: SafetyView) => Hold | undefined;

/** So often one object is deleted within so many milliseconds; then somebody makes it again and again. */
const MOST_DELETIONS = 3;
export const PING_PONG_SPAN = 60_000;

const isRead: Check = ({ isRead: read }) =>
  read ? undefined : { code: 'not-ready', why: 'the verified commit cannot be read' };

const isNotPaused: Check = ({ pause, now }) =>
  pause === undefined || pause.until <= now
    ? undefined
    : {
        code: 'paused',
        why: pause.why,
        until: pause.until,
        ...(pause.by === undefined ? {} : { by: pause.by }),
      };

const isFresh: Check = ({ now, confirmedAt, staleAfter }) =>
  now - confirmedAt <= staleAfter
    ? undefined
    : { code: 'stale', why: `the verified commit was last confirmed ${new Date(confirmedAt).toISOString()}` };

const isTrusted: Check = ({ massChange }) =>
  massChange === undefined ? undefined : { code: 'mass-change', why: massChange };

const isNoFight: Check = ({ deletes, deletions, now }) => {
  if (!deletes) return undefined;
  const recent = deletions.filter((at) => at > now - PING_PONG_SPAN);
  const [first] = recent.slice(-MOST_DELETIONS);
  return first === undefined || recent.length < MOST_DELETIONS
    ? undefined
    : {
        code: 'ping-pong',
        why: `it was deleted ${recent.length} times and came back`,
        until: first + PING_PONG_SPAN,
      };
};

const locksNobodyOut: Check = ({ deletes, lockOut }) => {
  const why = deletes ? lockOut() : undefined;
  return why === undefined ? undefined : { code: 'lock-out', why };
};

const isWithinRate: Check = ({ writes, now, limits, count, ahead }) => {
  const at = nextWrite(writes, now, limits, count);
  if (at === now && (ahead === 0 || nextWrite(writes, now, limits, count + ahead) === now)) return undefined;
  if (at === now)
    return { code: 'rate', why: 'what is graver, or came before it, waits for the writes that are left' };
  const why = `more than ${limits.perMinute} writes a minute, or ${limits.perHour} an hour`;
  return { code: 'rate', why, ...(at === undefined ? {} : { until: at }) };
};

/** In the order in which they are asked; the first that holds is the one that is named. */
export const CHECKS: readonly (readonly [name: string, check: Check])[] = [
  ['the verified commit was read', isRead],
  ['nobody has paused the guard', isNotPaused],
  ['the verified commit was confirmed lately', isFresh],
  ['the desired state is not far smaller than before', isTrusted],
  ['nobody makes the same object again and again', isNoFight],
  ['somebody can administer the cluster afterwards', locksNobodyOut],
  ['there were not too many writes', isWithinRate],
];

/** What holds an action back. */
export function heldBy(view: SafetyView): Hold | undefined {
  for (const [, check] of CHECKS) {
    const hold = check(view);
    if (hold !== undefined) return hold;
  }
  return undefined;
}

/** All that holds now. */
export function holdsOf(view: SafetyView): readonly Hold[] {
  return CHECKS.flatMap(([, check]) => check(view) ?? []);
}
