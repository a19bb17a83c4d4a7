import type {
  ActionOutcome,
  Actor,
  DriftAction,
  DriftChange,
  DriftDecision,
  DriftEffect,
  HoldCode,
} from '../../../model/drift.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import type { Severity } from '../../../model/verdict.ts';
import type { KubernetesObject } from '../../../ports/cluster.ts';
import type { Difference } from '../live/judge.ts';
import type { LiveObject } from '../live/live-state.ts';

/** A difference that was recorded and has not ended. */
export interface OpenDrift {
  readonly key: string;
  readonly named: ObjectRef;
  /** As entries name it. */
  readonly object: ObjectRef;
  /** Index of its `drift.seen`. */
  readonly seen: number;
  readonly change: DriftChange;
  readonly effect: DriftEffect;
  readonly danger: Severity;
  readonly repository: string;
  readonly commit: string;
  /** Absent where it is gone. */
  readonly uid?: string;
  /** Absent where it is gone, or where nobody knows any more. */
  readonly meaning?: string;
  readonly resourceVersion?: string;
  /** As it was before, so far as it was seen. */
  readonly before?: KubernetesObject;
  /** Milliseconds since 1970. */
  readonly seenAt: number;
  readonly decision: DriftDecision;
  /** What held it back when it was recorded. */
  readonly said?: HoldCode;
  /** What holds it back now. */
  code?: HoldCode;
  /** When its agent was asked; milliseconds since 1970. */
  askedAt?: number;
  /** The uid that the guard deleted. */
  deletedUid?: string;
  /** What was tried last, so that the same failure is recorded once. */
  lastAct?: { readonly action: DriftAction; readonly outcome: ActionOutcome };
  /** How often trying failed in a row. */
  failures: number;
  /** Who was seen to make it; it is remembered for as long as it is there. */
  actors: readonly Actor[];
  /** Who is known from where. */
  readonly sources: Set<string>;
}

/** Is this what was recorded, so that it is not recorded again? */
export function isSame(drift: OpenDrift, live: LiveObject | undefined, judgement: Difference): boolean {
  // What the guard deleted is not there until its agent has given it back.
  if (live === undefined && drift.deletedUid !== undefined) return judgement.change === 'removed';
  return (
    drift.change === judgement.change &&
    drift.effect === judgement.delta.effect &&
    drift.uid === live?.uid &&
    (drift.meaning === undefined || drift.meaning === live?.meaning)
  );
}

/** When what an agent was asked to give back is deleted, milliseconds since 1970; `undefined` where nothing waits for that. */
export function dueOf(drift: OpenDrift, graceMilliseconds: number): number | undefined {
  const { askedAt, deletedUid, change } = drift;
  return askedAt === undefined || deletedUid !== undefined || change !== 'changed'
    ? undefined
    : askedAt + graceMilliseconds;
}
