/** Who wrote or committed, as the object says: self-asserted. */
export interface GitIdentity {
  readonly name: string;
  readonly email: string;
}

export interface GitStamp extends GitIdentity {
  /** Seconds since 1970, UTC. */
  readonly when: number;
  /** As written, e.g. `+0200`. */
  readonly zone: string;
}

export interface Trailer {
  readonly key: string;
  readonly value: string;
}

/** What kind of signature an armour announces; `unrecognised` where its first line is none that is known. */
export type ArmourKind = 'ssh' | 'openpgp' | 'cms' | 'unrecognised';

export interface SignatureBlock {
  readonly kind: ArmourKind;
  /** The armoured text without the header's name and continuation spaces. */
  readonly armour: string;
}

/** One commit object, read strictly. Everything but `oid`, `tree` and `parents` is somebody's claim. */
export interface Commit {
  readonly oid: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: GitStamp;
  readonly committer: GitStamp;
  readonly message: string;
  /** `Key: value` lines of the last paragraph. */
  readonly trailers: readonly Trailer[];
  /** Of every `Co-authored-by` line, wherever it stands: more people rather than fewer. */
  readonly coAuthors: readonly GitIdentity[];
  readonly signature?: SignatureBlock;
  /** The bytes a signature covers: the object without its signature headers. */
  readonly payload: Uint8Array;
  /** Where readers may disagree about the object, or bytes lie outside the signature: then no signature of it counts. */
  readonly oddities: readonly string[];
}

/** An object that is no commit anybody could agree on. */
export interface UnreadableCommit {
  readonly oid: string;
  readonly why: string;
}
