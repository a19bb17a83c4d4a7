import type { ChangeRecord } from './change-record.ts';

/** The changes that moved last, the newest first: `mainward.dev/changes/v1`. */
export interface ChangesDocument {
  readonly schema: 'mainward.dev/changes/v1';
  readonly changes: readonly Omit<ChangeRecord, 'entries'>[];
}

/** One change, as far as the reader's roles go: `mainward.dev/change/v1`. */
export interface ChangeDocument extends ChangeRecord {
  readonly schema: 'mainward.dev/change/v1';
}
