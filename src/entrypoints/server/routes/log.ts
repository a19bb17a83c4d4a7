import * as z from 'zod';
import { toBase64 } from '../../../ledger/base64.ts';
import { readCheckpoint } from '../../../ledger/checkpoint.ts';
import { READS_LOG } from '../access.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { entryType, RECORDED_FIELDS, recordedEntry } from './entry.ts';
import { wholeNumber } from './fields.ts';

const index = wholeNumber(0, Number.MAX_SAFE_INTEGER);
const MOST_ENTRIES = 1_000;
const CHECKPOINT = 'text/plain; charset=utf-8';
const IMMUTABLE = { 'cache-control': 'private, max-age=31536000, immutable' };

const proof = z.object({
  schema: z.literal('mainward.dev/proof/v1'),
  checkpoint: z.string().describe('signed note'),
  entries: z.array(
    z.object({
      index: z.int(),
      leaf: z.string().describe('base64'),
      inclusion: z.array(z.string().describe('base64')),
    }),
  ),
});

/** The record, for programs and for whoever verifies it. */
export const LOG: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/log',
    summary: 'What the log says of itself, and the key that it signs with.',
    access: READS_LOG,
    replies: {
      200: {
        kind: 'json',
        schema: z.object({
          schema: z.literal('mainward.dev/log/v1'),
          origin: z.string(),
          size: z.int(),
          root: z.string().describe('base64'),
          checkpoint: z.string().describe('signed note'),
          verifierKey: z.string().describe('one line of a trust file'),
        }),
        description: 'The newest checkpoint.',
      },
    },
    async handle(_, { ledger, logKey }) {
      const checkpoint = new TextDecoder().decode(found(await ledger.file('checkpoint')));
      const read = readCheckpoint(checkpoint.slice(0, checkpoint.lastIndexOf('\n\n') + 1));
      if (!read.ok) throw new Problem('UNAVAILABLE', { cause: read.error });
      const { origin, size, root } = read.value;
      return {
        status: 200,
        json: {
          schema: 'mainward.dev/log/v1',
          origin,
          size: Number(size),
          root: toBase64(root),
          checkpoint,
          verifierKey: logKey,
        },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/log/entries',
    summary: 'The newest entries.',
    access: READS_LOG,
    query: z.strictObject({
      limit: wholeNumber(1, MOST_ENTRIES).optional(),
      before: index.optional().describe('only entries before this index'),
      type: entryType.optional(),
      repository: z.string().max(256).optional(),
      commit: z
        .string()
        .regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/)
        .optional(),
      digest: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .optional()
        .describe('of an artifact, token, credential, report, statement or payload'),
    }),
    replies: {
      200: {
        kind: 'json',
        schema: z.object({
          schema: z.literal('mainward.dev/log-entries/v1'),
          size: z.int().describe('entries that are durable'),
          entries: z.array(recordedEntry),
        }),
        description: 'Newest first.',
      },
    },
    async handle({ query }, { ledger }) {
      const { limit = 100, type, ...rest } = query;
      const size = ledger.size();
      const entries = await ledger.find({
        ...defined(rest),
        limit,
        ...(type === undefined ? {} : { types: [type] }),
      });
      return { status: 200, json: { schema: 'mainward.dev/log-entries/v1', size, entries } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/log/entries/:index',
    summary: 'One entry.',
    access: READS_LOG,
    params: z.strictObject({ index }),
    replies: {
      200: {
        kind: 'json',
        schema: z.object({ schema: z.literal('mainward.dev/log-entry/v1'), ...RECORDED_FIELDS }),
        description: 'It.',
      },
    },
    async handle({ params }, { ledger }) {
      const recorded = await ledger.entry(params.index);
      if (recorded === undefined) throw new Problem('NOT_FOUND');
      return { status: 200, json: { schema: 'mainward.dev/log-entry/v1', ...recorded } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/log/entries/:index/proof',
    summary: 'One file that `mainward log verify` checks without this server.',
    access: READS_LOG,
    params: z.strictObject({ index }),
    replies: { 200: { kind: 'json', schema: proof, description: 'Leaf, inclusion proof, checkpoint.' } },
    async handle({ params }, { ledger }) {
      if (params.index >= ledger.size()) throw new Problem('NOT_FOUND');
      return { status: 200, json: await ledger.prove([params.index], { payloads: false }) };
    },
  }),
];

/** The same as a tree of tiles (C2SP tlog-tiles). `open` lets everybody read it. */
export function logTiles(open: boolean): readonly Route[] {
  const access = open ? 'public' : READS_LOG;
  return [
    route({
      method: 'GET',
      path: '/log/checkpoint',
      summary: 'The newest signed checkpoint.',
      access,
      replies: { 200: { kind: 'bytes', mediaType: CHECKPOINT, description: 'A signed note.' } },
      async handle(_, { ledger }) {
        return { status: 200, bytes: found(await ledger.file('checkpoint')) };
      },
    }),
    route({
      method: 'GET',
      path: '/log/tile/*',
      summary: 'A tile, or a bundle of entries.',
      access,
      params: z.strictObject({
        '*': z
          .string()
          .regex(
            /^(entries|[0-9]|[1-5][0-9]|6[0-3])\/(x\d{3}\/){0,6}\d{3}(\.p\/([1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?$/,
          ),
      }),
      replies: {
        200: { kind: 'bytes', mediaType: 'application/octet-stream', description: 'It; it never changes.' },
      },
      async handle({ params }, { ledger }) {
        const bytes = found(await ledger.file(`tile/${params['*']}`));
        return { status: 200, bytes, headers: IMMUTABLE };
      },
    }),
  ];
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Problem('NOT_FOUND');
  return value;
}

/** Without what was not asked for. */
function defined<T extends object>(fields: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
}
