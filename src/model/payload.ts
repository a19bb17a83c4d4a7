import type { Actor, EffectiveDelta } from './drift.ts';
import type { ObjectRef } from './ledger.ts';
import type { Location } from './location.ts';
import type { ReviewCoverage } from './review.ts';

/**
 * What is kept outside the ledger's tree, because it names people or is large. Each has random bytes of its own, so that
 * the digest that an entry commits to tells nobody anything.
 */
interface Salted {
  readonly salt: string;
}

/** A commit object, byte for byte. */
export interface CommitObject {
  readonly commit: string;
  /** Its content in base64, without Git's header. */
  readonly object: string;
}

/** Of `change.proposed`. */
export interface ProposedPayload extends Salted {
  readonly schema: 'mainward.dev/proposed/v1';
  /** As the forge names them: a login, or who signed it. */
  readonly by: string;
  readonly title: string;
  /** When it was offered, by the forge's word. */
  readonly at: string;
}

/** Of `change.approved`. */
export interface ApprovedPayload extends Salted {
  readonly schema: 'mainward.dev/approved/v1';
  /** Id in the roster of whoever signed it. */
  readonly by: string;
  readonly at: string;
  /** Where it was found. */
  readonly source: string;
  /** The name under which the repository's statements know it. */
  readonly repository: string;
  /** The signed statement in base64: the bytes whose digest the entry names. */
  readonly envelope: string;
}

/** Of `change.checked`. */
export interface CheckedPayload extends Salted {
  readonly schema: 'mainward.dev/checked/v1';
  /** The text whose digest the entry names. */
  readonly report: string;
}

/** Of `change.landed`. */
export interface LandedPayload extends Salted {
  readonly schema: 'mainward.dev/landed/v1';
  /** The text whose digest the entry names: one change of `mainward.dev/verify/v1`, with a salt and when it landed. */
  readonly report: string;
  /** The landing itself first, then what it brought. */
  readonly commits: readonly CommitObject[];
  /** There were more than are kept. */
  readonly cut: boolean;
}

/** Of `policy.loaded`. */
export interface PolicyPayload extends Salted {
  readonly schema: 'mainward.dev/policy/v1';
  readonly files: readonly {
    readonly path: string;
    /** Id of the Git object. */
    readonly oid: string;
    readonly text: string;
  }[];
}

/** Of `credential.issued`. */
export interface ExchangePayload extends Salted {
  readonly schema: 'mainward.dev/exchange/v1';
  /** `sub` of the token that was traded in. */
  readonly subject: string;
  /** The job's ref, where its token names one. */
  readonly ref?: string;
  /** What the policy looked at, and what names the run; nothing else of the token. */
  readonly claims: Readonly<Record<string, string | number | boolean>>;
}

/** Of `object.live`. */
export interface LivePayload extends Salted {
  readonly schema: 'mainward.dev/live/v1';
  /** The text whose digest the entry names: what the object means, with a salt. */
  readonly content: string;
}

/** Of `guard.began`. */
export interface InventoryPayload extends Salted {
  readonly schema: 'mainward.dev/guard-inventory/v1';
  /** Objects that nobody could explain. */
  readonly objects: readonly { readonly object: ObjectRef; readonly uid: string; readonly meaning: string }[];
}

/** Of `drift.seen`: what undoing it takes. */
export interface DriftPayload extends Salted {
  readonly schema: 'mainward.dev/drift-seen/v1';
  /** The object as the verified commit has it, JSON; absent where it has none. */
  readonly desired?: string;
  /** Where that is written. */
  readonly desiredAt?: Location;
  /** As it was before, so far as it was seen; JSON. */
  readonly before?: string;
  /** As it is live; JSON; absent where it is gone. */
  readonly live?: string;
  readonly delta: EffectiveDelta;
  /** What was known of whoever did it when it was seen. */
  readonly actors: readonly Actor[];
  /** For people: why, and what would undo what was done. */
  readonly undo: string;
}

/** Of `drift.attributed`. */
export interface AttributionPayload extends Salted {
  readonly schema: 'mainward.dev/attribution/v1';
  readonly actor: Actor;
}

/** Of `admission.judged`. */
export interface AdmissionPayload extends Salted {
  readonly schema: 'mainward.dev/admission/v1';
  readonly actor: Actor;
  /** What the requester was told, or would have been. */
  readonly message: string;
  /** The object of the request, JSON. */
  readonly object?: string;
  readonly oldObject?: string;
}

/** Of `guard.held`. */
export interface HeldPayload extends Salted {
  readonly schema: 'mainward.dev/guard-held/v1';
  readonly why: string;
  /** Id in the roster of whoever paused it. */
  readonly by?: string;
}

/** Of `review.started`. */
export interface ReviewStartedPayload extends Salted {
  readonly schema: 'mainward.dev/review-started/v1';
  /** Id in the roster of whoever began it. */
  readonly by: string;
  /** Version of what computed the population. */
  readonly generator: string;
  /** Who has left by then; RFC 3339 UTC. With it the population is computed anew. */
  readonly asOf: string;
  readonly coverage: ReviewCoverage;
  /** The definition as it was written, and where. */
  readonly definition: { readonly path: string; readonly text: string };
  /** The items, canonical JSON, one a line, sorted by id: what `population` is the root of. */
  readonly items: string;
  /** Who reviews which item, and by which rule. */
  readonly assignments: readonly {
    readonly item: string;
    readonly reviewer: string;
    readonly rule: string;
  }[];
}

/** Of `review.assigned`. */
export interface ReviewAssignedPayload extends Salted {
  readonly schema: 'mainward.dev/review-assigned/v1';
  /** Id in the roster, or `mainward` where a rule says so. */
  readonly by: string;
  readonly why: string;
  readonly assignments: readonly {
    readonly item: string;
    readonly reviewer: string;
    readonly rule: string;
  }[];
}

/** Of `review.decided`, and of `review.excepted`. */
export interface ReviewDecidedPayload extends Salted {
  readonly schema: 'mainward.dev/review-decided/v1';
  /** Id in the roster. */
  readonly by: string;
  /** With what it was signed: a key of the roster, or a key that a session in a browser made. */
  readonly signedWith: 'roster-key' | 'session-key';
  /** Of a session key: the key, and how whoever has the session proved who they are. */
  readonly session?: {
    /** JWK, EC P-256. */
    readonly key: Readonly<Record<string, string>>;
    readonly issuer: string;
    readonly subject: string;
    /** RFC 3339. */
    readonly signedInAt: string;
  };
  /** The signed statement in base64: the bytes whose digest the entry names. */
  readonly envelope: string;
}

/** Of `review.proposed`. */
export interface ReviewProposedPayload extends Salted {
  readonly schema: 'mainward.dev/review-proposed/v1';
  /** Ids of the items that the commit removes. */
  readonly items: readonly string[];
  /** What a person has to do, because it cannot be taken out by surgery; with the code `stale`, what grants something else by now. */
  readonly tasks: readonly { readonly item: string; readonly code: string; readonly say: string }[];
}

/** Of `review.verified`. */
export interface ReviewVerifiedPayload extends Salted {
  readonly schema: 'mainward.dev/review-verified/v1';
  readonly items: readonly string[];
  /** Ids of items that are there again, or still are although the day of their exception has passed. */
  readonly returned?: readonly string[];
}

/** Of `review.closed`. */
export interface ReviewClosedPayload extends Salted {
  readonly schema: 'mainward.dev/review-closed/v1';
  /** Id in the roster. */
  readonly by: string;
  readonly why: string;
  /** Ids of items of which whoever closed it took it upon them that nothing more is to be done. */
  readonly acknowledged?: readonly string[];
}

/** Of `grant.requested` and `grant.began`: the Grant as its file has it, and its manifests. */
export interface GrantPayload extends Salted {
  readonly schema: 'mainward.dev/grant/v1';
  readonly grant: string;
  readonly manifests: string;
  /** Id in the roster of whoever asked. */
  readonly by: string;
  /** Ids of those who agreed. */
  readonly approvers: readonly string[];
  /** The AccessPolicy as it was in force then, as JSON; absent in what was recorded before there was this. */
  readonly policy?: string;
}

/** Of `grant.revoked` and `grant.ended`. */
export interface GrantEndedPayload extends Salted {
  readonly schema: 'mainward.dev/grant-ended/v1';
  /** Id in the roster of whoever ended it before its time; `mainward` where time did. */
  readonly by: string;
  readonly say: string;
}

/** Of `grant.reviewed`. */
export interface GrantReviewedPayload extends Salted {
  readonly schema: 'mainward.dev/grant-reviewed/v1';
  readonly by: string;
  readonly say: string;
}

export type Payload =
  | ProposedPayload
  | ApprovedPayload
  | CheckedPayload
  | LandedPayload
  | PolicyPayload
  | ExchangePayload
  | LivePayload
  | InventoryPayload
  | DriftPayload
  | AttributionPayload
  | AdmissionPayload
  | HeldPayload
  | ReviewStartedPayload
  | ReviewAssignedPayload
  | ReviewDecidedPayload
  | ReviewProposedPayload
  | ReviewVerifiedPayload
  | ReviewClosedPayload
  | GrantPayload
  | GrantEndedPayload
  | GrantReviewedPayload;
