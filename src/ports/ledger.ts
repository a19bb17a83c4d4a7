import type { LedgerEntry, LedgerEntryType, ObjectRef, Recorded, Sha256 } from '../model/ledger.ts';
import type { ProofDocument } from '../model/proof.ts';

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
   * it cannot be written (a full disk): whatever rests on the entry must then not happen. An entry may be found later
   * although its writer was refused, so it says that something was about to happen, not that it did.
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

/** Makes what others verify without us. */
export interface LedgerProver {
  /**
   * One document for these entries, against the newest checkpoint. With `payloads` it has the bytes that they commit
   * to, as far as they are there. Rejects with LEDGER_ENTRY_UNKNOWN where there is no such entry.
   */
  prove(indexes: readonly number[], options: { readonly payloads: boolean }): Promise<ProofDocument>;
}

/** The log as a web server publishes it (C2SP tlog-tiles). */
export interface LedgerTree {
  /** `checkpoint`, or the path of a tile; `undefined` for whatever else. */
  file(path: string): Promise<Uint8Array | undefined>;
}

/** Live updates. */
export interface LedgerFollower {
  /** Every entry from an index on, those that come later too, until the signal aborts. */
  follow(from: number, signal: AbortSignal): AsyncIterable<Recorded>;
}
