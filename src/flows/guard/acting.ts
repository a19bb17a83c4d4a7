import type { ActionOutcome, DriftAction } from '../../model/drift.ts';
import { ok, type Result } from '../../model/result.ts';
import { askAgent, deleteObject } from './act.ts';
import { agentKey, type Chosen, type Judged, type Seen, type Stop, type Wanted } from './look.ts';
import { dueOf, type OpenDrift } from './recorded/open-drift.ts';
import { actedEntry } from './recorded/record.ts';
import type { Cleared } from './safe.ts';
import type { GuardState, Notice } from './state.ts';
import { attribute } from './who/attribution.ts';

interface Act {
  readonly action: DriftAction;
  readonly outcome: ActionOutcome;
}

type Recorded = Notice & Seen & Wanted & Judged & Chosen & Cleared & { readonly opened: OpenDrift };

/** Whoever was faster, or a state that is another one by now, is no failure. */
export async function actUpon(
  it: Recorded,
  state: GuardState,
): Promise<Result<{ readonly acts: readonly Act[] }, Stop>> {
  const { plan } = it.decided;
  const acts: Act[] = [];
  try {
    if (plan === 'delete' || plan === 'delete-and-ask') acts.push(await remove(it, state));
    const isGone = acts.every(({ outcome }) => outcome === 'done');
    if (plan === 'ask' || (plan === 'delete-and-ask' && isGone)) acts.push(await ask(it, state));
  } finally {
    it.reserved?.giveBack();
  }
  return ok({ acts });
}

async function remove({ key, live, reserved, opened }: Recorded, state: GuardState): Promise<Act> {
  const { revoke } = state.parts;
  if (revoke === undefined || live === undefined) return { action: 'deleted', outcome: 'refused' };
  reserved?.spend();
  const outcome = await deleteObject(revoke, live);
  if (outcome === 'done' || (outcome === 'gone' && opened.change === 'changed')) {
    opened.deletedUid = live.uid;
    delete opened.askedAt;
  }
  if (outcome === 'done') state.deletions.count(key, state.now);
  else if (outcome !== 'unreachable') state.going.delete(key);
  return { action: 'deleted', outcome };
}

async function ask({ desired, reserved, isAsked, opened }: Recorded, state: GuardState): Promise<Act> {
  const { reconcile } = state.parts;
  const agent = desired?.agent;
  if (reconcile === undefined || agent === undefined)
    return { action: 'reconcile-requested', outcome: 'refused' };
  let outcome: ActionOutcome = 'done';
  if (!isAsked) {
    reserved?.spend();
    outcome = await askAgent(reconcile, agent, state.requestTime(agentKey(desired)));
  }
  if (outcome === 'done') opened.askedAt = state.now;
  return { action: 'reconcile-requested', outcome };
}

/** It happened, so it is recorded later where that cannot be done now; the same refusal again is not. */
export function recordActs(
  { opened, acts }: Recorded & { readonly acts: readonly Act[] },
  state: GuardState,
): Result<object, Stop> {
  for (const act of acts) {
    const { lastAct } = opened;
    // What was refused did not happen; anything else may have, and counts after a restart, too.
    const isRepeated =
      act.outcome === 'refused' && lastAct?.action === act.action && lastAct.outcome === act.outcome;
    if (!isRepeated) state.owed.add(actedEntry(opened, act, state));
    opened.lastAct = act;
  }
  return ok({});
}

const LONGEST_WAIT = 300_000;

export function lookAgain(
  it: Recorded & { readonly acts: readonly Act[] },
  state: GuardState,
): Result<object, Stop> {
  const { key, opened, acts } = it;
  attribute(opened, state);
  const hasFailed = acts.some(({ outcome }) => outcome !== 'done' && outcome !== 'gone');
  opened.failures = hasFailed ? opened.failures + 1 : 0;
  const { now } = state;
  if (hasFailed) state.waiting.at(key, now + Math.min(LONGEST_WAIT, 1_000 * 2 ** (opened.failures - 1)));
  const due = dueOf(opened, state.graceMilliseconds);
  if (!hasFailed && due !== undefined) state.waiting.at(key, due);
  return ok({});
}
