import type { ForgeActor, PushEvent } from '../../model/evidence.ts';
import { isNoObject } from '../../model/receive.ts';
import type { PushHistory, PushRecord } from '../../ports/push-log.ts';

const NOBODY: ForgeActor = { login: 'unknown', kind: 'unknown' };

/** What a ref did, oldest first. */
export interface Moves {
  readonly events: readonly PushEvent[];
  /** Moves that no record tells of: it was changed past the hook. They are among the events, as bypasses. */
  readonly gaps: readonly PushEvent[];
}

/**
 * Follows the records of one ref to where it is now. An update that was accepted may still have failed, and one that
 * happened may have lost its confirmation in a crash: what the next record starts from decides. A step that nothing
 * explains was taken past the hook.
 */
export function movesOf(ref: string, now: string, history: PushHistory, observedAt: string): Moves {
  const confirmed = confirmedOf(ref, history);
  const events: PushEvent[] = [];
  const gaps: PushEvent[] = [];
  let open: PushRecord[] = [];
  let at: string | undefined;
  const goTo = (target: string, time: string): void => {
    const from = at;
    if (from === undefined || from === target) return;
    const unconfirmed = open.findLast(({ before, after }) => before === from && after === target);
    if (unconfirmed !== undefined) events.push(eventOf(unconfirmed));
    else {
      const gap: PushEvent = {
        ref,
        before: from,
        after: target,
        actor: NOBODY,
        at: time,
        kind: kindOf(from, target),
        bypassed: true,
      };
      events.push(gap);
      gaps.push(gap);
    }
    at = target;
  };
  for (const record of history.records) {
    if (record.ref !== ref) continue;
    if (record.kind === 'installed') {
      at ??= record.before;
      goTo(record.after, record.at);
      open = [];
      continue;
    }
    if (!confirmed.has(record)) {
      open.push(record);
      continue;
    }
    at ??= record.before;
    goTo(record.before, record.at);
    events.push(eventOf(record));
    at = record.after;
    open = [];
  }
  at ??= open[0]?.before;
  goTo(now, observedAt);
  return { events, gaps };
}

/**
 * The records that Git confirmed. Both lists are in the order of what happened, so each confirmation is of the last
 * record like it that lies before the record of the next confirmation. One that was written late, out of that order,
 * is of the last record like it that is left.
 */
function confirmedOf(ref: string, { records, happened }: PushHistory): ReadonlySet<PushRecord> {
  const places = new Map<string, number[]>();
  for (const [place, record] of records.entries()) {
    if (record.ref !== ref) continue;
    const line = `${record.before} ${record.after} ${ref}`;
    const alike = places.get(line);
    if (alike === undefined) places.set(line, [place]);
    else alike.push(place);
  }
  const found = new Set<PushRecord>();
  const late: string[] = [];
  let next = records.length;
  const confirm = (line: string, before: number): number | undefined => {
    const left = places.get(line) ?? [];
    const at = left.findLastIndex((place) => place < before);
    const [place] = at < 0 ? [] : left.splice(at, 1);
    const record = place === undefined ? undefined : records[place];
    if (record !== undefined) found.add(record);
    return place;
  };
  for (const line of happened.toReversed()) {
    if (!places.has(line)) continue;
    const place = confirm(line, next);
    if (place === undefined) late.push(line);
    else next = place;
  }
  for (const line of late) confirm(line, records.length);
  return found;
}

/** Who pushed, as far as the record tells. */
export function actorOf({ pusher, signer }: PushRecord): ForgeActor {
  if (pusher !== undefined) return { login: pusher, kind: 'unknown' };
  return signer === undefined ? NOBODY : { login: signer, kind: 'unknown', person: signer };
}

function eventOf(record: PushRecord): PushEvent {
  const { ref, before, after, at, kind } = record;
  return {
    ref,
    before,
    after,
    actor: actorOf(record),
    at,
    kind: kind === 'installed' ? 'create' : kind,
  };
}

function kindOf(before: string, after: string): PushEvent['kind'] {
  if (isNoObject(before)) return 'create';
  return isNoObject(after) ? 'delete' : 'force-push';
}
