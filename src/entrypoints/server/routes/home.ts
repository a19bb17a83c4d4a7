import { renderHomePage, renderSignedOutPage } from '../../../reports/pages/home.ts';
import { PAGE_STYLE } from '../../../reports/pages/style.ts';
import { type Route, route } from '../route.ts';

/** The plain first page. */
export const HOME: readonly Route[] = [
  route({
    method: 'GET',
    path: '/',
    summary: 'The first page.',
    access: 'public',
    replies: { 200: { kind: 'page', description: 'A way to sign in, or what the reader may see.' } },
    handle({ who }, services) {
      if (who === undefined) return { status: 200, page: renderSignedOutPage(services.signIn !== undefined) };
      return { status: 200, page: renderHomePage(who, { changes: [] }) };
    },
  }),
  route({
    method: 'GET',
    path: '/style.css',
    summary: 'The style of all pages.',
    access: 'public',
    replies: { 200: { kind: 'bytes', mediaType: 'text/css; charset=utf-8', description: 'CSS.' } },
    handle: () => ({
      status: 200,
      bytes: new TextEncoder().encode(PAGE_STYLE),
      headers: { 'cache-control': 'public, max-age=3600' },
    }),
  }),
];
