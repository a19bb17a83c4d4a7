import type { GrantDocument } from './ask.ts';
import type { ObjectRef } from './ledger.ts';
import type { RbacSubject } from './rbac.ts';
import type { Severity } from './verdict.ts';

/** How far the guard of a cluster may go. A fresh installation observes. */
export const GUARD_TIERS = ['observe', 'alert', 'revoke'] as const;
export type GuardTier = (typeof GUARD_TIERS)[number];

/** How an object in a cluster differs from what the verified commit says: it is new there, another one, or gone. */
export type DriftChange = 'added' | 'changed' | 'removed';

/**
 * What a difference does to who may do what. `grants`: somebody may do more; `reduces`: somebody less, nobody more;
 * `mixed`: both; `opt-out`: nobody more, but the object now says that it is to be left as it is, so whatever comes next would
 * stay; `unknown`: it cannot be told, so nothing is done about it but saying so.
 */
export const DRIFT_EFFECTS = ['grants', 'reduces', 'mixed', 'opt-out', 'unknown'] as const;
export type DriftEffect = (typeof DRIFT_EFFECTS)[number];

/** Why a difference is none that anybody has to look at. Closed; `docs/guard.md` explains each. */
export const QUIET_REASONS = [
  'same',
  'cosmetic',
  'no-effect',
  'rolling-out',
  'default',
  'aggregated',
  'controller',
  'terminating',
  'known',
] as const;
export type QuietReason = (typeof QUIET_REASONS)[number];

/** What one subject may do more, or less, because of a difference. */
export interface DriftRights extends GrantDocument {
  readonly subject: RbacSubject;
}

/** Who may do what because of a difference, and could not before, or the other way round. */
export interface EffectiveDelta {
  readonly effect: DriftEffect | 'none';
  /** How much it matters, judged by what it opens. */
  readonly danger: Severity;
  /** The gravest first; at most so many as fit an entry, `more` counts the rest. */
  readonly gained: readonly DriftRights[];
  readonly lost: readonly DriftRights[];
  readonly more: number;
  /** What can be done with what was gained, in words, the gravest first. */
  readonly opens: readonly string[];
  /** Subjects who hold something by the live object that they would lose with it, and that Git gives them. */
  readonly cutOff: readonly RbacSubject[];
  /** Why it cannot be told; empty unless `effect` is `unknown`. What is said of rights then is what is known so far. */
  readonly unknown: readonly string[];
  /** What keeps the object from being given back and is not in Git, as `key: value` of an annotation or a label. */
  readonly optOuts?: readonly string[];
}

/** What the guard does about a difference. */
export type DriftDecision =
  /** It is only recorded: the tier says so, or `code` says why. */
  | 'record'
  /** A new object is deleted. */
  | 'delete'
  /** The agent that owns it is asked to give it back; what is still live after the grace is deleted, unless policy says no. */
  | 'give-back'
  /** It would be acted upon, and is not: `code` says what holds the guard back. */
  | 'hold';

/** Why less is done than the tier allows. Closed; `docs/guard.md` explains each. */
export const HOLD_CODES = [
  /** The tier is `observe` or `alert`. */
  'tier',
  /** It takes access away: somebody may be answering an incident. */
  'reduces',
  /** Policy says to alert only. */
  'alert-only',
  /** It was there before the guard began. */
  'found',
  /** It cannot be told what it does, or who made it. */
  'unknown',
  /** The first complete list or a verified commit is missing. */
  'not-ready',
  /** The verified commit is older than what is trusted. */
  'stale',
  /** The desired state is empty, or far smaller than before. */
  'mass-change',
  /** Too many actions in too short a time. */
  'rate',
  /** The same object again and again. */
  'ping-pong',
  /** Nobody could administer the cluster afterwards. */
  'lock-out',
  /** Somebody who may has paused the guard. */
  'paused',
  /** No agent owns it, so nobody gives it back. */
  'no-agent',
  /** It is being deleted, and its finalizers keep it. */
  'finalizers',
] as const;
export type HoldCode = (typeof HOLD_CODES)[number];

/** What was seen of whoever made a change in a cluster. */
export interface Actor {
  /** `admission` and `audit` know the requester; `manager` is only the tool that the object names. */
  readonly source: 'admission' | 'audit' | 'manager';
  /** As the API server authenticated it; absent for `manager`. */
  readonly user?: string;
  readonly groups?: readonly string[];
  /** Who really asked, where they impersonated `user`. */
  readonly impersonator?: string;
  /** Id in the roster of whoever has the account: the impersonator's, where there is one. */
  readonly person?: string;
  /** The robot of the roster that has it, and who can command that. */
  readonly robot?: { readonly id: string; readonly owners: readonly string[] };
  /** When the account had ended, where it had ended before this; RFC 3339. */
  readonly left?: string;
  /** Name of the field manager, or the client's own name of itself. */
  readonly tool?: string;
  /** The binding and role by which the API server says they were allowed. */
  readonly allowedBy?: string;
  /** RFC 3339. */
  readonly at: string;
  /** Id of the audit event or of the admission request. */
  readonly event?: string;
}

/** One difference, from when it was seen until it ended: what the page and `drift` show. */
export interface DriftRecord {
  /** Index of its `drift.seen`. */
  readonly id: number;
  readonly cluster: string;
  readonly object: ObjectRef;
  readonly change: DriftChange;
  readonly effect: DriftEffect;
  readonly danger: Severity;
  /** The verified commit that it differs from. */
  readonly repository: string;
  readonly commit: string;
  readonly tier: GuardTier;
  readonly decision: DriftDecision;
  readonly code?: HoldCode;
  /** RFC 3339. */
  readonly seenAt: string;
  /** When it will be deleted, if nobody gives it back before; RFC 3339. */
  readonly dueAt?: string;
  readonly actions: readonly {
    readonly index: number;
    readonly at: string;
    readonly action: DriftAction;
    readonly outcome: ActionOutcome;
  }[];
  readonly ended?: { readonly index: number; readonly at: string; readonly how: DriftEnd };
  /** Index of the newer `drift.seen` of the same object, where it was judged anew: this one is over then, too. */
  readonly replacedBy?: number;
  readonly actors: readonly Actor[];
  /** Absent where the payload was erased. */
  readonly delta?: EffectiveDelta;
}

export type DriftAction = 'deleted' | 'reconcile-requested';
/** `gone`: somebody was faster; `changed`: it is another one by now, and is judged anew. */
export type ActionOutcome = 'done' | 'gone' | 'changed' | 'refused' | 'unreachable';
/** `adopted`: a newer verified commit says so; `quiet`: it differs no more. */
export type DriftEnd = 'deleted' | 'given-back' | 'gone' | 'adopted' | 'quiet';

/** What the guard of a cluster knows of itself now. */
export interface GuardStatus {
  readonly cluster: string;
  readonly tier: GuardTier;
  /** The verified commit that it goes by; absent where none is verified. */
  readonly repository?: string;
  readonly commit?: string;
  /** It has a verified commit and a complete list of every kind, and watches. */
  readonly ready: boolean;
  /** The ledger takes what it records; without it nothing is done. */
  readonly recording: boolean;
  /** What holds it back as a whole. */
  readonly held: readonly {
    readonly code: HoldCode;
    readonly why: string;
    /** When it goes on by itself; RFC 3339. */
    readonly until?: string;
  }[];
  /** Differences that are there now, by the index of their `drift.seen`. */
  readonly open: readonly {
    readonly seen: number;
    readonly code?: HoldCode;
    /** When it will be deleted, if nobody gives it back before; RFC 3339. */
    readonly dueAt?: string;
  }[];
}
