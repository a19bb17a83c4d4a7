/** What somebody can verify with nothing but this, and a verifier key that they trust: `mainward.dev/proof/v1`. */
export interface ProofDocument {
  readonly schema: 'mainward.dev/proof/v1';
  /** The signed note of the tree that all the entries are in. */
  readonly checkpoint: string;
  /** By index, ascending. */
  readonly entries: readonly ProofEntry[];
}

export interface ProofEntry {
  readonly index: number;
  /** The entry's bytes as they were hashed, in base64. */
  readonly leaf: string;
  /** The bytes that the entry commits to, in base64. Absent where they are not handed out, or were erased. */
  readonly payload?: string;
  /** Hashes in base64, the entry's neighbour first. */
  readonly inclusion: readonly string[];
}
