import * as z from 'zod';
import type {
  AccessGrantDocument,
  AccessGrantsDocument,
  AccessPoliciesDocument,
  ListedGrant,
} from '../../../model/access-document.ts';

const time = z.string().describe('RFC 3339 UTC');
const person = z.string().describe('id in the roster');
const approvals = z.array(z.object({ group: z.string(), count: z.number() }));
const object = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
});

const policy = z.object({
  name: z.string(),
  repository: z.string(),
  cluster: z.string(),
  offers: z.array(z.object({ namespace: z.string().nullable(), role: z.string() })),
  eligible: z.boolean().describe('may the reader ask for it'),
  longestMinutes: z.number(),
  usualMinutes: z.number(),
  approvals,
  reasonPrefixes: z.array(z.string()),
  pendingMinutes: z.number(),
  breakGlass: z
    .object({
      eligible: z.boolean(),
      longestMinutes: z.number(),
      reviewers: z.array(z.string()),
      reviewWithinMinutes: z.number(),
    })
    .optional(),
});

const end = z.object({
  at: time,
  by: z.enum(['guard', 'commit', 'void']),
  why: z.enum(['expired', 'revoked', 'refused']),
  who: z.string().optional(),
  say: z.string().optional(),
  object: object.optional(),
  commit: z.string().optional(),
});
const review = z.object({
  due: time,
  overdue: z.boolean(),
  verdict: z.enum(['justified', 'not-justified', 'misuse']).optional(),
  by: person.optional(),
  say: z.string().optional(),
  at: time.optional(),
});

const listed = {
  id: z.string(),
  kind: z.enum(['normal', 'break-glass']),
  policy: z.string(),
  cluster: z.string(),
  repository: z.string(),
  state: z.enum(['pending', 'active', 'ending', 'ended']),
  person: person.optional(),
  by: person.optional(),
  reason: z.string().optional(),
  requestedAt: time.optional(),
  expires: time,
  began: z.object({ at: time, commit: z.string() }).optional(),
  ends: z.array(end),
  review: review.optional(),
  stillHasBy: z.array(z.string()).describe('other grants of the same to the same person'),
  may: z.array(z.enum(['agree', 'end', 'review'])).describe('what the reader may do with it now'),
};
const listedGrant = z.object(listed) as z.ZodType as z.ZodType<ListedGrant>;

export const accessPoliciesDocument: z.ZodType<AccessPoliciesDocument> = z.object({
  schema: z.literal('mainward.dev/access-policies/v1'),
  policies: z.array(policy),
}) as z.ZodType as z.ZodType<AccessPoliciesDocument>;

export const accessGrantsDocument: z.ZodType<AccessGrantsDocument> = z.object({
  schema: z.literal('mainward.dev/access-grants/v1'),
  now: time,
  grants: z.array(listedGrant),
}) as z.ZodType as z.ZodType<AccessGrantsDocument>;

export const accessGrantDocument: z.ZodType<AccessGrantDocument> = z.object({
  ...listed,
  schema: z.literal('mainward.dev/access-grant/v1'),
  bundle: z.string().describe('SHA-256 of the manifests'),
  record: z.string().optional(),
  manifests: z.string().optional(),
  offered: z.object({ ref: z.string(), head: z.string() }).optional(),
  approvers: z.array(person),
  missing: approvals,
}) as z.ZodType as z.ZodType<AccessGrantDocument>;
