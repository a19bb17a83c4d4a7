import * as z from 'zod';
import { API_VERSION, id, list } from './schemas.ts';

const pattern = z
  .string()
  .regex(
    /^[A-Za-z0-9._:@/*-]{1,253}$/,
    'a name in which * stands for any characters; nothing else is special',
  )
  .refine((text) => !text.includes('**') && text.split('*').length <= 5, 'at most four *, each by itself')
  .describe('* is any characters; nothing else is special');

const exclusion = z
  .strictObject({
    subject: pattern.optional().describe('by name; of a service account NAMESPACE/NAME'),
    namespace: pattern.optional(),
    reason: z.string().min(1).max(1_024),
  })
  .refine(
    ({ subject, namespace }) => subject !== undefined || namespace !== undefined,
    'say which subject, or which namespace',
  );

export const ReviewDefinitionDocument = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal('ReviewDefinition'),
  metadata: z.strictObject({
    name: z
      .string()
      .regex(
        /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
        'lower case letters, digits and -; campaigns are named by it',
      ),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.strictObject({
    owner: id.describe('group of the roster that owns the campaign, and reviews what nobody else may'),
    clusters: list.min(1).describe('names of clusters, exactly'),
    namespaces: z
      .array(pattern)
      .max(1_000)
      .default([])
      .describe('what is reviewed; empty = every namespace, and cluster scope'),
    reviewers: z
      .array(z.strictObject({ namespace: pattern, group: id }))
      .max(1_000)
      .default([])
      .describe('who reviews what is in a namespace: the first that matches'),
    exclude: z.array(exclusion).max(1_000).default([]).describe('what is not reviewed, and why'),
    days: z.int().min(1).max(365).default(21).describe('how long the campaign may take'),
    mostRemoved: z
      .number()
      .min(0.01)
      .max(1)
      .default(0.25)
      .describe('most of the items that one campaign may remove, of 1'),
  }),
});
