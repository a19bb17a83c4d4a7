import * as z from 'zod';
import { findChange, listChanges } from '../../../flows/changes/changes.ts';
import { traceTarget } from '../../../flows/trace/trace.ts';
import { CHANGE_STATES, type ChangeRecord } from '../../../model/change-record.ts';
import { ANY_ROLE, type SignedIn, seesEntry } from '../access.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { recordedEntry } from './entry.ts';
import { wholeNumber } from './fields.ts';
import { passport, visiblePassport } from './passport.ts';

const summary = {
  id: z.int().describe('index of its first entry'),
  repository: z.string(),
  ref: z.string(),
  proposal: z.string().optional(),
  head: z.string().optional(),
  commit: z.string().optional(),
  state: z.enum(CHANGE_STATES),
  verdict: z.enum(['pass', 'fail', 'unknown']).optional(),
  at: z.string().describe('RFC 3339, of its last entry'),
};
const MOST_CHANGES = 100;

/** What was proposed, and what became of it. */
export const CHANGES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/changes',
    summary: 'The changes that moved last.',
    access: ANY_ROLE,
    query: z.strictObject({
      limit: wholeNumber(1, MOST_CHANGES).optional(),
      before: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional().describe('as they stood before this entry'),
    }),
    replies: {
      200: {
        kind: 'json',
        schema: z.object({
          schema: z.literal('mainward.dev/changes/v1'),
          changes: z.array(z.object(summary)),
        }),
        description: 'The one that moved last comes first.',
      },
    },
    async handle({ query }, { ledger }) {
      const changes = await listChanges(ledger, query.limit ?? 20, query.before);
      return { status: 200, json: { schema: 'mainward.dev/changes/v1', changes } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/changes/:id',
    summary: 'One change, with its entries.',
    access: ANY_ROLE,
    params: z.strictObject({ id: wholeNumber(0, Number.MAX_SAFE_INTEGER) }),
    replies: {
      200: {
        kind: 'json',
        schema: z.object({
          schema: z.literal('mainward.dev/change/v1'),
          ...summary,
          entries: z.array(recordedEntry),
        }),
        description: 'Its links, as far as the reader’s roles go.',
      },
    },
    async handle({ params, who }, { ledger }) {
      const change = visible(await findChange(ledger, params.id), who);
      return { status: 200, json: { schema: 'mainward.dev/change/v1', ...change } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/changes/:id/passport',
    summary: 'The passport of one change, whether it has landed or not.',
    access: ANY_ROLE,
    params: z.strictObject({ id: wholeNumber(0, Number.MAX_SAFE_INTEGER) }),
    replies: { 200: { kind: 'json', schema: passport, description: 'As far as the reader’s roles go.' } },
    async handle({ params, who }, { ledger }) {
      const { repository, commit, proposal } = visible(await findChange(ledger, params.id), who);
      const { passport: found } = await traceTarget(
        {
          repository,
          object: null,
          ...(commit === undefined ? {} : { commit }),
          ...(proposal === undefined ? {} : { proposal }),
        },
        ledger,
      );
      return { status: 200, json: visiblePassport(found, who) };
    },
  }),
];

/** The change without the links that the reader may not see. Throws NOT_FOUND where there is none. */
export function visible(change: ChangeRecord | undefined, who: SignedIn): ChangeRecord {
  if (change === undefined) throw new Problem('NOT_FOUND');
  return { ...change, entries: change.entries.filter(({ entry }) => seesEntry(who, entry.type)) };
}
