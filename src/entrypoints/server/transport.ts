import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import { problemOf } from './failure.ts';
import { SECURITY_HEADERS } from './headers.ts';
import type { Limits } from './limits.ts';
import { PROBLEMS, type ProblemCode } from './problem.ts';
import { aroundOf, sendProblem } from './send.ts';

/** Fastify over Node's server, with a bound for everything that a client could make endless. */
export function makeTransport(logger: FastifyBaseLogger, limits: Limits): FastifyInstance {
  const instance = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    exposeHeadRoutes: false,
    bodyLimit: limits.body,
    requestTimeout: limits.request,
    connectionTimeout: limits.silence,
    keepAliveTimeout: limits.keepAlive,
    maxRequestsPerSocket: limits.requestsPerConnection,
    return503OnClosing: false,
    routerOptions: { maxParamLength: limits.parameter, caseSensitive: true },
    http: {
      maxHeaderSize: limits.headers,
      headersTimeout: limits.requestHeaders,
      connectionsCheckingInterval: limits.check,
      insecureHTTPParser: false,
      requireHostHeader: true,
      rejectNonStandardBodyWrites: true,
    },
    frameworkErrors: (error, request, reply) => {
      reply.headers(SECURITY_HEADERS);
      void sendProblem(reply, problemOf(error), aroundOf(request));
    },
    clientErrorHandler: refuseConnection,
  });
  instance.server.maxHeadersCount = limits.headerCount;
  instance.server.maxConnections = limits.connections;
  return instance;
}

/** Bytes that are no request: said once in the plainest way, and the connection is over. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const code: ProblemCode =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? 'REQUEST_TIMEOUT'
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? 'HEADERS_TOO_LARGE'
        : 'REQUEST_MALFORMED';
  const [status, detail] = PROBLEMS[code];
  const body = JSON.stringify({ title: STATUS_CODES[status], status, code, detail });
  if (socket.writable)
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/problem+json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
  socket.destroySoon();
}
