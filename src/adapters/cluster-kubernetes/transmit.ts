import type { IncomingMessage } from 'node:http';
import { type Agent, request } from 'node:https';
import type { Duplex } from 'node:stream';
import { tooMuch, unaskable, unreachable } from './answers.ts';
import { addressOf, type Connection } from './connection.ts';

/** A request failed; `again` says whether another attempt may help, and cannot do harm. */
export class Attempt extends Error {
  readonly error: Error;
  readonly again: boolean;
  /** The least wait before it. */
  readonly afterMilliseconds: number;

  constructor(error: Error, again: boolean, afterMilliseconds = 0) {
    super(error.message);
    this.error = error;
    this.again = again;
    this.afterMilliseconds = afterMilliseconds;
  }
}

export interface Transmission {
  readonly method: string;
  /** With its query; below the connection's own path. */
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  /** It changes nothing, so it may be sent again whatever became of it. */
  readonly harmless: boolean;
}

/** Node does not say that a connection is used again where the request had to wait for it. */
const established = new WeakSet<Duplex>();

/** Sends one request. `answerBy` ends the wait for the answer's head, `signal` everything. */
export async function transmit(
  connection: Connection,
  { method, path, body, contentType, harmless }: Transmission,
  agent: Agent,
  signal: AbortSignal,
  answerBy: AbortSignal,
): Promise<IncomingMessage> {
  const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const headers = {
    ...(await headersOf(connection)),
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...(payload === undefined ? {} : { 'content-length': payload.length }),
  };
  const { host, port, path: base } = connection;
  return new Promise((resolve, reject) => {
    let connected = false;
    const outgoing = request({ host, port, method, path: `${base}${path}`, agent, signal, headers });
    const late = (): void => {
      outgoing.destroy(new Error(LATE));
    };
    answerBy.addEventListener('abort', late, { once: true });
    outgoing.once('socket', (socket) => {
      if (established.has(socket)) {
        connected = true;
        return;
      }
      socket.once('secureConnect', () => {
        established.add(socket);
        connected = true;
      });
    });
    outgoing.once('response', (incoming) => {
      answerBy.removeEventListener('abort', late);
      resolve(incoming);
    });
    outgoing.on('error', (error) => {
      answerBy.removeEventListener('abort', late);
      const again = !answerBy.aborted && (harmless || !connected);
      reject(new Attempt(unreachable(addressOf(connection), reasonOf(error), error), again));
    });
    outgoing.end(payload);
  });
}

/** The whole body, within a bound. */
export function readBody(
  incoming: IncomingMessage,
  mostBytes: number,
  connection: Connection,
  again: () => boolean,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    incoming.on('data', (part: Buffer) => {
      size += part.length;
      parts.push(part);
      if (size <= mostBytes) return;
      reject(tooMuch(addressOf(connection), `${mostBytes} bytes`));
      incoming.destroy();
    });
    incoming.on('error', (error) => {
      reject(new Attempt(unreachable(addressOf(connection), reasonOf(error), error), again()));
    });
    incoming.once('end', () => resolve(Buffer.concat(parts)));
  });
}

const LATE = 'no answer came in time';

async function headersOf({ token, as }: Connection): Promise<Record<string, string | string[]>> {
  return {
    accept: 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'mainward',
    ...(token === undefined ? {} : { authorization: `Bearer ${headerText(await token(), 'the token')}` }),
    ...(as === undefined
      ? {}
      : {
          'impersonate-user': headerText(as.user, 'the user'),
          'impersonate-group': as.groups.map((group) => headerText(group, 'a group')),
        }),
  };
}

/** UTF-8 as headers carry it; never quoted where it cannot be carried. */
function headerText(text: string, what: string): string {
  if (/\p{Cc}/u.test(text) || text.trim() !== text) throw unaskable(`${what} cannot stand in a header`);
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** What went wrong with a connection, without what a message might quote. */
function reasonOf(error: Error & { readonly code?: unknown }): string {
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return LATE;
  return typeof error.code === 'string' ? error.code : error.message;
}
