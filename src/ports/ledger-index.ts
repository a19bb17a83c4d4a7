import type { Facets, LedgerEntryType, Sha256 } from '../model/ledger.ts';

/** What the index knows of one entry. */
export interface IndexRow extends Facets {
  readonly index: number;
  readonly type: LedgerEntryType;
  /** Hash of the entry in the tree, hex: which log, and which history of it, this is an index of. */
  readonly leaf: Sha256;
}

/** A question whose parts must all be so. */
export interface IndexQuestion {
  readonly types?: readonly LedgerEntryType[];
  readonly repository?: string;
  readonly commit?: string;
  readonly proposal?: string;
  /** As in `Facets`. */
  readonly object?: string;
  readonly digest?: Sha256;
  readonly limit: number;
  /** Only entries before this one. */
  readonly before: number;
}

/**
 * Finds entries by what they say. It is made from the entries, and can be made again at any time. All verbs reject
 * with STORE_UNAVAILABLE.
 */
export interface LedgerIndex {
  /** How many entries it knows, from the first on, and the leaf of the last; absent where it knows none. */
  extent(): Promise<{ readonly size: number; readonly leaf?: Sha256 }>;
  /** Takes in what comes next, all of it or nothing. The first one's index is its size. */
  add(rows: readonly IndexRow[]): Promise<void>;
  /** Indexes, newest first. */
  find(question: IndexQuestion): Promise<readonly number[]>;
}

/** For making it anew, and for holding it to the entries. */
export interface LedgerIndexKeeping {
  /** Forgets everything. */
  clear(): Promise<void>;
  /** What it knows of the entries from one on, each list sorted; at most so many. */
  rows(from: number, limit: number): Promise<readonly IndexRow[]>;
  /** What is broken in its own files; empty where nothing is. */
  faults(): Promise<readonly string[]>;
}
