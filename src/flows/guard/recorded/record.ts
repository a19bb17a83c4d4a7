import { ok, type Result } from '../../../model/result.ts';
import type { NewEntry } from '../../../ports/ledger.ts';
import { encodePayload } from '../../observe/payload.ts';
import { type Chosen, type Judged, type Seen, type Stop, versionOf, type Wanted } from '../look.ts';
import { recordable } from '../names.ts';
import type { Cleared } from '../safe.ts';
import type { GuardState, Notice } from '../state.ts';
import { endingOf } from './ending.ts';
import type { OpenDrift } from './open-drift.ts';
import { undoText } from './undo.ts';

type Ready = Notice & Seen & Wanted & Judged & Chosen & Cleared;

/**
 * The one point after which anything may be done. Where it cannot be recorded nothing is. What is recorded already is
 * not recorded again.
 */
export async function recordSeen(
  it: Ready,
  state: GuardState,
): Promise<Result<{ readonly opened: OpenDrift }, Stop>> {
  if (it.same !== undefined) return ok({ opened: it.same });
  const { place, parts, tier } = state;
  const { key, ref, live, decided, difference, actors } = it;
  const { change, delta } = difference;
  const facts = {
    object: recordable(ref),
    ...(live === undefined ? {} : { uid: live.uid }),
    change,
    effect: delta.effect === 'none' ? ('unknown' as const) : delta.effect,
    danger: delta.danger,
    repository: it.state.repository,
    commit: it.state.commit,
    decision: decided.decision,
    ...(decided.code === undefined ? {} : { code: decided.code }),
  };
  try {
    const { index } = await state.ledger.append(
      { type: 'drift.seen', cluster: place.cluster, tier, ...facts },
      payloadOf(it, state),
    );
    const opened: OpenDrift = {
      key,
      named: ref,
      seen: index,
      ...facts,
      ...(live === undefined ? {} : { meaning: live.meaning }),
      ...versionOf(live),
      ...(it.before === undefined ? {} : { before: it.before }),
      seenAt: it.at,
      ...(decided.code === undefined ? {} : { said: decided.code }),
      failures: 0,
      actors,
      sources: new Set(actors.map(({ source }) => source)),
    };
    state.drifts.open(opened);
    state.recordings.count(key, state.now);
    if (tier !== 'observe')
      parts.alarm.sound({ kind: 'drift', cluster: place.cluster, seen: index, ...facts });
    return ok({ opened });
  } catch (error) {
    it.reserved?.giveBack();
    state.going.delete(key);
    throw error;
  }
}

function payloadOf(
  { before, live, desired, difference, actors, decided, ref }: Ready,
  { parts }: GuardState,
): Uint8Array {
  const { change, delta } = difference;
  return encodePayload(
    {
      schema: 'mainward.dev/drift-seen/v1',
      ...(desired === undefined ? {} : { desired: JSON.stringify(desired.object) }),
      ...(desired?.at === undefined ? {} : { desiredAt: desired.at }),
      ...(before === undefined ? {} : { before: JSON.stringify(before) }),
      ...(live === undefined ? {} : { live: JSON.stringify(live.object) }),
      delta,
      actors,
      undo: undoText(decided, change, ref, live?.object, desired?.object),
    },
    parts.random,
  );
}

/** It differs no more. Rejects where that cannot be recorded; it is looked at again then. */
export async function closeDrift(
  drift: OpenDrift,
  { live, desired, state: { commit } }: Seen & Wanted,
  state: GuardState,
): Promise<void> {
  const how = endingOf(drift, live, desired, commit);
  const { object, seen } = drift;
  const { cluster } = state.place;
  await state.ledger.append({ type: 'drift.ended', cluster, object, seen, how });
  state.drifts.end(drift);
  state.going.delete(drift.key);
}

export function actedEntry(
  { object, seen }: Pick<OpenDrift, 'object' | 'seen'>,
  act: Pick<Extract<NewEntry, { type: 'drift.acted' }>, 'action' | 'outcome'>,
  { place: { cluster } }: GuardState,
): NewEntry {
  return { type: 'drift.acted', cluster, object, seen, ...act };
}
