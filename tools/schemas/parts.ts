import * as z from 'zod';
import { SEVERITIES, STAGES } from '../../src/model/verdict.ts';

/** What the printed documents have in common. */
export const text = z.string();
export const count = z.int().min(0);
export const position = z.int().min(1);

export const location = z
  .object({
    path: text.describe('relative to the root of its repository, with `/`'),
    line: position,
    column: position,
    endLine: position,
    endColumn: position.describe('the column after the last character'),
    repository: text.optional(),
    commit: text.optional().describe('absent for a plain folder'),
  })
  .meta({ id: 'location' });
export const person = z
  .union([
    text.describe('id in the roster'),
    z.object({ account: text, identified: z.literal(false) }).describe('an account that stands for somebody'),
  ])
  .meta({ id: 'person' });
export const stage = z.enum(STAGES);
export const severity = z.enum(SEVERITIES);
export const verdict = z.enum(['holds', 'violated', 'unknown', 'not-applicable']);

const path = z.object({
  people: z
    .array(z.array(person))
    .max(20)
    .describe('alternatives, each a minimal set of people; the smallest first'),
  alternatives: count.nullable().describe('how many there are; null where they were not counted'),
  robots: z.array(text),
  steps: z.array(
    z.object({
      stage,
      from: text,
      to: text,
      why: text,
      evidence: z.enum(['witnessed', 'assumed']),
      location: location.optional(),
    }),
  ),
  assumed: z.array(text).describe('what the path rests on and nobody observed'),
});

export const quorum = z.object({
  target: text,
  route: z.enum(['delivery', 'administration', 'break-glass']),
  effect: z.enum(['workload', 'access']).describe('what runs, or who may do what'),
  atLeast: count,
  atMost: count.nullable().describe('null where no path was witnessed'),
  alone: z.object({ people: z.array(person), robots: z.array(text) }),
  paths: z.array(path),
});
