import type { Sha256 } from './ledger.ts';
import type { Location } from './location.ts';
import type { RbacSubject, RoleRef } from './rbac.ts';
import type { Severity } from './verdict.ts';

/** Type of the predicate with which somebody decides about items of a campaign. */
export const REVIEW_PREDICATE = 'https://mainward.dev/review/v1';

/** What is reviewed, by whom, until when: kind `ReviewDefinition`. */
export interface ReviewDefinition {
  readonly name: string;
  /** Group of the roster that owns the campaign, and reviews what nobody else may. */
  readonly owner: string;
  readonly clusters: readonly string[];
  /** Namespaces, by patterns (`*` is any characters); empty = all of them, and cluster scope. */
  readonly namespaces: readonly string[];
  /** Who reviews what is in a namespace: the first that matches; before CODEOWNERS and before `owner`. */
  readonly reviewers: readonly { readonly namespace: string; readonly group: string }[];
  /** What is not reviewed, and why. */
  readonly exclude: readonly {
    readonly subject?: string;
    readonly namespace?: string;
    readonly reason: string;
  }[];
  readonly days: number;
  /** Most of the items that one campaign may remove, of 1. */
  readonly mostRemoved: number;
  readonly at: Location;
}

export type PrincipalKind = 'person' | 'robot' | 'service-account' | 'group' | 'unidentified';

/** One way on which one principal has one role somewhere: what a reviewer keeps or revokes. */
export interface ReviewItem {
  /** SHA-256 of what it is about: cluster, principal, role, scope, binding, way. Stays when the campaign is made again. */
  readonly id: Sha256;
  /** SHA-256 of all that was reviewed, provenance included. A decision is about this, and nothing later. */
  readonly digest: Sha256;
  readonly cluster: string;
  readonly principal: {
    readonly kind: PrincipalKind;
    /** As the binding names it, or, behind a group, as the cluster knows the person. */
    readonly subject: RbacSubject;
    /** Id in the roster. */
    readonly person?: string;
    readonly robot?: string;
    /** They have left, by the roster; RFC 3339. */
    readonly left?: string;
  };
  readonly role: Pick<RoleRef, 'kind' | 'name'>;
  /** `null` = everywhere in the cluster. */
  readonly namespace: string | null;
  /** What it may do, in words, the gravest first; long lists are cut. */
  readonly rights: readonly string[];
  /** SHA-256 of all that it may do: equal for rules that say the same, in whatever order. */
  readonly gives: Sha256;
  readonly danger: Severity;
  readonly binding: {
    readonly kind: 'RoleBinding' | 'ClusterRoleBinding';
    readonly name: string;
    readonly namespace?: string;
  };
  /** Groups between the binding and the principal, the binding's own first; empty = named by itself. */
  readonly via: readonly string[];
  /** Where the subject is written; without repository and commit, which are the campaign's. */
  readonly at: Location;
  /** Where the same binding names it once more. */
  readonly alsoAt?: readonly Location[];
  /** Id of the Git object of that file. */
  readonly blob: string;
  readonly origin: ReviewOrigin;
  /** Of a temporary grant; RFC 3339 UTC. */
  readonly expires?: string;
}

/** Which landing brought the line, as far as history and record say. */
export type ReviewOrigin =
  | {
      readonly kind: 'known';
      readonly commit: string;
      readonly landed: string;
      readonly at: string;
      /** Id in the roster; an e-mail address of somebody whom the roster does not know. */
      readonly author: string;
      /** Who else made it. */
      readonly coAuthors?: readonly string[];
      /** Ids in the roster. */
      readonly approvers: readonly string[];
      /** Why it is not known who agreed; absent where it is. */
      readonly approversUnknown?: string;
    }
  | { readonly kind: 'unknown'; readonly why: string };

export type ReviewVerdict = 'keep' | 'revoke';

/** What somebody decided, as it says itself: the predicate of a signed statement. */
export interface ReviewStatement {
  readonly campaign: string;
  /** Digest of the campaign's population. */
  readonly population: Sha256;
  readonly decisions: readonly {
    readonly item: Sha256;
    readonly digest: Sha256;
    readonly verdict: ReviewVerdict;
    readonly reason: string;
  }[];
  /** RFC 3339 UTC; only the signer's word. */
  readonly at: string;
}

/** Most decisions of one statement: more do not fit what is read of one. */
export const MOST_DECISIONS = 100;

/** Type of the predicate with which somebody lets something that was revoked stay until a day. */
export const REVIEW_EXCEPTION_PREDICATE = 'https://mainward.dev/review-exception/v1';

/** What stays although it was revoked, as it says itself: the predicate of a signed statement. */
export interface ReviewExceptionStatement {
  readonly campaign: string;
  /** Digest of the campaign's population. */
  readonly population: Sha256;
  readonly exceptions: readonly { readonly item: Sha256; readonly digest: Sha256; readonly reason: string }[];
  /** RFC 3339 UTC: from then on it is revoked again. */
  readonly expires: string;
  /** RFC 3339 UTC; only the signer's word. */
  readonly at: string;
}

/** The same as `SignedReview`, of exceptions. */
export interface SignedReviewException extends Omit<SignedReview, 'review'> {
  readonly exception: ReviewExceptionStatement;
}

/** A statement in its envelope, taken apart; nobody has verified it yet. */
export interface SignedReview {
  readonly review: ReviewStatement;
  /** SHA-256 of what was signed, however it is wrapped. */
  readonly id: Sha256;
  /** The bytes that the signature is over. */
  readonly message: Uint8Array;
  /** Armoured SSHSIG, or, of a session key, `r || s`. */
  readonly signature: Uint8Array;
}

/** The public key that a session in a browser made: JWK, RFC 7517. */
export interface SessionKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** How far what was decided about an item has come. */
export const ITEM_STATES = [
  'open',
  'kept',
  /** Revoked, and nothing is proposed yet. */
  'revoked',
  /** A commit that removes it is offered. */
  'proposed',
  /** A person has to do it: it cannot be taken out by surgery. */
  'task',
  /** It is not in Git any more. */
  'removed',
  /** Nor in the cluster. */
  'verified',
  /** What was decided about is not there as it was reviewed. */
  'stale',
  /** It stays although it was revoked: somebody signed for that, until a day. */
  'excepted',
] as const;
export type ItemState = (typeof ITEM_STATES)[number];

export const CAMPAIGN_STATES = ['in-review', 'in-remediation', 'closed', 'cancelled'] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** What of a cluster the items say nothing about, and why: nobody can review it. */
export interface ReviewGap {
  readonly cluster: string;
  readonly reason: string;
  readonly at?: Location;
}

/** How far the items go. */
export interface ReviewCoverage {
  readonly unknown: readonly ReviewGap[];
  /** What the definition leaves out, and how many items that is. */
  readonly excluded: readonly { readonly reason: string; readonly items: number }[];
}

/** Everything that is to be reviewed, as one commit has it. */
export interface ReviewPopulation {
  /** Sorted by id. */
  readonly items: readonly ReviewItem[];
  readonly coverage: ReviewCoverage;
}

/** Who reviews an item, and by which rule. */
export interface ReviewAssignment {
  readonly item: Sha256;
  /** Id in the roster. */
  readonly reviewer: string;
  readonly rule: string;
}

/** What was decided about an item, as the record has it. */
export interface ItemDecision {
  readonly verdict: ReviewVerdict;
  /** Id in the roster. */
  readonly by: string;
  readonly reason: string;
  /** RFC 3339: when it was recorded. */
  readonly at: string;
  /** Index of its `review.decided`. */
  readonly index: number;
}
