import * as z from 'zod';
import { count, text } from './parts.ts';

/** What `mainward log` prints. An entry has the fields of its type besides these. */
export const recorded = z.object({
  index: count.describe('0-based'),
  entry: z.looseObject({
    v: z.literal(1),
    type: text,
    at: text.describe('RFC 3339 UTC; order is by index'),
    payload: text.optional().describe('SHA-256 of its bytes, hex'),
  }),
});
const base64 = text.describe('base64');

export const proof = z.object({
  schema: z.literal('mainward.dev/proof/v1'),
  checkpoint: text.describe('C2SP signed note with a tlog-checkpoint'),
  entries: z.array(
    z.object({
      index: count,
      leaf: base64.describe('base64 of the entry’s bytes, as they were hashed'),
      payload: base64.optional().describe('base64 of the bytes that the entry commits to'),
      inclusion: z.array(base64).describe('RFC 6962 audit path, the entry’s neighbour first'),
    }),
  ),
});

export const log = z.object({
  schema: z.literal('mainward.dev/log/v1'),
  origin: text,
  size: count,
  root: base64,
  checkpoint: text,
  verifierKey: text.optional().describe('a line of a trust file'),
});

export const logEntries = z.object({
  schema: z.literal('mainward.dev/log-entries/v1'),
  entries: z.array(recorded),
});

export const logCheck = z.object({
  schema: z.literal('mainward.dev/log-check/v1'),
  verified: z.boolean(),
  origin: text.optional(),
  size: text.optional().describe('decimal'),
  root: base64.optional(),
  entries: z.array(recorded).optional().describe('what a proof proves'),
  claims: z
    .array(z.object({ state: z.enum(['shown', 'refuted', 'open']), what: text, entries: z.array(count) }))
    .optional()
    .describe('what proven entries say of changes, and whether the proof shows that it is so'),
  faults: z.array(z.object({ file: text.optional(), why: text })),
  payloadsAbsent: count.describe('entries whose payload is not there: erased, or not handed out'),
  unreadable: z.array(count).describe('entries of a type that this version does not know'),
});
