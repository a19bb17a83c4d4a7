import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import { readReview } from '../../../flows/admit/read-review.ts';
import type { WebhookPaths } from '../../../flows/admit/webhook/capability.ts';
import { writeReview } from '../../../flows/admit/write-review.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { AdmissionJudge } from '../../../ports/admission.ts';
import type { KeyPair } from '../../../ports/certificates.ts';
import type { ListenAddress } from '../config/config.ts';
import { Connections } from '../connections.ts';
import type { Histogram } from '../metrics/registry.ts';
import { WEBHOOK_LIMITS, type WebhookLimits } from './limits.ts';

export interface ListenerParts {
  readonly listen: ListenAddress;
  readonly certificate: KeyPair;
  readonly paths: WebhookPaths;
  readonly judges: ReadonlyMap<string, AdmissionJudge>;
  /** Told when a request of a cluster arrived whole, so that its API server is known to get through. */
  readonly reached: (cluster: string) => void;
  readonly logger: FastifyBaseLogger;
  readonly seconds: Histogram;
  readonly limits?: Partial<WebhookLimits>;
}

export interface WebhookListener {
  readonly port: number;
  /** Shows another certificate from the next connection on; those that are open go on. */
  renew(certificate: KeyPair): void;
  stop(grace: number): Promise<void>;
}

/** Listens for API servers, by TLS, and for nobody else. Rejects with LISTEN_FAILED. */
export async function listenForReviews(parts: ListenerParts): Promise<WebhookListener> {
  const limits = { ...WEBHOOK_LIMITS, ...parts.limits };
  const server = createServer(
    {
      ...tlsOf(parts.certificate),
      handshakeTimeout: limits.handshake,
      requestTimeout: limits.request,
      headersTimeout: limits.requestHeaders,
      keepAliveTimeout: limits.keepAlive,
      connectionsCheckingInterval: limits.check,
      maxHeaderSize: limits.headers,
      insecureHTTPParser: false,
      requireHostHeader: true,
    },
    (request, reply) => {
      void answer(request, reply, parts, limits);
    },
  );
  server.maxHeadersCount = limits.headerCount;
  server.maxConnections = limits.connections;
  server.maxRequestsPerSocket = limits.requestsPerConnection;
  server.setTimeout(limits.silence);
  server.on('clientError', (_, socket) => socket.destroy());
  server.on('tlsClientError', (_, socket) => socket.destroy());
  const connections = new Connections(server);
  await listening(server, parts.listen);
  return {
    port: (server.address() as AddressInfo).port,
    renew: (certificate) => server.setSecureContext(tlsOf(certificate)),
    stop: (grace) => stopped(server, connections, grace),
  };
}

function tlsOf({ certificate, key }: KeyPair) {
  return { cert: certificate, key, minVersion: 'TLSv1.3' } as const;
}

async function answer(
  request: IncomingMessage,
  reply: ServerResponse,
  { paths, judges, reached, logger, seconds }: ListenerParts,
  limits: WebhookLimits,
): Promise<void> {
  const began = performance.now();
  try {
    const [path = ''] = (request.url ?? '').split('?', 1);
    const cluster = paths.clusterOf(path, [...judges.keys()]);
    const judge = cluster === undefined ? undefined : judges.get(cluster);
    // Whoever does not know a path learns nothing, not even that the method is wrong.
    if (cluster === undefined || judge === undefined) return say(reply, 404, 'nothing is here');
    if (request.method !== 'POST') return say(reply, 405, 'a review is posted');
    if (!isJson(request)) return say(reply, 415, 'a review is application/json');
    const body = await bodyOf(request, limits.body);
    if (body === undefined) return say(reply, 413, `a review has at most ${limits.body} bytes`);
    const review = readReview(body);
    if (!review.ok) {
      logger.warn({ cluster, why: review.error }, 'review refused');
      return say(reply, 400, review.error);
    }
    reached(cluster);
    const text = writeReview(review.value.uid, await judge.judge(review.value));
    send(reply, 200, text);
    seconds.observe((performance.now() - began) / 1_000, { cluster });
  } catch (error) {
    logger.error({ err: error }, 'review failed');
    say(reply, 500, 'the review failed');
  }
}

function isJson(request: IncomingMessage): boolean {
  return /^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '');
}

/** `undefined` where it is too long. Rejects where the client is gone before the end. */
async function bodyOf(request: IncomingMessage, most: number): Promise<Uint8Array | undefined> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > most) return undefined;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > most) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts, size);
}

/** Whoever asks wrongly has the connection for no longer than that. */
function say(reply: ServerResponse, status: number, detail: string): void {
  if (reply.headersSent || reply.destroyed) return;
  reply.setHeader('connection', 'close');
  send(reply, status, JSON.stringify({ status, detail }));
}

function send(reply: ServerResponse, status: number, text: string): void {
  reply.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  reply.end(text);
}

function listening(server: Server, { host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new MainwardError(
          'LISTEN_FAILED',
          `The admission webhook cannot listen on ${host}, port ${port} (${cause.code ?? 'unknown'}).`,
          {
            fields: { host, port },
            remedy: 'Stop what listens there, or choose another address for admission in the configuration.',
            cause,
          },
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
}

async function stopped(server: Server, connections: Connections, grace: number): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), grace);
  const quiet = setInterval(() => connections.endQuiet(), 20);
  try {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  } finally {
    clearTimeout(timer);
    clearInterval(quiet);
  }
}
