import * as z from 'zod';
import type { Location } from '../../../model/location.ts';
import {
  CAMPAIGN_STATES,
  ITEM_STATES,
  type ItemDecision,
  type ItemState,
  type PrincipalKind,
  type ReviewCoverage,
} from '../../../model/review.ts';
import type {
  ListedItem,
  ReviewDecisionsDocument,
  ReviewDocument,
  ReviewItemDocument,
  ReviewItemsDocument,
  ReviewRemediationDocument,
  ReviewsDocument,
} from '../../../model/review-document.ts';
import { SEVERITIES } from '../../../model/verdict.ts';

const time = z.string().describe('RFC 3339');
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const location = z.object({
  path: z.string().describe('of the repository that is reviewed'),
  line: z.int(),
  column: z.int(),
  endLine: z.int(),
  endColumn: z.int(),
}) as z.ZodType as z.ZodType<Location>;
const KINDS = [
  'person',
  'robot',
  'service-account',
  'group',
  'unidentified',
] as const satisfies readonly PrincipalKind[];
const role = z.object({ kind: z.enum(['Role', 'ClusterRole']), name: z.string() });
const binding = z.object({
  kind: z.enum(['RoleBinding', 'ClusterRoleBinding']),
  name: z.string(),
  namespace: z.string().optional(),
});
const namespace = z.string().nullable().describe('null = everywhere in the cluster');
const via = z.array(z.string()).describe('groups between the binding and the principal');

/** One way on which somebody has a role. */
const reviewItemFields = {
  id: digest.describe('the same when the campaign is made again'),
  digest: digest.describe('of all that is reviewed'),
  cluster: z.string(),
  principal: z.object({
    kind: z.enum(KINDS),
    subject: z.object({
      kind: z.enum(['User', 'Group', 'ServiceAccount']),
      name: z.string(),
      namespace: z.string().optional(),
    }),
    person: z.string().optional().describe('id in the roster'),
    robot: z.string().optional(),
    left: time.optional(),
  }),
  role,
  namespace,
  rights: z.array(z.string()).describe('in words, the gravest first'),
  gives: digest.describe('of all that it allows; the words are cut where they are many'),
  danger: z.enum(SEVERITIES),
  binding,
  via,
  at: location.describe('where the subject is written'),
  alsoAt: z.array(location).optional(),
  blob: z.string().describe('id of the Git object of that file'),
  origin: z.union([
    z.object({
      kind: z.literal('known'),
      commit: z.string(),
      landed: z.string(),
      at: time,
      author: z.string().describe('id in the roster, or an address'),
      coAuthors: z.array(z.string()).optional(),
      approvers: z.array(z.string()),
      approversUnknown: z.string().optional().describe('why it is not known who agreed'),
    }),
    z.object({ kind: z.literal('unknown'), why: z.string() }),
  ]),
  expires: time.optional(),
};

const reviewCoverage = z.object({
  unknown: z
    .array(z.object({ cluster: z.string(), reason: z.string(), at: location.optional() }))
    .describe('what may grant more and could not be read'),
  excluded: z.array(z.object({ reason: z.string(), items: count })),
}) as z.ZodType as z.ZodType<ReviewCoverage>;

const state = z.enum(ITEM_STATES);
const decision = z.object({
  verdict: z.enum(['keep', 'revoke']),
  by: z.string(),
  reason: z.string(),
  at: time,
  index: z.int().describe('of its entry'),
}) as z.ZodType as z.ZodType<ItemDecision>;

const listed = z.object({
  ...reviewItemFields,
  reviewer: z.string().optional(),
  rule: z.string().describe('by which the reviewer was chosen'),
  state,
  decision: decision.optional(),
}) as z.ZodType as z.ZodType<ListedItem>;

const campaign = {
  campaign: z.string(),
  definition: z.string(),
  repository: z.string(),
  commit: z.string().describe('what is reviewed'),
  population: digest.describe('root of the Merkle tree over the items'),
  state: z.enum(CAMPAIGN_STATES),
  startedAt: time,
  due: time,
  closedAt: time.optional(),
  items: count,
  open: count.describe('nobody decided about them yet'),
  mine: count.describe('of these, the reader’s own to review'),
};

export const reviewsDocument = z.object({
  schema: z.literal('mainward.dev/reviews/v1'),
  campaigns: z.array(z.object(campaign)),
}) as z.ZodType as z.ZodType<ReviewsDocument>;

export const reviewDocument = z.object({
  schema: z.literal('mainward.dev/review/v1'),
  ...campaign,
  by: z.string().optional(),
  states: z.object(
    Object.fromEntries(ITEM_STATES.map((one) => [one, count])) as Readonly<Record<ItemState, typeof count>>,
  ),
  reviewers: z.array(z.object({ reviewer: z.string(), items: count, open: count })),
  coverage: reviewCoverage,
  isErased: z.boolean(),
  owns: z.boolean().describe('the reader is in the group that owns it'),
}) as z.ZodType as z.ZodType<ReviewDocument>;

export const reviewItemsDocument = z.object({
  schema: z.literal('mainward.dev/review-items/v1'),
  campaign: z.string(),
  repository: z.string(),
  commit: z.string(),
  items: z.array(listed),
  next: digest.optional(),
}) as z.ZodType as z.ZodType<ReviewItemsDocument>;

const words = z.array(z.string());

export const reviewItemDocument = z.object({
  schema: z.literal('mainward.dev/review-item/v1'),
  campaign: z.string(),
  repository: z.string(),
  commit: z.string(),
  item: listed,
  rules: z.array(
    z.object({
      verbs: words,
      apiGroups: words,
      resources: words,
      resourceNames: words,
      nonResourceURLs: words,
      at: location,
    }),
  ),
  lines: z.object({ from: z.int(), text: words }).optional(),
  otherWays: z.array(z.object({ id: digest, binding, via, namespace })),
  peers: z.object({ people: count, having: count }).optional(),
  before: z.object({ campaign: z.string(), state, decision: decision.optional() }).optional(),
  recommendation: z.object({ verdict: z.enum(['keep', 'revoke', 'none']), reasons: words }),
  unknown: words,
}) as z.ZodType as z.ZodType<ReviewItemDocument>;

export const reviewDecisionsDocument = z.object({
  schema: z.literal('mainward.dev/review-decisions/v1'),
  campaign: z.string(),
  index: z.int().describe('of the entry'),
  items: z.array(listed),
}) as z.ZodType as z.ZodType<ReviewDecisionsDocument>;

export const reviewRemediationDocument = z.object({
  schema: z.literal('mainward.dev/review-remediation/v1'),
  campaign: z.string(),
  state: z.enum(CAMPAIGN_STATES),
  proposals: z.array(
    z.object({
      repository: z.string(),
      ref: z.string(),
      head: z.string(),
      index: count.describe('of the entry that records it'),
      at: time,
      items: z.array(digest).describe('what it takes out'),
    }),
  ),
  tasks: z.array(z.object({ item: digest, code: z.string(), say: z.string() })),
  unverified: z.array(
    z.object({
      item: digest,
      state,
      missing: z.string(),
      acknowledgeable: z
        .boolean()
        .describe('nobody can verify it, so whoever closes the campaign may say so'),
    }),
  ),
  exceptions: z.array(z.object({ item: digest, reason: z.string(), expires: time })),
  canClose: z.boolean(),
  obstacles: words.describe('without what may be acknowledged'),
}) as z.ZodType as z.ZodType<ReviewRemediationDocument>;
