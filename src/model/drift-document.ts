import type {
  Actor,
  DriftAction,
  DriftChange,
  DriftDecision,
  EffectiveDelta,
  GuardTier,
  HoldCode,
  QuietReason,
} from './drift.ts';
import type { ObjectRef } from './ledger.ts';
import type { Location } from './location.ts';

/** One object of a cluster that is not as Git has it. */
export interface DriftDifference {
  readonly cluster: string;
  readonly object: ObjectRef;
  readonly change: DriftChange;
  /** Absent where the reader may not see it. */
  readonly delta?: EffectiveDelta;
  readonly effect: EffectiveDelta['effect'];
  readonly danger: EffectiveDelta['danger'];
  /** Where Git has it. */
  readonly at?: Location;
  /** Who applies it. */
  readonly agent?: ObjectRef;
  /** Whoever may have done it, the best evidence first. */
  readonly actors: readonly Actor[];
  /** Since when, as far as it is told; RFC 3339. */
  readonly since?: string;
  /** Commands that would undo it. */
  readonly undo: readonly string[];
  /** What a server's guard does about it. */
  readonly guard?: {
    readonly id: number;
    readonly tier: GuardTier;
    readonly decision: DriftDecision;
    readonly code?: HoldCode;
    readonly dueAt?: string;
    readonly actions: readonly DriftAction[];
  };
}

/** A cluster that was compared, and with what. */
export interface ComparedCluster {
  readonly cluster: string;
  readonly repository?: string;
  readonly ref?: string;
  /** Absent where there is none to compare with. */
  readonly commit?: string;
  /** Did `verify` pass the commit? */
  readonly verified: boolean;
  /** Absent where no server guards it. */
  readonly tier?: GuardTier;
}

/** What may differ and was not seen. */
export interface DriftUnknown {
  readonly reason: string;
  /** What to provide. */
  readonly supply?: string;
  readonly location?: Location;
}

/** The answer of `drift`: `mainward.dev/drift/v1`. */
export interface DriftDocument {
  readonly schema: 'mainward.dev/drift/v1';
  readonly clusters: readonly ComparedCluster[];
  /** The gravest first. */
  readonly differences: readonly DriftDifference[];
  /** How many objects differ in a way that nobody has to look at, by the reason. */
  readonly quiet: Readonly<Partial<Record<QuietReason, number>>>;
  /** Kinds that could not be listed. */
  readonly forbidden: readonly string[];
  readonly unknown: readonly DriftUnknown[];
  readonly notes: readonly string[];
}

/** One line of `drift --watch -o json`: `mainward.dev/drift-event/v1`. */
export interface DriftEventDocument {
  readonly schema: 'mainward.dev/drift-event/v1';
  /** RFC 3339 UTC. */
  readonly at: string;
  /** `changed`: it is another difference of the same object now. */
  readonly event: 'came' | 'changed' | 'went';
  readonly difference: DriftDifference;
}
