import { STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { renderProblemPage } from '../../reports/pages/problem.ts';
import { serializeCookie } from './cookies.ts';
import { oauthError } from './failure.ts';
import type { Problem, ProblemCode } from './problem.ts';
import type { Reply, ReplyContract, Route, Streamed } from './route.ts';

/** Sends what a handler gave, held to the contract of its status. What does not fit is a defect, and nothing of it leaves. */
export function sendReply(to: FastifyReply, route: Route, reply: Reply, secure: boolean): FastifyReply {
  const contract = route.replies[reply.status];
  if (contract === undefined)
    throw new TypeError(`${route.path} has no reply ${reply.status} in its contract.`);
  const body = bodyOf(contract, reply);
  to.code(reply.status).headers(reply.headers ?? {});
  if (reply.cookies !== undefined)
    to.header(
      'set-cookie',
      reply.cookies.map((cookie) => serializeCookie(cookie, secure)),
    );
  if (contract.kind === 'redirect') to.header('location', need(reply.location, 'location'));
  const type = mediaType(contract);
  if (type !== undefined && reply.headers?.['content-type'] === undefined) to.header('content-type', type);
  return to.send(body);
}

function mediaType(contract: ReplyContract): string | undefined {
  switch (contract.kind) {
    case 'json':
      return 'application/json; charset=utf-8';
    case 'page':
      return 'text/html; charset=utf-8';
    case 'bytes':
      return contract.mediaType;
    case 'events':
      return 'text/event-stream';
    case 'redirect':
    case 'empty':
      return undefined;
  }
}

function bodyOf(contract: ReplyContract, reply: Reply): string | Buffer | Readable {
  switch (contract.kind) {
    case 'json':
      return JSON.stringify(contract.schema.parse(reply.json));
    case 'page':
      return need(reply.page, 'page');
    case 'bytes': {
      const bytes = need(reply.bytes, 'bytes');
      return bytes instanceof Uint8Array ? Buffer.from(bytes) : Readable.from(bytes, { objectMode: false });
    }
    case 'events':
      return Readable.from(eventLines(need(reply.events, 'events'), contract), { objectMode: false });
    case 'redirect':
    case 'empty':
      return '';
  }
}

async function* eventLines(
  events: AsyncIterable<Streamed>,
  contract: Extract<ReplyContract, { kind: 'events' }>,
): AsyncGenerator<Buffer> {
  // Said at once, so that the client knows that it is heard; it comes back after so many milliseconds.
  yield Buffer.from('retry: 3000\n\n');
  for await (const event of events) {
    if (event === 'heartbeat') yield Buffer.from(':\n\n');
    else {
      const data = JSON.stringify(contract.schema.parse(event.data));
      yield Buffer.from(`id: ${event.id}\nevent: ${event.event}\ndata: ${data}\n\n`);
    }
  }
}

function need<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new TypeError(`The handler gave no ${what}.`);
  return value;
}

export interface ProblemSurroundings {
  /** Absent for what is not in the table. */
  readonly route?: Pick<Route, 'errors'> | undefined;
  readonly requestId: string;
  /** The path that a page was asked for; absent where no page was. */
  readonly pageAt?: string;
}

/** What of a request shapes how a problem is said: never what is wrong with it, and nothing that was not asked. */
export function aroundOf(request: FastifyRequest): ProblemSurroundings {
  const route = routeOf(request);
  const wantsPage =
    request.method === 'GET' &&
    request.headers.accept?.includes('text/html') === true &&
    !request.url.startsWith('/api/');
  return { route, requestId: request.id, ...(wantsPage ? { pageAt: request.url } : {}) };
}

export function routeOf(request: FastifyRequest): Route | undefined {
  return 'route' in request.routeOptions.config ? (request.routeOptions.config.route as Route) : undefined;
}

/** RFC 9457, or RFC 6749 where the route speaks OAuth. The same problem is the same bytes, whatever was asked for. */
export function sendProblem(to: FastifyReply, problem: Problem, around: ProblemSurroundings): FastifyReply {
  const { status, code, errors, message: detail } = problem;
  const title = STATUS_CODES[status] ?? '';
  const requestId = code === 'DEFECT' ? { requestId: around.requestId } : {};
  to.code(status);
  if (problem.retryAfter !== undefined) to.header('retry-after', String(problem.retryAfter));
  if (status === 401) to.header('www-authenticate', 'Bearer realm="mainward"');
  if (around.route?.errors === 'oauth')
    return to
      .header('content-type', 'application/json; charset=utf-8')
      .send(JSON.stringify({ error: oauthError(problem) }));
  if (around.pageAt !== undefined) {
    const signInFor = status === 401 ? around.pageAt : SIGN_IN_HELPS.includes(code) ? '/' : undefined;
    return to
      .header('content-type', 'text/html; charset=utf-8')
      .send(renderProblemPage({ title, code, detail, ...(signInFor && { signInFor }), ...requestId }));
  }
  return to
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify({ title, status, code, detail, ...(errors && { errors }), ...requestId }));
}

/** Refusals that a new sign-in may end. */
const SIGN_IN_HELPS: readonly ProblemCode[] = [
  'SIGN_IN_NEEDED',
  'SIGN_IN_STALE',
  'SIGN_IN_REFUSED',
  'MFA_NEEDED',
];
