import * as z from 'zod';
import type { EffectiveDelta } from '../../src/model/drift.ts';
import { GUARD_TIERS, HOLD_CODES, QUIET_REASONS } from '../../src/model/drift.ts';
import { count, location, severity, text } from './parts.ts';
import { grant, subject } from './rbac.ts';

const time = text.describe('RFC 3339');
const objectRef = z.object({ apiVersion: text, kind: text, namespace: text.optional(), name: text });
const EFFECTS = [
  'grants',
  'reduces',
  'mixed',
  'opt-out',
  'unknown',
  'none',
] as const satisfies readonly EffectiveDelta['effect'][];
const effect = z.enum(EFFECTS);
const rights = z.object({ ...grant.shape, subject });

const delta = z.object({
  effect,
  danger: severity.describe('judged by what it opens'),
  gained: z.array(rights).describe('the gravest first'),
  lost: z.array(rights),
  more: count.describe('rights that are not listed'),
  opens: z.array(text).describe('what can be done with what was gained, the gravest first'),
  cutOff: z.array(subject).describe('who would lose what Git gives them, if the object were deleted'),
  unknown: z.array(text).describe('why it cannot be told'),
  optOuts: z.array(text).optional().describe('what keeps it from being given back'),
});

const actor = z.object({
  source: z
    .enum(['admission', 'audit', 'manager'])
    .describe('`manager`: only a tool, as the object names it, and evidence of nobody'),
  user: text.optional().describe('as the API server authenticated it'),
  groups: z.array(text).optional(),
  impersonator: text.optional().describe('who really asked'),
  person: text.optional().describe('of the roster'),
  robot: z.object({ id: text, owners: z.array(text) }).optional(),
  left: time.optional().describe('when the account had ended'),
  tool: text.optional(),
  allowedBy: text.optional(),
  at: time,
  event: text.optional(),
});

const difference = z.object({
  cluster: text,
  object: objectRef,
  change: z.enum(['added', 'changed', 'removed']),
  effect,
  danger: severity,
  delta: delta.optional().describe('absent where the reader may not see it'),
  at: location.optional().describe('where Git has it'),
  agent: objectRef.optional().describe('who applies it'),
  actors: z.array(actor).describe('whoever may have done it, the best evidence first'),
  since: time.optional(),
  undo: z.array(text).describe('commands to be read before they are run'),
  guard: z
    .object({
      id: count.describe('index of its entry'),
      tier: z.enum(GUARD_TIERS),
      decision: z.enum(['record', 'delete', 'give-back', 'hold']),
      code: z.enum(HOLD_CODES).optional(),
      dueAt: time.optional(),
      actions: z.array(z.enum(['deleted', 'reconcile-requested'])),
    })
    .optional()
    .describe('what a server’s guard does about it'),
});

export const drift = z.object({
  schema: z.literal('mainward.dev/drift/v1'),
  clusters: z.array(
    z.object({
      cluster: text,
      repository: text.optional(),
      ref: text.optional(),
      commit: text.optional().describe('what was compared with; absent where there is none'),
      verified: z.boolean().describe('`verify` passes the commit'),
      tier: z.enum(GUARD_TIERS).optional().describe('absent where no server guards it'),
    }),
  ),
  differences: z.array(difference).describe('the gravest first'),
  quiet: z
    .partialRecord(z.enum(QUIET_REASONS), count)
    .describe('objects that differ in a way that nobody has to look at, by the reason'),
  forbidden: z.array(text).describe('kinds that may not be listed'),
  unknown: z
    .array(z.object({ reason: text, supply: text.optional(), location: location.optional() }))
    .describe('what was not seen'),
  notes: z.array(text),
});

export const driftEvent = z.object({
  schema: z.literal('mainward.dev/drift-event/v1'),
  at: time,
  event: z.enum(['came', 'changed', 'went']),
  difference,
});
