import * as z from 'zod';
import { revokeIssued } from '../../../flows/exchange/revoke.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';

export const CREDENTIALS: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/credentials/:index/revoke',
    summary: 'Revokes the credential that the ledger entry at this index records.',
    access: ['security', 'administrator'],
    params: z.strictObject({ index: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
    replies: { 204: { kind: 'empty', description: 'It is revoked, or had expired.' } },
    async handle({ params }, { broker }) {
      if (!(await revokeIssued(params.index, broker))) throw new Problem('NOT_FOUND');
      return { status: 204 };
    },
  }),
];
