import type { DriftChange, DriftDecision, DriftEffect, GuardTier, HoldCode } from '../../model/drift.ts';
import type { ObjectRef } from '../../model/ledger.ts';
import type { Severity } from '../../model/verdict.ts';
import { dueOf } from './recorded/open-drift.ts';
import type { GuardState } from './state.ts';

/** How a guard stands, for whoever looks at it. Times are RFC 3339. */
export interface GuardStatus {
  readonly cluster: string;
  /** Everything was listed and a verified commit is known; before that nothing is judged. */
  readonly ready: boolean;
  /** The ledger takes what is recorded; without it nothing is done. */
  readonly recording: boolean;
  readonly tier: GuardTier;
  readonly repository?: string;
  readonly commit?: string;
  /** Why nothing is done at all. */
  readonly held: readonly { readonly code: HoldCode; readonly why: string; readonly until?: string }[];
  readonly open: readonly {
    /** Index of its `drift.seen`. */
    readonly seen: number;
    readonly object: ObjectRef;
    readonly change: DriftChange;
    readonly effect: DriftEffect;
    readonly danger: Severity;
    readonly decision: DriftDecision;
    /** What holds it back now. */
    readonly code?: HoldCode;
    readonly seenAt: string;
    /** When it will be deleted, if nobody gives it back before. */
    readonly dueAt?: string;
  }[];
}

export function statusOf(state: GuardState): GuardStatus {
  const { place, isReady: ready, tier, head, breakers, drifts } = state;
  return {
    cluster: place.cluster,
    ready,
    recording: state.ledger.isRecording,
    tier,
    ...(head.state === undefined ? {} : { repository: head.state.repository, commit: head.state.commit }),
    held: breakers.open.map(({ code, why, until }) => ({ code, why, ...timed('until', until) })),
    open: drifts.all().map((drift) => ({
      seen: drift.seen,
      object: drift.object,
      change: drift.change,
      effect: drift.effect,
      danger: drift.danger,
      decision: drift.decision,
      ...(drift.code === undefined ? {} : { code: drift.code }),
      seenAt: new Date(drift.seenAt).toISOString(),
      ...timed('dueAt', dueOf(drift, state.graceMilliseconds)),
    })),
  };
}

function timed<Name extends string>(
  name: Name,
  time: number | undefined,
): { readonly [Key in Name]?: string } {
  return (time === undefined ? {} : { [name]: new Date(time).toISOString() }) as { [Key in Name]?: string };
}
