/** Signs as the person at this machine. */
export interface StatementSigner {
  /** An armoured SSHSIG in the namespace of statements. Rejects with SIGNING_FAILED. */
  sign(message: Uint8Array): Promise<string>;
}

export interface KeptFile {
  /** Where it belongs in the tree of statements. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Keeps statements in this clone. */
export interface StatementKeeper {
  /** Adds a file on top of what is kept; resolves to the commit that adds it. */
  add(file: KeptFile): Promise<string>;
}

/** Brings the statements of this clone to where others find them. */
export interface StatementPublisher {
  /** Joins them with those that are there, however often somebody else is faster. Rejects with PUSH_FAILED. */
  publish(remote: string): Promise<void>;
  /** Brings those that are there to this clone, which keeps its own on top. Rejects with PUSH_FAILED. */
  receive(remote: string): Promise<void>;
}
