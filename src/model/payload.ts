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

export type Payload =
  | ProposedPayload
  | ApprovedPayload
  | CheckedPayload
  | LandedPayload
  | PolicyPayload
  | ExchangePayload
  | LivePayload;
