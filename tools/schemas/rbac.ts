import * as z from 'zod';
import { location, person, quorum, severity, text } from './parts.ts';

/** Answers to questions of a cluster's RBAC. */
const objectName = z.object({ kind: text, name: text, namespace: text.optional() });
export const subject = z.object({
  kind: z.enum(['User', 'Group', 'ServiceAccount']),
  name: text,
  namespace: text.optional(),
});
const askedSubject = z.union([subject, z.object({ kind: z.literal('Person'), name: text })]);
const via = z
  .object({
    binding: objectName,
    role: objectName,
    rule: z.object({
      verbs: z.array(text),
      apiGroups: z.array(text).optional(),
      resources: z.array(text).optional(),
      resourceNames: z.array(text).optional(),
      nonResourceURLs: z.array(text).optional(),
    }),
    location: location.describe('where the binding names the subject'),
    ruleLocation: location,
  })
  .meta({ id: 'via' });
const unread = z.array(z.object({ reason: text, location: location.optional() }));
const notes = z.array(text);

export const whoCan = z.union([
  z.object({
    schema: z.literal('mainward.dev/who-can/v1'),
    question: text,
    cluster: text,
    subjects: z.array(z.object({ subject, via: z.array(via) })),
    unknown: unread.describe('what was not read and might grant it'),
    notes,
  }),
  z
    .object({
      schema: z.literal('mainward.dev/who-can/v1'),
      question: text,
      cluster: z.null(),
      target: text,
      subjects: z.array(
        z.object({
          subject: z.object({ kind: z.enum(['Person', 'Robot']), name: person }),
          via: z.array(quorum.pick({ route: true, effect: true })),
        }),
      ),
      quorum: z.array(quorum),
      unknown: unread,
    })
    .describe('`who-can change TARGET`: asked of the chain'),
]);

const rights = z.object({
  verbs: z.array(text),
  groups: z.array(text),
  resources: z.array(text),
  names: z.array(text).optional(),
  nonResourceURLs: z.array(text).optional(),
  namespace: text.nullable().describe('null = everywhere'),
});
export const grant = z.object({ ...rights.shape, via: z.array(via) });
const escalation = z.object({
  primitive: text,
  title: text,
  severity,
  to: text,
  namespace: text.nullable(),
  names: z.array(text).optional(),
  steps: z.array(text),
  via: z.array(via),
});

export const whatCan = z.object({
  schema: z.literal('mainward.dev/what-can/v1'),
  subject: askedSubject,
  cluster: text,
  grants: z.array(grant),
  escalations: z.array(escalation),
  unknown: unread,
  notes,
});

const change = z.object({
  ...grant.shape,
  subject,
  cluster: text,
  danger: severity.describe('judged by what it opens alone'),
  opens: z.array(text).describe('what can be done with it alone, the gravest first'),
  except: z.array(rights).optional().describe('of what it takes in: what the other side gives as well'),
  people: z.array(text).optional().describe('whom of the roster the subject means'),
});
const way = z.object({ ...escalation.shape, subject, cluster: text });
const quorumSide = z.object({
  ...quorum.pick({ target: true, route: true, effect: true, atLeast: true, atMost: true, alone: true }).shape,
  open: z.array(text).describe('what was not seen and keeps the answer open'),
});

/** What a change makes of who may do what; the same in every document that has it. */
export const accessDiff = {
  gained: z.array(change).describe('the gravest first'),
  lost: z.array(change),
  escalations: z.object({ gained: z.array(way), lost: z.array(way) }),
  quorum: z.object({ before: z.array(quorumSide), after: z.array(quorumSide) }),
  effective: z
    .boolean()
    .describe('false only where nobody’s access changes and nothing that changes was left unread'),
  unknown: z.array(
    z.object({
      reason: text,
      location: location.optional(),
      cluster: text.nullable(),
      side: z.enum(['before', 'after', 'both']),
      changed: z.boolean().describe('false where what was not read is the same on both sides'),
    }),
  ),
  notes,
};

export const diff = z.object({ schema: z.literal('mainward.dev/diff/v1'), ...accessDiff });

export const can = z.object({
  schema: z.literal('mainward.dev/can/v1'),
  question: text,
  subject: askedSubject,
  cluster: text,
  allowed: z.enum(['allowed', 'denied', 'unknown']),
  because: z.array(text).describe('the most important sentence first'),
  via: z.array(via),
  unknown: unread,
});
