export interface StoredFile {
  /** Lower-case letters, digits and dots between slashes: `tree/tile/0/x001/234.p/5`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Written, and on the disk, but under no name yet. */
export interface LedgerDraft {
  /** Gives it its name, in place of what had it before. Durable when it resolves. Only once. */
  keep(): Promise<void>;
  /** Takes away what was not kept. */
  discard(): Promise<void>;
}

/**
 * Files that never change. All verbs of this port reject with LEDGER_UNAVAILABLE where the disk does not do it; then
 * it may have happened or not, in part or as a whole.
 */
export interface LedgerFiles {
  /**
   * When the draft is kept, all of them are durable, each whole. The same file again does no harm; other bytes under
   * a path that is there reject with LEDGER_DAMAGED.
   */
  draft(files: readonly StoredFile[]): Promise<LedgerDraft>;
  get(path: string): Promise<Uint8Array | undefined>;
}

/** For what is no longer needed, and for looking at everything there is. */
export interface LedgerFileKeeping {
  /** Paths below a folder, in no order; empty where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Nothing is said where it is not there. It may come back after a power cut. */
  drop(path: string): Promise<void>;
}

/** One file that changes as a whole: whoever reads it gets what was written before or after, never a mixture. */
export interface LedgerSlot {
  read(): Promise<Uint8Array | undefined>;
  draft(bytes: Uint8Array): Promise<LedgerDraft>;
  /** It may come back after a power cut. */
  clear(): Promise<void>;
}

/** The one cell that decides how the log goes on. */
export interface LedgerHead {
  read(): Promise<Uint8Array | undefined>;
  draft(bytes: Uint8Array): Promise<LedgerDraft>;
  /**
   * Keeps a draft of its own: durable when it resolves. `false`, and nothing changed, where it does not hold `expected`
   * (`undefined`: nothing).
   */
  swap(expected: Uint8Array | undefined, next: LedgerDraft): Promise<boolean>;
}

/** Where a ledger lies. One process writes it. */
export interface LedgerStore {
  readonly files: LedgerFiles & LedgerFileKeeping;
  readonly head: LedgerHead;
  readonly stage: LedgerSlot;
  /** What readers go by. */
  readonly checkpoint: LedgerSlot;
}
