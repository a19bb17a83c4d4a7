import * as z from 'zod';
import { recorded } from './ledger.ts';
import { count, person, text, verdict } from './parts.ts';

const sha256 = text.describe('SHA-256, hex');
const time = text.describe('RFC 3339 UTC');
const object = z.object({
  apiVersion: text,
  kind: text,
  namespace: text.optional(),
  name: text,
});
const entry = count.describe('index in the ledger');
const link = z.object({ verdict, why: text, entries: z.array(entry) });
const judged = z.enum(['pass', 'fail', 'unknown']);

/** What `mainward trace` prints. */
export const passport = z.object({
  schema: z.literal('mainward.dev/passport/v1'),
  object: object.nullable().describe('null where a commit or a digest was asked for'),
  commit: text.nullable().describe('null where it has not landed'),
  change: z
    .object({
      repository: text,
      ref: text,
      proposal: text.optional(),
      title: text.optional(),
      head: text.optional(),
      before: text.optional().describe('what the ref pointed to before'),
      tree: text.optional(),
      landedAt: time.optional(),
      verdict: judged.optional(),
      reasons: z.array(z.object({ code: text, detail: text })),
      commits: z.array(z.object({ commit: text, signature: text, person: person.optional() })),
    })
    .nullable(),
  people: z.array(person).describe('who made it'),
  approvals: z.array(
    z.object({
      person: person.nullable().describe('null where it was erased'),
      at: time.nullable(),
      state: z.enum(['counted', 'void', 'given']),
      why: text.optional(),
      head: text,
      statement: sha256,
      entry,
    }),
  ),
  checks: z.array(
    z.object({
      verdict: judged,
      at: time,
      head: text,
      base: text,
      merged: text.nullable(),
      report: sha256,
      entry,
    }),
  ),
  credentials: z.array(
    z.object({
      stage: z.enum(['validate', 'deploy']),
      environment: text,
      account: text,
      at: time,
      expires: time,
      revoked: z.boolean(),
      entry,
    }),
  ),
  deployedBy: z.array(
    z.object({
      cluster: text,
      commit: text.describe('the landing itself, or a later one that holds it'),
      source: object.optional(),
      artifact: sha256.optional(),
      publishedAt: time.optional(),
      agent: object.optional(),
      appliedAt: time.optional(),
      entries: z.array(entry),
    }),
  ),
  live: z.object({ cluster: text, object, uid: text, content: sha256, at: time, entry }).nullable(),
  links: z.object({ approved: link, checked: link, applied: link }).nullable(),
  ledger: z.array(recorded),
});
