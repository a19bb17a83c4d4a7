import type { FastifyInstance } from 'fastify';
import { readJson } from '../../formats/json/read.ts';
import { plain } from '../../policy/plain.ts';
import { Problem } from './problem.ts';
import type { BodyContract } from './route.ts';
import { routeOf } from './send.ts';

const JSON_BUDGET = { depth: 16, nodes: 10_000 };
const MOST_FIELDS = 64;

/** A body that was read by its media type; whether the route takes that type is asked later. */
export interface ReadBody {
  readonly kind: BodyContract['kind'];
  readonly value: unknown;
}

/** Two readers, and no other: what has another type is refused unread. */
export function addBodyReaders(instance: FastifyInstance): void {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    const own = routeOf(request)?.body?.kind === 'json-bytes';
    settle(done, () =>
      own ? { kind: 'json-bytes', value: bytes } : { kind: 'json', value: readJsonBody(bytes) },
    );
  });
  instance.addContentTypeParser<Buffer>(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    (_, bytes, done) => {
      settle(done, () => ({ kind: 'form', value: readFormBody(bytes) }));
    },
  );
}

function settle(done: (error: Error | null, body?: unknown) => void, read: () => ReadBody): void {
  let body: ReadBody;
  try {
    body = read();
  } catch (error) {
    done(error instanceof Error ? error : new Problem('REQUEST_INVALID'));
    return;
  }
  done(null, body);
}

/** No key twice, bounded depth: two readers of this body cannot see two things. */
function readJsonBody(bytes: Uint8Array): unknown {
  const [document] = readJson(bytes, { path: 'body' }, JSON_BUDGET).documents;
  if (document?.ok !== true)
    throw new Problem('REQUEST_INVALID', {
      errors: [{ pointer: '/body', detail: 'it is no JSON that is read here' }],
    });
  return plain(document.root);
}

function readFormBody(bytes: Uint8Array): Readonly<Record<string, string>> {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(decode(bytes))) {
    if (fields.has(name) || fields.size === MOST_FIELDS)
      throw new Problem('REQUEST_INVALID', {
        errors: [{ pointer: '/body', detail: 'a field is there twice, or there are too many' }],
      });
    fields.set(name, value);
  }
  return Object.fromEntries(fields);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('REQUEST_INVALID', { errors: [{ pointer: '/body', detail: 'it is not valid UTF-8' }] });
  }
}
