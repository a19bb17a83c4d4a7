import * as z from 'zod';
import type { PrincipalKind } from '../../src/model/review.ts';
import { count, location, severity, text } from './parts.ts';
import { subject } from './rbac.ts';

const KINDS = [
  'person',
  'robot',
  'service-account',
  'group',
  'unidentified',
] as const satisfies readonly PrincipalKind[];

const origin = z.union([
  z.object({
    kind: z.literal('known'),
    commit: text,
    landed: text,
    at: text.describe('RFC 3339'),
    author: text.describe('id in the roster, or an address'),
    coAuthors: z.array(text).optional(),
    approvers: z.array(text),
    approversUnknown: text.optional().describe('why it is not known who agreed'),
  }),
  z.object({ kind: z.literal('unknown'), why: text }),
]);

/** One way on which somebody has a role. */
export const reviewItem = z.object({
  id: text.describe('SHA-256; the same when the campaign is made again'),
  digest: text.describe('SHA-256 of all that is reviewed'),
  cluster: text,
  principal: z.object({
    kind: z.enum(KINDS),
    subject,
    person: text.optional(),
    robot: text.optional(),
    left: text.optional().describe('RFC 3339'),
  }),
  role: z.object({ kind: z.enum(['Role', 'ClusterRole']), name: text }),
  namespace: text.nullable().describe('null = everywhere in the cluster'),
  rights: z.array(text).describe('in words, the gravest first'),
  gives: text.describe('SHA-256 of all that it allows; the words are cut where they are many'),
  danger: severity,
  binding: z.object({
    kind: z.enum(['RoleBinding', 'ClusterRoleBinding']),
    name: text,
    namespace: text.optional(),
  }),
  via: z.array(text).describe('groups between the binding and the principal'),
  at: location.describe('where the subject is written'),
  alsoAt: z.array(location).optional(),
  blob: text.describe('id of the Git object of that file'),
  origin,
  expires: text.optional().describe('RFC 3339'),
});

export const reviewCoverage = z.object({
  unknown: z
    .array(z.object({ cluster: text, reason: text, at: location.optional() }))
    .describe('what may grant more and could not be read'),
  excluded: z.array(z.object({ reason: text, items: count })),
});

const assigned = z.object({ ...reviewItem.shape, reviewer: text.optional(), rule: text });

export const reviewPreview = z.object({
  schema: z.literal('mainward.dev/review-preview/v1'),
  definition: text,
  repository: text,
  commit: text,
  population: text.describe('root of the Merkle tree over the items, SHA-256'),
  principals: count,
  namespaces: z.array(z.object({ cluster: text, namespace: text.nullable(), items: count })),
  reviewers: z.array(z.object({ reviewer: text, items: count })),
  unassigned: count,
  coverage: reviewCoverage,
  items: z.array(assigned),
  notes: z.array(text),
});
