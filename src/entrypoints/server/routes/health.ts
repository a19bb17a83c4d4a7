import * as z from 'zod';
import { type Route, route } from '../route.ts';

const state = z.object({ status: z.enum(['ok', 'not-ready']) });

/** Whether it lives, and whether it can do its work. What is wrong stands in the log; strangers need not know. */
export const HEALTH: readonly Route[] = [
  route({
    method: 'GET',
    path: '/healthz',
    summary: 'The process answers.',
    access: 'public',
    replies: { 200: { kind: 'json', schema: state, description: 'It does.' } },
    handle: () => ({ status: 200, json: { status: 'ok' } }),
  }),
  route({
    method: 'GET',
    path: '/readyz',
    summary: 'The server can do its work.',
    access: 'public',
    replies: {
      200: { kind: 'json', schema: state, description: 'It can.' },
      503: { kind: 'json', schema: state, description: 'It cannot; its log says why.' },
    },
    async handle(_, { readiness }) {
      const answers = await Promise.all(readiness.map((one) => one.ready().catch(() => false)));
      return answers.every(Boolean)
        ? { status: 200, json: { status: 'ok' } }
        : { status: 503, json: { status: 'not-ready' } };
    },
  }),
];
