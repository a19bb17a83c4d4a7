import type { Recorded } from './ledger.ts';

/** What a log says of itself: `mainward.dev/log/v1`. */
export interface LogDocument {
  readonly schema: 'mainward.dev/log/v1';
  readonly origin: string;
  readonly size: number;
  /** Base64, as in the checkpoint. */
  readonly root: string;
  /** The signed note. */
  readonly checkpoint: string;
  /** What a trust file holds; absent where only the folder was looked at. */
  readonly verifierKey?: string;
}

/** Entries as they lie in the log: `mainward.dev/log-entries/v1`. */
export interface LogEntriesDocument {
  readonly schema: 'mainward.dev/log-entries/v1';
  readonly entries: readonly Recorded[];
}

/** Whether a log, or a proof, is what somebody trusted has signed: `mainward.dev/log-check/v1`. */
export interface LogCheckDocument {
  readonly schema: 'mainward.dev/log-check/v1';
  readonly verified: boolean;
  /** The three are absent where no trusted checkpoint could be read. */
  readonly origin?: string;
  /** Decimal: sizes of other logs may be larger than JSON's numbers are exact. */
  readonly size?: string;
  readonly root?: string;
  /** What a proof proves. */
  readonly entries?: readonly Recorded[];
  /** What proven entries say of changes, and whether what comes with them shows that it is so. */
  readonly claims?: readonly {
    readonly state: 'shown' | 'refuted' | 'open';
    readonly what: string;
    readonly entries: readonly number[];
  }[];
  readonly faults: readonly { readonly file?: string; readonly why: string }[];
  /** Entries whose payload is not there: erased, or not handed out. */
  readonly payloadsAbsent: number;
  /** Entries that are in the tree, and of a type that this version does not know. */
  readonly unreadable: readonly number[];
}
