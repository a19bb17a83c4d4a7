import type { EscalationDocument, GrantDocument, Unread } from './ask.ts';
import type { Quorum } from './graph.ts';
import type { RbacSubject } from './rbac.ts';
import type { Severity } from './verdict.ts';

/** What a grant gives, without how it is held. */
export type Rights = Omit<GrantDocument, 'via'>;

/** What one subject of one cluster may do on one side of a change and not on the other. */
export interface AccessChange extends GrantDocument {
  readonly subject: RbacSubject;
  readonly cluster: string;
  /** How much it matters, judged by what it opens alone. */
  readonly danger: Severity;
  /** What can be done with it alone, in words, the gravest first; empty where it is what it says and no more. */
  readonly opens: readonly string[];
  /** Of what a wildcard, or the lack of names or of a namespace, takes in: what the other side gives as well. */
  readonly except?: readonly Rights[];
  /** People of the roster whom the subject means; absent without a roster. */
  readonly people?: readonly string[];
}

export interface EscalationChange extends EscalationDocument {
  readonly subject: RbacSubject;
  readonly cluster: string;
}

/** What was not read on one side or on both, and may hold a difference. */
export interface UnreadChange extends Unread {
  readonly cluster: string | null;
  readonly side: 'before' | 'after' | 'both';
  /** False where what was not read is the same on both sides, so that by itself it changes nothing. */
  readonly changed: boolean;
}

/** How few people it takes to change a target, on one side. */
export interface QuorumSide
  extends Pick<Quorum, 'target' | 'route' | 'effect' | 'atLeast' | 'atMost' | 'alone'> {
  /** What was not seen and so keeps the answer open. */
  readonly open: readonly string[];
}

/** What a change makes of who may do what. */
export interface AccessDiff {
  /** The gravest first. */
  readonly gained: readonly AccessChange[];
  readonly lost: readonly AccessChange[];
  readonly escalations: {
    readonly gained: readonly EscalationChange[];
    readonly lost: readonly EscalationChange[];
  };
  readonly quorum: { readonly before: readonly QuorumSide[]; readonly after: readonly QuorumSide[] };
  /** False only where nobody's access changes, and nothing that changes was left unread. */
  readonly effective: boolean;
  readonly unknown: readonly UnreadChange[];
  readonly notes: readonly string[];
}

/** `diff`: `mainward.dev/diff/v1`. */
export interface DiffDocument extends AccessDiff {
  readonly schema: 'mainward.dev/diff/v1';
}
