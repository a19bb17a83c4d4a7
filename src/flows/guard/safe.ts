import { err, ok, type Result } from '../../model/result.ts';
import type { Severity } from '../../model/verdict.ts';
import { isBreaker } from './breakers.ts';
import type { Decided, Plan } from './decide.ts';
import { agentKey, type Chosen, type Judged, type Seen, type Stop, type Wanted } from './look.ts';
import { dueOf, type OpenDrift } from './recorded/open-drift.ts';
import { type Hold, heldBy, type SafetyView } from './safety/checks.ts';
import { limitsFor } from './safety/rate.ts';
import type { Reserved } from './safety/writes.ts';
import type { GuardState, Notice } from './state.ts';

export interface Cleared {
  readonly decided: Decided;
  /** Absent where nothing is done. */
  readonly reserved?: Reserved;
  /** Its agent was asked since it was seen, for another object. */
  readonly isAsked: boolean;
}

const WRITES: Readonly<Record<Plan, number>> = { nothing: 0, ask: 1, delete: 1, 'delete-and-ask': 2 };
/** What nobody tells the end of is looked at again after so many milliseconds. */
const LOOK_AGAIN = 30_000;

/** Nothing is done that anything holds back; what is done is counted before anybody else looks. */
export function checkSafety(
  it: Notice & Seen & Wanted & Judged & Chosen,
  state: GuardState,
): Result<Cleared, Stop> {
  const { key, same, decided, difference, desired } = it;
  const { plan } = decided;
  if (plan === 'nothing') {
    state.waiting.release(key);
    const due = same === undefined ? undefined : dueOf(same, state.graceMilliseconds);
    if (due !== undefined && due > state.now) state.waiting.at(key, due);
    return stay(it, decided);
  }
  const isAsked = plan === 'ask' && (state.asked.get(agentKey(desired)) ?? 0) >= it.at;
  const count = isAsked ? 0 : WRITES[plan];
  const hold = heldBy({
    ...viewOf(state, count),
    limits: limitsFor(difference.delta.danger, state.limits),
    ahead: state.waiting.ahead(
      key,
      { code: 'rate', danger: difference.delta.danger },
      state.limits.perMinute,
    ),
    deletes: plan !== 'ask',
    deletions: state.deletions.of(key, state.now),
    lockOut: () => state.judge.lockOut(it.ref, [...state.going.values()], it.state),
  });
  if (hold !== undefined) {
    wait(key, hold, difference.delta.danger, state);
    return stay(it, { decision: 'hold', code: hold.code, plan: 'nothing' });
  }
  state.waiting.release(key);
  if (same !== undefined) delete same.code;
  if (plan !== 'ask') state.going.set(key, it.ref);
  return ok({ decided, isAsked, reserved: state.writes.reserve(count) });
}

/** What holds every action back now, whichever it is. */
export function viewOf(
  state: GuardState,
  count: number,
): Omit<SafetyView, 'deletes' | 'deletions' | 'lockOut' | 'ahead'> {
  const { head, pause, mass, now, staleAfter, limits, writes, isPauseRead } = state;
  return {
    now,
    isRead: head.isRead && isPauseRead,
    ...(pause === undefined ? {} : { pause }),
    confirmedAt: head.state?.confirmedAt ?? 0,
    staleAfter,
    ...(mass.why === undefined ? {} : { massChange: mass.why }),
    writes: writes.times(),
    limits,
    count,
  };
}

/** What is recorded already is not recorded again; what holds it back may be something else by now. */
function stay({ same }: { readonly same?: OpenDrift }, decided: Decided): Result<Cleared, Stop> {
  if (same === undefined) return ok({ decided, isAsked: false });
  if (decided.code === undefined) delete same.code;
  else same.code = decided.code;
  return err('known');
}

function wait(key: string, hold: Hold, danger: Severity, state: GuardState): void {
  state.waiting.hold(key, { code: hold.code, danger });
  if (isBreaker(hold.code)) state.breakers.set(hold.code, hold);
  else state.waiting.at(key, hold.until ?? state.now + LOOK_AGAIN);
}
