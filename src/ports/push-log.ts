import type { Sha256 } from '../model/ledger.ts';

/** One update of a ref, as it was accepted. Whether it then happened is told by what followed. */
export interface PushRecord {
  readonly ref: string;
  /** Zeros where the ref is new. */
  readonly before: string;
  /** Zeros where the ref is removed. */
  readonly after: string;
  /** RFC 3339 UTC, by this machine's clock. */
  readonly at: string;
  /** `installed`: what the ref was when keeping the record began. */
  readonly kind: 'push' | 'force-push' | 'create' | 'delete' | 'installed';
  /** The account that pushed, as the server that let it in names it. */
  readonly pusher?: string;
  /** Id in the roster of whoever signed `after`, where that was proved. */
  readonly signer?: string;
  /** Statements that came with it: SHA-256 of their envelopes. */
  readonly statements?: readonly Sha256[];
}

/** Keeps who pushed what. */
export interface PushRecorder {
  /** When it resolves the records are on disk. Rejects with OUTPUT_FAILED where they cannot be: then nothing may be accepted. */
  append(records: readonly PushRecord[]): Promise<void>;
}

export interface PushHistory {
  /** Oldest first. */
  readonly records: readonly PushRecord[];
  /** `before after ref` of each update that certainly happened, in the order they were confirmed. */
  readonly happened: readonly string[];
  /** Older ones were not read. */
  readonly cut: boolean;
}

export interface PushLogReader {
  /** `undefined` where no record is kept. */
  read(): Promise<PushHistory | undefined>;
}
