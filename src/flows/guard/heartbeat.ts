import { BREAKERS } from './breakers.ts';
import { viewOf } from './safe.ts';
import { holdsOf } from './safety/checks.ts';
import { nextWrite } from './safety/rate.ts';
import type { GuardState } from './state.ts';

/**
 * Sees what holds the guard back now and what not any more. Answers with the keys that are to be looked at again.
 * `isAtRest`: everything that was seen was looked at.
 */
export async function beat(state: GuardState, isAtRest: boolean): Promise<readonly string[]> {
  await Promise.all([state.head.ask(), state.askPause()]);
  const { mass, live, drifts, waiting, breakers } = state;
  for (const tally of [state.deletions, state.recordings]) tally.forget(state.now);
  // What agents have not removed yet is live and quiet, and may be what a mistake left out.
  const isRollingOut = (state.head.state?.earlier.size ?? 0) > 0;
  const isUnexplained = drifts.all().some(({ change, code }) => change === 'added' && code !== 'found');
  mass.look((key) => live.get(key) !== undefined, isRollingOut || isUnexplained || !isAtRest);
  const holds = new Map(
    holdsOf({ ...viewOf(state, 1), deletes: false, deletions: [], ahead: 0, lockOut: noLockOut }).map(
      (one) => [one.code, one],
    ),
  );
  const acts = state.tier === 'revoke';
  const free: string[] = [];
  for (const code of BREAKERS) {
    const hold = holds.get(code);
    const waits = waiting.heldBy(code);
    if (code === 'rate') {
      if (waits.length === 0) breakers.set(code, undefined);
      free.push(...waits.slice(0, writesLeft(state)));
      continue;
    }
    breakers.set(code, acts ? hold : undefined);
    if (hold === undefined) free.push(...waits);
  }
  return [...free, ...waiting.take(state.now)];
}

function noLockOut(): undefined {
  return undefined;
}

/** How many writes may happen now. */
function writesLeft({ writes, limits, now }: GuardState): number {
  const times = writes.times();
  let left = 0;
  while (left < limits.perMinute && nextWrite(times, now, limits, left + 1) === now) left += 1;
  return left;
}

/** Brings the ledger to what happened. Rejects where it cannot be written. */
export async function settleRecord(state: GuardState): Promise<void> {
  await state.owed.flush();
  await state.breakers.record();
  await recordSize(state);
}

/** What is far smaller after a restart is told by what was recorded before it. Rejects where it cannot be written. */
export async function recordSize(state: GuardState): Promise<void> {
  const { size } = state.mass;
  const { state: desired } = state.head;
  if (size === undefined || desired === undefined || size === state.recordedSize) return;
  await state.ledger.append({
    type: 'guard.followed',
    cluster: state.place.cluster,
    repository: desired.repository,
    commit: desired.commit,
    objects: size,
  });
  state.recordedSize = size;
}
