import * as z from 'zod';
import { openApi } from '../openapi.ts';
import { type Route, route } from '../route.ts';

/** The table of routes as a document; it describes itself too. */
export function describing(routes: readonly Route[]): readonly Route[] {
  const all: Route[] = [...routes];
  all.push(
    route({
      method: 'GET',
      path: '/openapi.json',
      summary: 'This document.',
      access: 'public',
      replies: {
        200: {
          kind: 'json',
          schema: z.looseObject({ openapi: z.literal('3.1.1') }),
          description: 'OpenAPI 3.1.',
        },
      },
      handle: (_, { version }) => ({ status: 200, json: openApi(all, version) }),
    }),
  );
  return all;
}
