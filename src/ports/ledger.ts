import type { LedgerEntry, LedgerEntryType, ObjectRef, Recorded, Sha256 } from '../model/ledger.ts';

/** An entry without what the ledger adds. */
export type NewEntry = LedgerEntry extends infer Entry
  ? Entry extends LedgerEntry
    ? Omit<Entry, 'v' | 'at' | 'payload'>
    : never
  : never;

/** The one way anything is recorded. */
export interface LedgerWriter {
  /**
   * When it resolves the entry is durable, and nothing that happens later loses it. `payload` holds what is personal
   * or large; it is kept outside the tree, and the entry commits to its bytes. Rejects with LEDGER_UNAVAILABLE where
   * it cannot be written (a full disk): whatever rests on the entry must then not happen.
   */
  append(entry: NewEntry, payload?: Uint8Array): Promise<Recorded>;
}

export interface LedgerQuery {
  readonly types?: readonly LedgerEntryType[];
  readonly repository?: string;
  /** Any object id the entry names as a commit, head or base. */
  readonly commit?: string;
  readonly proposal?: string;
  readonly object?: ObjectRef;
  /** Artifact, token, credential, report, statement or payload. */
  readonly digest?: Sha256;
  /** At most so many, newest first. Default 1,000. */
  readonly limit?: number;
  /** Only entries before this index. */
  readonly before?: number;
}

export interface LedgerReader {
  /** How many entries are durable. */
  size(): number;
  entry(index: number): Promise<Recorded | undefined>;
  /** Newest first. */
  find(query: LedgerQuery): Promise<readonly Recorded[]>;
  /** `undefined` where it was never there or was erased. */
  payload(digest: Sha256): Promise<Uint8Array | undefined>;
}

/** Live updates. */
export interface LedgerFollower {
  /** Every entry from an index on, those that come later too, until the signal aborts. */
  follow(from: number, signal: AbortSignal): AsyncIterable<Recorded>;
}
