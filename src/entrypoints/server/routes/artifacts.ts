import * as z from 'zod';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';

/** Archives for agents. Who has the address has the archive: the agent sends no credentials. */
export const ARTIFACTS: readonly Route[] = [
  route({
    method: 'GET',
    path: '/artifacts/:file',
    summary: 'An archive, by the address that the agent was told.',
    access: 'public',
    params: z.strictObject({ file: z.string().max(128) }),
    replies: {
      200: { kind: 'bytes', mediaType: 'application/gzip', description: 'The archive.' },
    },
    async handle({ params }, { artifacts }) {
      const found = await artifacts.open(params.file.replace(/\.tar\.gz$/, ''));
      if (found === undefined) throw new Problem('NOT_FOUND');
      return {
        status: 200,
        bytes: found.content,
        headers: { 'content-length': String(found.bytes), 'cache-control': 'private, immutable' },
      };
    },
  }),
];
