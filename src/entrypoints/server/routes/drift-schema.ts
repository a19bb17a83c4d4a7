import * as z from 'zod';
import type { Actor, DriftRecord, EffectiveDelta, GuardStatus } from '../../../model/drift.ts';
import { DRIFT_EFFECTS, GUARD_TIERS, HOLD_CODES } from '../../../model/drift.ts';
import type { DriftRecordDocument, ListedDrift, ListedGuard } from '../../../model/drift-view.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import { SEVERITIES } from '../../../model/verdict.ts';

const time = z.string().describe('RFC 3339');
const index = z.int().describe('index of an entry');
const objectRef = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
}) as z.ZodType as z.ZodType<ObjectRef>;

const actor = z.object({
  source: z.enum(['admission', 'audit', 'manager']),
  user: z.string().optional().describe('as the API server authenticated it'),
  groups: z.array(z.string()).optional(),
  impersonator: z.string().optional().describe('who really asked, where they acted as user'),
  person: z.string().optional().describe('of the roster'),
  robot: z.object({ id: z.string(), owners: z.array(z.string()) }).optional(),
  left: time.optional(),
  tool: z.string().optional().describe('as the client calls itself'),
  allowedBy: z.string().optional(),
  at: time,
  event: z.string().optional(),
}) as z.ZodType as z.ZodType<Actor>;

const delta = z
  .looseObject({
    effect: z.enum([...DRIFT_EFFECTS, 'none']),
    danger: z.enum(SEVERITIES),
  })
  .describe('who may do more or less because of it') as z.ZodType as z.ZodType<EffectiveDelta>;

const recordFields = {
  id: index,
  cluster: z.string(),
  object: objectRef,
  change: z.enum(['added', 'changed', 'removed']),
  effect: z.enum(DRIFT_EFFECTS),
  danger: z.enum(SEVERITIES),
  repository: z.string(),
  commit: z.string().describe('the verified commit that it differs from'),
  tier: z.enum(GUARD_TIERS),
  decision: z.enum(['record', 'delete', 'give-back', 'hold']),
  code: z.enum(HOLD_CODES).optional(),
  seenAt: time,
  dueAt: time.optional().describe('when it will be deleted, if nobody gives it back before'),
  actions: z.array(
    z.object({
      index,
      at: time,
      action: z.enum(['deleted', 'reconcile-requested']),
      outcome: z.enum(['done', 'gone', 'changed', 'refused', 'unreachable']),
    }),
  ),
  ended: z
    .object({ index, at: time, how: z.enum(['deleted', 'given-back', 'gone', 'adopted', 'quiet']) })
    .optional(),
  replacedBy: index.optional().describe('the newer one of the same object'),
  actors: z.array(actor).describe('whoever may have done it, the best evidence first'),
  delta: delta.optional(),
};

export const driftRecord: z.ZodType<DriftRecord> = z.object(
  recordFields,
) as z.ZodType as z.ZodType<DriftRecord>;

const guardFields = z.object({
  cluster: z.string(),
  tier: z.enum(GUARD_TIERS),
  repository: z.string().optional(),
  commit: z.string().optional(),
  ready: z.boolean(),
  recording: z.boolean(),
  held: z.array(z.object({ code: z.enum(HOLD_CODES), why: z.string(), until: time.optional() })),
  open: z.array(z.object({ seen: index, code: z.enum(HOLD_CODES).optional(), dueAt: time.optional() })),
});
export const guardStatus: z.ZodType<GuardStatus> = guardFields as z.ZodType as z.ZodType<GuardStatus>;

const said = z.object({
  object: z.string(),
  state: z.object({ words: z.string(), kind: z.enum(['good', 'bad', 'open', 'dim']) }),
  change: z.string(),
  does: z.array(z.string()).describe('who may do what because of it, the gravest first'),
  done: z.array(z.string()),
  who: z.array(z.object({ name: z.string(), rest: z.string(), source: z.string() })).describe('as `actors`'),
  lasted: z.string().optional(),
});

const listedFields = {
  ...recordFields,
  whole: z.boolean().describe('false where names, rights and objects are left out for the reader'),
  said: said.describe('in words'),
};

export const listedDrift: z.ZodType<ListedDrift> = z.object(
  listedFields,
) as z.ZodType as z.ZodType<ListedDrift>;

export const listedGuard: z.ZodType<ListedGuard> = guardFields.extend({
  said: z.array(z.string()).describe('in words'),
}) as z.ZodType as z.ZodType<ListedGuard>;

export const driftDocument: z.ZodType<DriftRecordDocument> = z.object({
  schema: z.literal('mainward.dev/drift-record/v1'),
  ...listedFields,
  desired: z.string().optional().describe('as the verified commit has it, JSON'),
  desiredAt: z.looseObject({ path: z.string(), line: z.int() }).optional(),
  before: z.string().optional().describe('JSON'),
  live: z.string().optional().describe('JSON'),
  undo: z.string().optional().describe('what would undo what was done'),
  edits: z
    .array(z.object({ kind: z.enum(['same', 'removed', 'added']), text: z.string() }))
    .optional()
    .describe('both line by line; `removed` is only in Git'),
  changeId: index.optional().describe('the change that brought the verified commit'),
  offers: z.boolean().describe('can it be asked what Git would need so that it stays?'),
}) as z.ZodType as z.ZodType<DriftRecordDocument>;
