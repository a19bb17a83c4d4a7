import type { DriftDetail } from '../../../flows/guard/board/record.ts';
import type { DriftRecord, GuardStatus } from '../../../model/drift.ts';
import { hasRole, READS_LOG, type SignedIn, seesDrift } from '../access.ts';
import type { Services } from '../services.ts';

/** A difference as far as the reader may see it. */
export interface VisibleDrift extends DriftDetail {
  /** Names, rights and objects are left out where this is false. */
  readonly isWhole: boolean;
}

/** What the reader may see of it: everything, their own part of it, or what happened without whom it is about. */
export function visibleDrift({ record, payload }: DriftDetail, who: SignedIn): VisibleDrift {
  if (hasRole(who, READS_LOG)) return { record, isWhole: true, ...(payload && { payload }) };
  const own = record.actors.filter(({ person }) => person !== undefined && seesDrift(who, [person]));
  if (own.length > 0)
    return { record: { ...record, actors: own }, isWhole: true, ...(payload && { payload }) };
  const { delta: _, ...rest } = record;
  return { record: { ...rest, actors: [] }, isWhole: false };
}

/** The record as the guard knows it now: what holds it back, and when it is deleted. */
export function asOfNow(record: DriftRecord, guards: Services['guards']): DriftRecord {
  const known = guards
    ?.get(record.cluster)
    ?.status()
    .open.find(({ seen }) => seen === record.id);
  if (known === undefined || record.ended !== undefined) return record;
  return {
    ...record,
    ...(known.code === undefined ? {} : { code: known.code }),
    ...(known.dueAt === undefined ? {} : { dueAt: known.dueAt }),
  };
}

/** The guards of this process; why one is held back may name somebody. */
export function statusesOf(guards: Services['guards'], who: SignedIn): readonly GuardStatus[] {
  const whole = hasRole(who, READS_LOG);
  return [...(guards?.values() ?? [])].map((guard) => {
    const status = guard.status();
    return whole ? status : { ...status, held: status.held.map((one) => ({ ...one, why: '' })) };
  });
}
