import * as z from 'zod';
import { EFFECTS, ROUTES } from '../../../model/graph.ts';
import { STAGES } from '../../../model/verdict.ts';
import { READS_EVERYTHING } from '../access.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';

const location = z.object({
  path: z.string(),
  line: z.int(),
  column: z.int(),
  endLine: z.int(),
  endColumn: z.int(),
  repository: z.string().optional(),
  commit: z.string().optional(),
});
const person = z.union([z.string(), z.object({ account: z.string(), identified: z.literal(false) })]);
const step = z.object({
  id: z.string(),
  stage: z.enum(STAGES),
  from: z.string(),
  to: z.string(),
  why: z.string(),
  location: location.optional(),
  assumed: z.array(z.string()),
  cuts: z.array(z.string()).describe('ids of what could be taken away'),
});
const cut = z.object({
  id: z.string(),
  what: z.string().describe('what no longer holds then'),
  how: z.string().describe('how it is really done'),
  location: location.optional(),
  evidence: z.string().optional(),
});
const bounds = {
  target: z.string().describe('environment'),
  route: z.enum(ROUTES),
  effect: z.enum(EFFECTS),
  atLeast: z.int(),
  atMost: z.int().nullable(),
  alone: z.object({ people: z.array(person), robots: z.array(z.string()) }),
  open: z.array(z.string()),
};
const answer = {
  quorum: z.array(
    z.object({
      ...bounds,
      paths: z.array(
        z.object({
          people: z.array(z.array(person)),
          alternatives: z.int().nullable(),
          robots: z.array(z.string()),
          assumed: z.array(z.string()),
          steps: z.array(z.string()),
        }),
      ),
    }),
  ),
  steps: z.array(step),
  cuts: z.array(cut),
};
const MOST_CUTS = 50;
const id = z.string().min(1).max(2_000);

/** Who can change what, and what would be without some facts. */
export const ANSWER: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/answer',
    summary: 'Who can change what, step by step.',
    access: READS_EVERYTHING,
    replies: {
      200: {
        kind: 'json',
        schema: z.object({
          schema: z.literal('mainward.dev/answer/v1'),
          headline: z.string(),
          asOf: z.string(),
          repositories: z.array(z.object({ name: z.string(), commit: z.string().nullable() })),
          ...answer,
        }),
        description: 'The newest answer. Where none was made yet there is nothing here.',
      },
    },
    handle(_, { answer: desk }) {
      const latest = desk.latest();
      if (latest === undefined) throw new Problem('NOT_FOUND');
      return { status: 200, json: latest };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/answer/cuts',
    summary: 'What it would be, were some facts gone.',
    access: READS_EVERYTHING,
    query: z.strictObject({
      cut: z.union([id, z.array(id).max(MOST_CUTS)]).describe('ids of cuts; several are made together'),
    }),
    replies: {
      200: {
        kind: 'json',
        schema: z.object({
          schema: z.literal('mainward.dev/answer-cut/v1'),
          headline: z.string(),
          cuts: z.array(cut),
          before: z.array(z.object(bounds)),
          after: z.object(answer),
        }),
        description: 'Before and after. A fact that is not there cannot be taken away: 409.',
      },
    },
    async handle({ query }, { answer: desk }) {
      const cuts = typeof query.cut === 'string' ? [query.cut] : query.cut;
      const made = await desk.without(cuts);
      if (made === undefined) throw new Problem('NOT_FOUND');
      if ('impossible' in made) throw new Problem('CONFLICT');
      return { status: 200, json: made };
    },
  }),
];
