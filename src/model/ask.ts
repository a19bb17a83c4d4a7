import type { Quorum } from './graph.ts';
import type { Location } from './location.ts';
import type { PersonRef } from './person.ts';
import type { ObjectName, RbacSubject } from './rbac.ts';
import type { Severity } from './verdict.ts';

/** How a right is held: the binding that gives it, the role it is of, and the rule that permits. */
export interface Via {
  readonly binding: ObjectName;
  readonly role: ObjectName;
  readonly rule: RuleText;
  /** Where the binding names the subject. */
  readonly location: Location;
  /** Where the rule is written. */
  readonly ruleLocation: Location;
}

/** A rule as written; what is empty is left out. */
export interface RuleText {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** What was not read and might grant something. */
export interface Unread {
  readonly reason: string;
  readonly location?: Location;
}

/** `who-can WHAT`: `mainward.dev/who-can/v1`. */
export interface WhoCanDocument {
  readonly schema: 'mainward.dev/who-can/v1';
  readonly question: string;
  readonly cluster: string;
  readonly subjects: readonly { readonly subject: RbacSubject; readonly via: readonly Via[] }[];
  readonly unknown: readonly Unread[];
  readonly notes: readonly string[];
}

/** `who-can change TARGET`: the same schema, asked of the chain. */
export interface WhoCanChangeDocument {
  readonly schema: 'mainward.dev/who-can/v1';
  readonly question: string;
  readonly cluster: null;
  readonly target: string;
  /** Whoever can do it without anybody's cooperation, and by which routes. */
  readonly subjects: readonly {
    readonly subject: { readonly kind: 'Person' | 'Robot'; readonly name: PersonRef };
    readonly via: readonly Pick<Quorum, 'route' | 'effect'>[];
  }[];
  readonly quorum: readonly Omit<Quorum, 'open'>[];
  readonly unknown: readonly Unread[];
}

export interface GrantDocument {
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly names?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  /** `null` = everywhere. */
  readonly namespace: string | null;
  readonly via: readonly Via[];
}

export interface EscalationDocument {
  readonly primitive: string;
  readonly title: string;
  readonly severity: Severity;
  /** What is reached, in words. */
  readonly to: string;
  readonly namespace: string | null;
  readonly names?: readonly string[];
  readonly steps: readonly string[];
  readonly via: readonly Via[];
}

/** `what-can SUBJECT`: `mainward.dev/what-can/v1`. */
export interface WhatCanDocument {
  readonly schema: 'mainward.dev/what-can/v1';
  readonly subject: RbacSubject | { readonly kind: 'Person'; readonly name: string };
  readonly cluster: string;
  readonly grants: readonly GrantDocument[];
  readonly escalations: readonly EscalationDocument[];
  readonly unknown: readonly Unread[];
  readonly notes: readonly string[];
}

/** `can SUBJECT WHAT`: `mainward.dev/can/v1`. */
export interface CanDocument {
  readonly schema: 'mainward.dev/can/v1';
  readonly question: string;
  readonly subject: RbacSubject | { readonly kind: 'Person'; readonly name: string };
  readonly cluster: string;
  readonly allowed: 'allowed' | 'denied' | 'unknown';
  /** Sentences, the most important one first. */
  readonly because: readonly string[];
  readonly via: readonly Via[];
  readonly unknown: readonly Unread[];
}
