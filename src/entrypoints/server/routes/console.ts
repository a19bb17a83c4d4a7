import * as z from 'zod';
import { CONSOLE_PAGES } from '../../../model/console-pages.ts';
import { renderUnbuiltPage } from '../../../reports/pages/unbuilt.ts';
import { WITH_CONSOLE } from '../headers.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';

const IMMUTABLE = 'public, max-age=31536000, immutable';

/** The console: one page at every address that it shows something at, and the files that page is made of. */
export const CONSOLE: readonly Route[] = [
  ...CONSOLE_PAGES.map(({ path, summary }) =>
    route({
      method: 'GET',
      path,
      summary,
      // It holds nothing of anybody: what it shows it asks for, as whoever is signed in.
      access: 'public',
      params: z.record(z.string(), z.string().regex(/^[\w.:-]{1,128}$/)),
      query: z.looseObject({}),
      replies: { 200: { kind: 'page', description: 'The console.' } },
      async handle(_, { console }) {
        const page = await console.page();
        if (page === undefined) return { status: 200, page: renderUnbuiltPage() };
        return { status: 200, page, headers: WITH_CONSOLE };
      },
    }),
  ),
  route({
    method: 'GET',
    path: '/assets/*',
    summary: 'A file of the console, by a name that has its digest.',
    access: 'public',
    params: z.strictObject({ '*': z.string().regex(/^[\w.-]{1,200}$/) }),
    replies: {
      200: { kind: 'bytes', mediaType: 'application/octet-stream', description: 'It; it never changes.' },
    },
    async handle(request, { console }) {
      const found = await console.file(`assets/${request.params['*']}`, request.header('accept-encoding'));
      if (found === undefined) throw new Problem('NOT_FOUND');
      const { bytes, mediaType, encoding } = found;
      return {
        status: 200,
        bytes,
        headers: {
          ...WITH_CONSOLE,
          'content-type': mediaType,
          'cache-control': IMMUTABLE,
          vary: 'accept-encoding',
          ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
        },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/third-party.txt',
    summary: 'What the console is made of, with its licences.',
    access: 'public',
    replies: { 200: { kind: 'bytes', mediaType: 'text/plain; charset=utf-8', description: 'Text.' } },
    async handle(_, { console }) {
      const found = await console.file('THIRD-PARTY.txt', undefined);
      if (found === undefined) throw new Problem('NOT_FOUND');
      return { status: 200, bytes: found.bytes };
    },
  }),
];
