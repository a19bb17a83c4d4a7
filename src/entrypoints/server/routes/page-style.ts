import { PAGE_STYLE } from '../../../reports/pages/style.ts';
import { type Route, route } from '../route.ts';

/** The style of the pages that are rendered here, because they are there before there is a console. */
export const PAGE_STYLES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/style.css',
    summary: 'The style of the pages that are none of the console.',
    access: 'public',
    replies: { 200: { kind: 'bytes', mediaType: 'text/css; charset=utf-8', description: 'CSS.' } },
    handle: () => ({
      status: 200,
      bytes: new TextEncoder().encode(PAGE_STYLE),
      headers: { 'cache-control': 'public, max-age=3600' },
    }),
  }),
];
