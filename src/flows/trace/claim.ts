import type { ProvenEntry } from '../../ledger/proof.ts';
import type { LedgerEntry, LedgerEntryType } from '../../model/ledger.ts';

/** Something that a proof claims, and whether what comes with it shows that it is so. */
export interface Claim {
  /** `shown`: verified with nothing but the proof. `refuted`: what comes with it contradicts it. `open`: something is not here. */
  readonly state: 'shown' | 'refuted' | 'open';
  readonly what: string;
  readonly entries: readonly number[];
}

export type EntryOf<Type extends LedgerEntryType> = Extract<LedgerEntry, { readonly type: Type }>;
export type Proven<Entry extends LedgerEntry = LedgerEntry> = ProvenEntry & { readonly entry: Entry };

export function missing(payload: string | undefined, entries: readonly number[], what: string): Claim {
  return payload === undefined
    ? { state: 'open', what: '', entries }
    : { state: 'open', what: `${what} is not here, or of another kind`, entries };
}

export function short(oid: string): string {
  return oid.slice(0, 12);
}
