import * as z from 'zod';
import { guardWords } from '../../../reports/drift/said.ts';
import { ANY_ROLE } from '../access.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { driftDocument, listedDrift as driftSchema, listedGuard } from './drift-schema.ts';
import { listedDrift, wholeDrift } from './drift-view.ts';
import { wholeNumber } from './fields.ts';
import { statusesOf } from './visible-drift.ts';

const MOST_DRIFT = 100;

/** What differs between clusters and Git, and what was done about it. */
export const DRIFT: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/drift',
    summary: 'Differences between clusters and Git: those that are open first, then the newest.',
    access: ANY_ROLE,
    query: z.strictObject({
      cluster: z.string().max(256).optional(),
      open: z.enum(['true', 'false']).optional().describe('only those that are open, or only the others'),
      limit: wholeNumber(1, MOST_DRIFT).optional(),
      after: z
        .string()
        .regex(/^(open|over)-\d{1,15}$/)
        .optional()
        .describe('`next` of the page before'),
    }),
    replies: {
      200: {
        kind: 'json',
        schema: z.object({
          schema: z.literal('mainward.dev/drift-list/v1'),
          guards: z.array(listedGuard).describe('of this server'),
          open: z.int().describe('how many are open on all pages'),
          drift: z.array(driftSchema),
          next: z.string().optional(),
        }),
        description: 'Without names where the reader’s roles do not go so far.',
      },
    },
    async handle({ query, who }, services) {
      const { board, guards } = services;
      const { cluster, open, limit = 50, after } = query;
      const page = await board.page({
        limit,
        ...(cluster === undefined ? {} : { cluster }),
        ...(open === undefined ? {} : { open: open === 'true' }),
        ...(after === undefined ? {} : { after }),
      });
      return {
        status: 200,
        json: {
          schema: 'mainward.dev/drift-list/v1',
          guards: statusesOf(guards, who)
            .filter((one) => cluster === undefined || one.cluster === cluster)
            .map((one) => ({ ...one, said: guardWords(one) })),
          open: page.open,
          drift: page.drift.map((one) => listedDrift(one, who, services)),
          ...(page.next === undefined ? {} : { next: page.next }),
        },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/drift/:id',
    summary: 'One difference, with the object as Git has it and as it is.',
    access: ANY_ROLE,
    params: z.strictObject({ id: wholeNumber(0, Number.MAX_SAFE_INTEGER) }),
    replies: {
      200: { kind: 'json', schema: driftDocument, description: 'As far as the reader’s roles go.' },
    },
    async handle({ params, who }, services) {
      const found = await services.board.find(params.id);
      if (found === undefined) throw new Problem('NOT_FOUND');
      return { status: 200, json: await wholeDrift(found, who, services) };
    },
  }),
];
