import * as z from 'zod';
import { id, kind, list } from './schemas.ts';

/** Temporary access longer than this is no temporary access. */
const LONGEST_MINUTES = 7 * 24 * 60;
const LONGEST_BREAK_GLASS_MINUTES = 240;

const groups = list.min(1).describe('groups of the roster');
const label = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'the name of a namespace');
const folder = z
  .string()
  .max(512)
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9._-]*(\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/,
    'a folder of the repository, without `.` and `..`',
  )
  .describe('applied by the agent of the cluster; the manifests of grants lie in it');
/** RFC 3339 UTC, whole seconds: one way to write a time, so that what is rendered of it is one text. */
const second = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'a time such as 2026-11-20T09:00:00Z')
  .refine((text) => !Number.isNaN(Date.parse(text)), 'a time that there is');
const line = z.string().regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'one line');

export const GrantId = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,46}[a-z0-9])?$/, 'lower case, digits and -, at most 48');

export const AccessPolicyDocument = kind(
  'AccessPolicy',
  z.strictObject({
    cluster: id,
    offers: z
      .array(
        z.strictObject({
          namespace: label.optional().describe('absent = everywhere in the cluster'),
          role: z
            .string()
            .regex(/^(Role|ClusterRole)\/[A-Za-z0-9._:-]{1,253}$/, 'Role/NAME or ClusterRole/NAME'),
        }),
      )
      .min(1)
      .max(20)
      .describe('given together'),
    eligible: groups.describe('groups of the roster whose members may ask'),
    longestMinutes: z.int().min(5).max(LONGEST_MINUTES),
    usualMinutes: z.int().min(5).max(LONGEST_MINUTES).default(60),
    approvals: z
      .array(z.strictObject({ group: id, count: z.int().min(1).max(100) }))
      .min(1)
      .max(20)
      .describe('all of them must agree; never whoever gets it or asked for it'),
    reasonPrefixes: z
      .array(line.min(1).max(64))
      .max(20)
      .default([])
      .describe('a reason begins with one of these, such as INC-; empty = with anything'),
    pendingMinutes: z.int().min(5).max(10_080).default(60),
    folder,
    breakGlass: z
      .strictObject({
        eligible: groups,
        longestMinutes: z.int().min(5).max(LONGEST_BREAK_GLASS_MINUTES),
        reviewers: groups.describe('never whoever used it'),
        reviewWithinMinutes: z.int().min(60).max(43_200).default(1_440),
        committer: id.describe('the robot of the roster that brings it in, signed'),
      })
      .optional()
      .describe('access without agreement, reviewed afterwards; absent = there is none'),
  }),
);

export const GrantDocument = kind(
  'Grant',
  z.strictObject({
    policy: id,
    kind: z.enum(['normal', 'break-glass']),
    person: id.describe('of the roster'),
    subject: z.strictObject({ kind: z.literal('User'), name: line.min(1).max(253) }),
    reason: line.min(1).max(512),
    requestedAt: second,
    expires: second,
  }),
);
