import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import type { Answer } from './api-requests.ts';
import type { ApiServer } from './api-server.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Sent {
  readonly body?: unknown;
  /** Default: JSON. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends whatever a client could send, as the holder of a token. */
export type Sender = (method: Method, path: string, sent?: Sent) => Promise<Answer>;

interface Kubeconfig {
  readonly clusters: readonly [
    { readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } },
  ];
}

export function asToken(api: ApiServer, token: string): Sender {
  const config = JSON.parse(readFileSync(api.kubeconfigWithToken(token), 'utf8')) as Kubeconfig;
  const { server, 'certificate-authority-data': authority } = config.clusters[0].cluster;
  const ca = Buffer.from(authority, 'base64');
  return (method, path, { body, type = 'application/json', headers = {} } = {}) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      // Node would send the body of a DELETE without saying how long it is.
      const length = { 'content-length': String(Buffer.byteLength(text)) };
      const outgoing = request(
        new URL(path, server),
        {
          method,
          ca,
          headers: { authorization: `Bearer ${token}`, 'content-type': type, ...length, ...headers },
        },
        (incoming) => {
          let answer = '';
          incoming.setEncoding('utf8').on('data', (part: string) => void (answer += part));
          incoming.once('error', reject);
          incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, body: parsed(answer) }));
        },
      );
      outgoing.once('error', reject);
      outgoing.end(text);
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
