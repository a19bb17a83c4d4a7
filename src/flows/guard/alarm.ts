import type { DriftChange, DriftDecision, DriftEffect, HoldCode } from '../../model/drift.ts';
import type { ObjectRef } from '../../model/ledger.ts';
import type { Severity } from '../../model/verdict.ts';

/** What somebody has to hear of. No person's name is in it. */
export type Alert =
  | {
      readonly kind: 'drift';
      readonly cluster: string;
      /** Index of its `drift.seen`. */
      readonly seen: number;
      readonly object: ObjectRef;
      readonly change: DriftChange;
      readonly effect: DriftEffect;
      readonly danger: Severity;
      readonly decision: DriftDecision;
      readonly code?: HoldCode;
    }
  /** The guard stopped acting, or goes on. */
  | {
      readonly kind: 'held';
      readonly cluster: string;
      readonly code: HoldCode;
      readonly held: boolean;
      readonly why: string;
    }
  /** Something failed that is tried again; nothing is lost by it. */
  | { readonly kind: 'failed'; readonly cluster: string; readonly step: string; readonly cause: unknown };

/** Says it loudly: to the log, to whoever is on call. */
export interface Alarm {
  sound(alert: Alert): void;
}
