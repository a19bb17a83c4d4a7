import { request } from 'node:https';
import type { Pair } from '../../src/adapters/cluster-kubernetes/fixtures/certificates.ts';

export interface Answer {
  readonly status: number;
  /** Parsed where it is JSON, else its text. */
  readonly body: unknown;
}

/** One request, of whatever kind, and what comes back. */
export type Send = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string | readonly string[]>>,
) => Promise<Answer>;

/** Asks an API server on loopback with a client certificate; a connection for each request. */
export function sender(port: number, authority: string, { certificate, key }: Pair): Send {
  return (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const outgoing = request(
        {
          host: '127.0.0.1',
          port,
          method,
          path,
          ca: authority,
          cert: certificate,
          key,
          headers: {
            'content-type': 'application/json',
            // Node sends the body of a deletion without saying how long it is, and then nobody reads it.
            'content-length': String(Buffer.byteLength(text)),
            ...(headers as Record<string, string | string[]>),
          },
        },
        (incoming) => {
          const parts: Buffer[] = [];
          incoming.on('data', (part: Buffer) => parts.push(part));
          incoming.once('error', reject);
          incoming.once('end', () => {
            const answer = Buffer.concat(parts).toString('utf8');
            const json = incoming.headers['content-type']?.includes('json') === true;
            resolve({ status: incoming.statusCode ?? 0, body: json ? JSON.parse(answer) : answer });
          });
        },
      );
      outgoing.once('error', reject);
      outgoing.end(text);
    });
}
