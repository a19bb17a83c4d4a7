import * as z from 'zod';
import { MainwardError } from '../../../model/errors.ts';
import type { NewEntry } from '../../../ports/ledger.ts';
import { GuardDesired, GuardDesiredPage } from '../guarding/desired-document.ts';
import type { GuardDesk } from '../guarding/desk.ts';
import { Problem } from '../problem.ts';
import { type Caller, type Route, route } from '../route.ts';
import type { Services } from '../services.ts';
import { RECORDED_FIELDS, recordedEntry } from './entry.ts';
import { wholeNumber } from './fields.ts';

const params = z.strictObject({ cluster: z.string().min(1).max(256) });
const MOST_BYTES = 4_194_304;
const MOST_ENTRIES = 1_000;
const LONGEST_TOKEN = 20_000;

/** The desk holds it to what a guard says, and the ledger to the fields of its type. */
const newEntry = z.looseObject({ type: z.string() }) as z.ZodType as z.ZodType<NewEntry>;

/** For `mainward guard --server`: an identity token of the issuer and subject that the configuration names, and nothing else. */
export const GUARD_CLIENT: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/guards/:cluster/desired',
    summary: 'How much the verified commit says of what a cluster should be, for the guard beside it.',
    access: 'public',
    knows: isGuard,
    params,
    replies: {
      200: { kind: 'json', schema: GuardDesired, description: 'By the newest verified commit.' },
      204: { kind: 'empty', description: 'No commit is verified.' },
      304: { kind: 'empty', description: 'It is what If-None-Match says.' },
    },
    async handle(request, services) {
      const { cluster } = request.params;
      const desired = await deskOf(cluster, services).desired();
      if (desired === undefined) return { status: 204 };
      const etag = `"${desired.version}"`;
      if (request.header('if-none-match') === etag) return { status: 304, headers: { etag } };
      return { status: 200, json: desired.document(), headers: { etag } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/guards/:cluster/desired/objects',
    summary: 'Some of the objects that a cluster should have, for the guard beside it.',
    access: 'public',
    knows: isGuard,
    params,
    query: z.strictObject({
      version: z.string().max(128),
      from: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    }),
    replies: {
      200: { kind: 'json', schema: GuardDesiredPage, description: 'In their order; none beyond the last.' },
    },
    async handle({ params: { cluster }, query: { version, from } }, services) {
      const desired = await deskOf(cluster, services).desired();
      // What was told of them before is not so any more.
      if (desired?.version !== version) throw new Problem('CONFLICT');
      return { status: 200, json: desired.objects(from) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/guards/:cluster/entries',
    summary: 'What the guard of a cluster recorded, for itself.',
    access: 'public',
    knows: isGuard,
    params,
    query: z.strictObject({
      limit: wholeNumber(1, MOST_ENTRIES).optional(),
      before: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
    }),
    replies: {
      200: {
        kind: 'json',
        schema: z.object({
          size: z.int().describe('entries that are durable'),
          entries: z.array(recordedEntry),
        }),
        description: 'Newest first.',
      },
    },
    async handle({ params: { cluster }, query: { limit = MOST_ENTRIES, before } }, services) {
      const desk = deskOf(cluster, services);
      const { size } = desk;
      const entries = await desk.entries(before ?? size, limit);
      return { status: 200, json: { size, entries } };
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/guards/:cluster/entries',
    summary: 'Records what the guard of a cluster saw or is about to do.',
    access: 'public',
    knows: isGuard,
    params,
    body: {
      kind: 'json',
      schema: z.strictObject({
        entry: newEntry,
        payload: z.base64().max(MOST_BYTES).optional(),
      }),
      maxBytes: MOST_BYTES,
    },
    replies: {
      201: { kind: 'json', schema: z.object(RECORDED_FIELDS), description: 'It is durable.' },
    },
    async handle({ params: { cluster }, body: { entry, payload } }, services) {
      const desk = deskOf(cluster, services);
      const bytes = payload === undefined ? undefined : Buffer.from(payload, 'base64');
      try {
        return { status: 201, json: await desk.append(entry, bytes) };
      } catch (error) {
        if (error instanceof MainwardError && error.code === 'LEDGER_ENTRY_INVALID')
          throw new Problem('REQUEST_INVALID', { cause: error });
        throw error;
      }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/guards/:cluster/payloads/:digest',
    summary: 'What one of the guard’s entries commits to.',
    access: 'public',
    knows: isGuard,
    params: z.strictObject({ ...params.shape, digest: z.string().regex(/^[0-9a-f]{64}$/) }),
    replies: {
      200: { kind: 'bytes', mediaType: 'application/json', description: 'As it was recorded.' },
    },
    async handle({ params: { cluster, digest } }, services) {
      const bytes = await deskOf(cluster, services).payload(digest);
      if (bytes === undefined) throw new Problem('NOT_FOUND');
      return { status: 200, bytes };
    },
  }),
];

async function isGuard(caller: Caller, { desks }: Services): Promise<boolean> {
  const desk = desks?.get(caller.params['cluster'] ?? '');
  const token = /^Bearer (\S+)$/.exec((caller.header('authorization') ?? '').slice(0, LONGEST_TOKEN))?.[1];
  return desk !== undefined && token !== undefined && (await desk.admits(token));
}

function deskOf(cluster: string, { desks }: Services): GuardDesk {
  const desk = desks?.get(cluster);
  if (desk === undefined) throw new Problem('NOT_FOUND');
  return desk;
}
