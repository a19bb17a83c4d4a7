import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { MainwardError } from '../../model/errors.ts';
import type { HttpClient, HttpReply, HttpRequest } from '../../ports/http.ts';

const MOST_BYTES = 1 << 20;
const MILLISECONDS = 30_000;

/** `HttpClient` by Node's own `http` and `https`, whose agents use a connection again, and the proxy that Node is told to. */
export class NodeHttpClient implements HttpClient {
  readonly #milliseconds: number;
  readonly #mostBytes: number;

  constructor(milliseconds: number = MILLISECONDS, mostBytes: number = MOST_BYTES) {
    this.#milliseconds = milliseconds;
    this.#mostBytes = mostBytes;
  }

  async send(asked: HttpRequest): Promise<HttpReply> {
    try {
      return await this.#withinTime(asked);
    } catch (cause) {
      const { origin } = asked.url;
      throw new MainwardError('SERVER_UNREACHABLE', `${origin} does not answer as it should.`, {
        fields: { server: origin },
        remedy: 'See that the address is right, that it runs, and that this machine may reach it.',
        cause,
      });
    }
  }

  async #withinTime(asked: HttpRequest): Promise<HttpReply> {
    const signal = AbortSignal.timeout(this.#milliseconds);
    try {
      return await this.#once(asked, signal);
    } catch (error) {
      // A server may close a connection just when it is used again; then it has not read what only asks.
      if (!(error instanceof ClosedBefore) || asked.method !== 'GET' || signal.aborted) throw error;
      return this.#once(asked, signal);
    }
  }

  #once({ method, url, headers, body }: HttpRequest, signal: AbortSignal): Promise<HttpReply> {
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const options = { method, headers: { ...headers, ...length }, signal };
      const outgoing = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options);
      outgoing.once('response', (incoming) => resolve(this.#read(incoming, outgoing)));
      outgoing.on('error', (error) => {
        reject(outgoing.reusedSocket ? new ClosedBefore(error) : error);
      });
      outgoing.end(body);
    });
  }

  async #read(incoming: IncomingMessage, outgoing: ClientRequest): Promise<HttpReply> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of incoming as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > this.#mostBytes) {
        outgoing.destroy();
        throw new RangeError('The answer is larger than what is read.');
      }
      parts.push(part);
    }
    return { status: incoming.statusCode ?? 0, body: Buffer.concat(parts) };
  }
}

/** A connection that was there from before ended without an answer. */
class ClosedBefore extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}
