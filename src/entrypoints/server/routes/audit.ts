import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { Problem } from '../problem.ts';
import { type Caller, type Route, route } from '../route.ts';
import type { Services } from '../services.ts';

/** One delivery. An API server that is told to send at most so much cuts its batches by itself. */
const MOST_BYTES = 4_194_304;
const LONGEST_TOKEN = 4_096;
const bytes: z.ZodType<Uint8Array, Uint8Array> = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** What API servers say of requests they have answered. */
export const AUDIT: readonly Route[] = [
  route({
    method: 'POST',
    path: '/webhooks/audit/:cluster',
    summary: 'Takes a batch of a Kubernetes API server’s audit events (audit.k8s.io/v1).',
    access: 'public',
    params: z.strictObject({ cluster: z.string().min(1).max(256) }),
    query: z.strictObject({
      timeout: z
        .string()
        .max(32)
        .optional()
        .describe('as clients of Kubernetes write it; it decides nothing here'),
    }),
    body: { kind: 'json-bytes', schema: bytes, maxBytes: MOST_BYTES },
    replies: { 204: { kind: 'empty', description: 'They were taken.' } },
    knows: showsToken,
    handle({ params, body }, { audits }) {
      const taken = audits?.get(params.cluster)?.take(body);
      // The API server sends again what it was told to send later, and drops what it was told is wrong.
      if (taken === 'busy') throw new Problem('TOO_MANY_REQUESTS', { retryAfter: 5 });
      if (taken === undefined || taken === 'invalid') throw new Problem('REQUEST_INVALID');
      return { status: 204 };
    },
  }),
];

function showsToken(caller: Caller, { audits }: Services): boolean {
  const receiver = audits?.get(caller.params['cluster'] ?? '');
  const token = /^Bearer (\S+)$/.exec((caller.header('authorization') ?? '').slice(0, LONGEST_TOKEN))?.[1];
  if (receiver === undefined || token === undefined) return false;
  const shown = createHash('sha256').update(token).digest();
  const wanted = Buffer.from(receiver.tokenSha256, 'hex');
  return wanted.length === shown.length && timingSafeEqual(wanted, shown);
}
