import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { MainwardError } from '../../../model/errors.ts';

export interface Loopback {
  readonly port: number;
  /** The code that a browser brings for this state. Rejects with SIGN_IN_FAILED when the time is over. */
  readonly code: Promise<string>;
  close(): void;
}

/** Waits on 127.0.0.1 for the one request that has the state (RFC 8252, section 7.3). */
export async function waitOnLoopback(state: string, milliseconds: number): Promise<Loopback> {
  const { promise: code, resolve, reject } = Promise.withResolvers<string>();
  const server = createServer({ maxHeaderSize: 8_192 }, (request, reply) => {
    const found = codeOf(request, state);
    answer(reply, found !== undefined);
    if (found !== undefined) resolve(found);
  });
  const timer = setTimeout(() => {
    reject(
      new MainwardError('SIGN_IN_FAILED', 'Nobody agreed in the browser in time.', {
        remedy: 'Run it again, and open the address it prints.',
      }),
    );
  }, milliseconds);
  code.catch(() => undefined);
  const port = await new Promise<number>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const at = server.address();
      listening(typeof at === 'object' && at !== null ? at.port : 0);
    });
  });
  return {
    port,
    code,
    close: () => {
      clearTimeout(timer);
      server.close();
      server.closeAllConnections();
    },
  };
}

function codeOf(request: IncomingMessage, state: string): string | undefined {
  if (request.method !== 'GET') return undefined;
  const url = URL.parse(request.url ?? '', 'http://127.0.0.1');
  if (url?.pathname !== '/callback' || url.searchParams.get('state') !== state) return undefined;
  return url.searchParams.get('code') ?? undefined;
}

function answer(reply: ServerResponse, good: boolean): void {
  reply.writeHead(good ? 200 : 404, {
    'content-type': 'text/plain; charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  reply.end(
    good ? 'The command line acts as you now. You may close this page.\n' : 'There is nothing here.\n',
  );
}
