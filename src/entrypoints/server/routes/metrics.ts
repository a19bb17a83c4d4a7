import { type Route, route } from '../route.ts';

/** On a listener of its own, which needs no sign-in and is for machines of the same network only. */
export const METRICS: readonly Route[] = [
  route({
    method: 'GET',
    path: '/metrics',
    summary: 'What is counted and measured, as Prometheus reads it.',
    access: 'public',
    replies: {
      200: {
        kind: 'bytes',
        mediaType: 'text/plain; version=0.0.4; charset=utf-8',
        description: 'The table.',
      },
    },
    handle: (_, { metrics }) => ({ status: 200, bytes: new TextEncoder().encode(metrics.print()) }),
  }),
];
