import * as z from 'zod';
import { GUARD_TIERS } from '../model/drift.ts';
import { id, kind, list } from './schemas.ts';

const objectKind = z.string().regex(/^[A-Z][A-Za-z0-9]{0,62}$/, 'the kind of an object, exactly');
const pattern = z
  .string()
  .regex(/^[A-Za-z0-9._:@*-]{1,253}$/, 'a name in which * stands for any characters; nothing else is special')
  .refine((text) => !text.includes('**') && text.split('*').length <= 5, 'at most four *, each by itself')
  .describe('* is any characters; nothing else is special');
const objects = {
  kind: objectKind,
  namespace: pattern.optional().describe('absent = objects of cluster scope'),
  name: pattern,
  reason: z.string().min(1).max(1_024),
};

export const GuardDocument = kind(
  'Guard',
  z.strictObject({
    cluster: id,
    tier: z
      .enum(GUARD_TIERS)
      .default('observe')
      .describe('observe records, alert says it loudly, revoke takes back'),
    graceSeconds: z
      .int()
      .min(0)
      .max(600)
      .default(5)
      .describe('how long an agent has to give back what was changed, before it is deleted'),
    known: z
      .array(
        z.strictObject({
          ...objects,
          by: z
            .string()
            .min(1)
            .max(1_024)
            .refine((user) => !user.includes('*'), 'one user, exactly')
            .optional()
            .describe('only where this user was seen to write it'),
        }),
      )
      .max(1_000)
      .default([])
      .describe('what is not in Git and right'),
    alertOnly: z.array(z.strictObject(objects)).max(1_000).default([]).describe('what is never deleted'),
    administrators: z
      .array(
        z.strictObject({
          kind: z.enum(['User', 'Group', 'ServiceAccount']),
          name: id,
          namespace: id.optional(),
        }),
      )
      .max(1_000)
      .default([])
      .describe('one of them must be able to administer the cluster after whatever is done'),
    limits: z
      .strictObject({
        perMinute: z.int().min(1).max(600).default(10),
        perHour: z.int().min(1).max(10_000).default(50),
      })
      .default({ perMinute: 10, perHour: 50 })
      .describe('more actions than this are taken for a fault, and none is done'),
    admission: z
      .strictObject({
        mode: z.enum(['observe', 'enforce']).default('observe'),
        refuseFrom: z
          .enum(['critical', 'high', 'medium', 'low', 'info'])
          .optional()
          .describe('what violates a control of this severity or above is refused, in Git or not'),
      })
      .default({ mode: 'observe' }),
    pause: z
      .strictObject({
        groups: list.default([]).describe('of the roster; whose signed statements pause the guard'),
        longestMinutes: z.int().min(1).max(240).default(240),
      })
      .default({ groups: [], longestMinutes: 240 }),
  }),
);
