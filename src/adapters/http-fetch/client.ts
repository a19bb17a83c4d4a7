import { MainwardError } from '../../model/errors.ts';
import type { HttpClient, HttpReply, HttpRequest } from '../../ports/http.ts';

const MOST_BYTES = 1 << 20;
const MILLISECONDS = 30_000;

/** `HttpClient` by Node's own `fetch`. */
export class FetchHttpClient implements HttpClient {
  readonly #milliseconds: number;
  readonly #mostBytes: number;

  constructor(milliseconds: number = MILLISECONDS, mostBytes: number = MOST_BYTES) {
    this.#milliseconds = milliseconds;
    this.#mostBytes = mostBytes;
  }

  async send({ method, url, headers, body }: HttpRequest): Promise<HttpReply> {
    try {
      const response = await fetch(url, {
        method,
        headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#milliseconds),
        ...(body === undefined ? {} : { body }),
      });
      const parts: Uint8Array[] = [];
      let size = 0;
      for await (const part of response.body ?? []) {
        size += part.byteLength;
        if (size > this.#mostBytes) throw new RangeError('The answer is larger than what is read.');
        parts.push(part);
      }
      return { status: response.status, body: Buffer.concat(parts) };
    } catch (cause) {
      throw new MainwardError('SERVER_UNREACHABLE', `${url.origin} does not answer as it should.`, {
        fields: { server: url.origin },
        remedy: 'See that the address is right, that it runs, and that this machine may reach it.',
        cause,
      });
    }
  }
}
