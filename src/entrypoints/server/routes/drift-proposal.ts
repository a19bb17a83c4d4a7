import * as z from 'zod';
import type { Proposal } from '../../../flows/guard/proposal/propose.ts';
import { ANY_ROLE, type SignedIn } from '../access.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import type { Services } from '../services.ts';
import { wholeNumber } from './fields.ts';
import { visibleDrift } from './visible-drift.ts';

const params = z.strictObject({ id: wholeNumber(0, Number.MAX_SAFE_INTEGER) });

/** What would have to be written into Git so that a difference stays. */
export const DRIFT_PROPOSALS: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/drift/:id/proposal',
    summary: 'What would have to be written into Git so that a difference stays; nothing is opened.',
    access: ANY_ROLE,
    params,
    replies: {
      200: {
        kind: 'json',
        schema: z.object({
          schema: z.literal('mainward.dev/drift-proposal/v1'),
          branch: z.string(),
          title: z.string(),
          body: z.string(),
          diff: z.string().describe('as git apply takes it; empty where it has to be written by hand'),
          files: z.array(z.string()),
          commands: z.array(z.string()),
          approvals: z.array(z.string()).describe('who must agree, as far as policy says'),
          unknown: z.array(z.string()).describe('why it has to be written by hand'),
        }),
        description: 'For whoever may see the objects.',
      },
    },
    async handle(asked, services) {
      const found = await proposalOf(asked.params.id, asked.who, services);
      return { status: 200, json: { schema: 'mainward.dev/drift-proposal/v1', ...found } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/drift/:id/:name',
    summary: 'The patch alone.',
    access: ANY_ROLE,
    params: params.extend({ name: z.string().regex(/^keep-[a-z0-9-]{1,80}\.patch$/) }),
    replies: {
      200: { kind: 'bytes', mediaType: 'text/x-patch; charset=utf-8', description: 'For git apply.' },
    },
    async handle({ params: { id, name }, who }, services) {
      const { branch, diff } = await proposalOf(id, who, services);
      if (name !== `${branch}.patch` || diff === '') throw new Problem('NOT_FOUND');
      return {
        status: 200,
        bytes: new TextEncoder().encode(diff),
        headers: { 'content-disposition': `attachment; filename="${name}"` },
      };
    },
  }),
];

/** Throws NOT_FOUND where there is nothing, nothing that the reader may see, or nobody who could say. */
async function proposalOf(
  id: number,
  who: SignedIn,
  { board, proposer }: Pick<Services, 'board' | 'proposer'>,
): Promise<Proposal> {
  const found = await board.find(id);
  if (found === undefined || proposer?.knows(found.record.cluster) !== true) throw new Problem('NOT_FOUND');
  const { isWhole, record, payload } = visibleDrift(found, who);
  if (!isWhole) throw new Problem('NOT_FOUND');
  return proposer.propose({ record, ...(payload && { payload }) });
}
