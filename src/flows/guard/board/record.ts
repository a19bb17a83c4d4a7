import { decodePayload } from '../../../chain/ledger/payload.ts';
import type { Actor, DriftRecord } from '../../../model/drift.ts';
import type { DriftAttributedEntry, Recorded } from '../../../model/ledger.ts';
import type { DriftPayload } from '../../../model/payload.ts';
import type { LedgerReader } from '../../../ports/ledger.ts';
import type { DriftRow } from './drift-index.ts';

/** A difference with what its payload has: the object as it was and is, and what would undo what was done. */
export interface DriftDetail {
  readonly record: DriftRecord;
  /** Absent where it was erased. */
  readonly payload?: Pick<DriftPayload, 'desired' | 'desiredAt' | 'before' | 'live' | 'undo'>;
}

/** Best evidence first. */
const SOURCES: readonly Actor['source'][] = ['audit', 'admission', 'manager'];

/** Joins what entries say with what their payloads hold. */
export async function detailOf(row: DriftRow, ledger: Pick<LedgerReader, 'payload'>): Promise<DriftDetail> {
  const { index: id, entry } = row.seen;
  const { v: _, type: _type, at: seenAt, payload: digest, uid: _uid, ...rest } = entry;
  const payload =
    digest === undefined
      ? undefined
      : decodePayload(await ledger.payload(digest), 'mainward.dev/drift-seen/v1');
  const later = await Promise.all(
    row.related.flatMap(({ entry: one }) => (one.type === 'drift.attributed' ? [actorIn(one, ledger)] : [])),
  );
  const ended = row.related.find(({ entry: one }) => one.type === 'drift.ended');
  const record: DriftRecord = {
    id,
    ...rest,
    seenAt,
    actions: row.related.flatMap(({ index, entry: one }) =>
      one.type === 'drift.acted' ? [{ index, at: one.at, action: one.action, outcome: one.outcome }] : [],
    ),
    ...(ended?.entry.type === 'drift.ended'
      ? { ended: { index: ended.index, at: ended.entry.at, how: ended.entry.how } }
      : {}),
    ...(row.replacedBy === undefined ? {} : { replacedBy: row.replacedBy }),
    actors: merged([...(payload?.actors ?? []), ...later.flat()]),
    ...(payload === undefined ? {} : { delta: payload.delta }),
  };
  if (payload === undefined) return { record };
  const { desired, desiredAt, before, live, undo } = payload;
  return {
    record,
    payload: {
      ...(desired === undefined ? {} : { desired }),
      ...(desiredAt === undefined ? {} : { desiredAt }),
      ...(before === undefined ? {} : { before }),
      ...(live === undefined ? {} : { live }),
      undo,
    },
  };
}

async function actorIn(
  entry: Recorded<DriftAttributedEntry>['entry'],
  ledger: Pick<LedgerReader, 'payload'>,
): Promise<readonly Actor[]> {
  if (entry.payload === undefined) return [];
  const payload = decodePayload(await ledger.payload(entry.payload), 'mainward.dev/attribution/v1');
  return payload === undefined ? [] : [payload.actor];
}

/** Each once, the best evidence first: where the audit log has a user, the webhook's word of the same one says no more. */
function merged(actors: readonly Actor[]): readonly Actor[] {
  const once = new Map<string, Actor>();
  for (const source of SOURCES) {
    for (const actor of actors.filter((one) => one.source === source)) {
      const isKnown = [...once.values()].some((one) => one.source === 'audit' && one.user === actor.user);
      const key = JSON.stringify([actor.user ?? null, actor.impersonator ?? null, actor.user ?? actor.tool]);
      if ((source === 'admission' && isKnown) || once.has(key)) continue;
      once.set(key, actor);
    }
  }
  return [...once.values()];
}
