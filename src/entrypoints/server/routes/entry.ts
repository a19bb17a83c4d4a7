import * as z from 'zod';
import type { LedgerEntry, LedgerEntryType, Recorded } from '../../../model/ledger.ts';

const TYPES: Readonly<Record<LedgerEntryType, true>> = {
  note: true,
  'change.proposed': true,
  'change.approved': true,
  'change.checked': true,
  'change.landed': true,
  'credential.issued': true,
  'credential.refused': true,
  'credential.revoked': true,
  'source.published': true,
  'agent.applied': true,
  'object.live': true,
  'policy.loaded': true,
  'policy.refused': true,
  'guard.began': true,
  'guard.followed': true,
  'drift.seen': true,
  'drift.acted': true,
  'drift.ended': true,
  'drift.attributed': true,
  'admission.judged': true,
  'guard.held': true,
  'review.started': true,
  'review.assigned': true,
  'review.decided': true,
  'review.proposed': true,
  'review.verified': true,
  'review.excepted': true,
  'review.closed': true,
  'grant.requested': true,
  'grant.began': true,
  'grant.revoked': true,
  'grant.ended': true,
  'grant.reviewed': true,
  gap: true,
};

export const entryType: z.ZodType<LedgerEntryType, string> = z
  .string()
  .refine((text): text is LedgerEntryType => Object.hasOwn(TYPES, text));

/** An entry as it lies in the ledger: digests, object ids and names of machines; its other fields are those of its type. */
const entry = z.looseObject({
  v: z.literal(1),
  type: z.string(),
  at: z.string(),
}) as z.ZodType as z.ZodType<LedgerEntry>;

export const RECORDED_FIELDS: { readonly index: z.ZodInt; readonly entry: z.ZodType<LedgerEntry> } = {
  index: z.int(),
  entry,
};
export const recordedEntry: z.ZodType<Recorded> = z.object(RECORDED_FIELDS);
