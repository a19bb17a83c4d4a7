import type { IncomingMessage } from 'node:http';
import { Agent } from 'node:https';
import type { Pause } from '../../ports/pause.ts';
import type { Random } from '../../ports/random.ts';
import { errorOf, type Failure, isMissing, unreachable } from './answers.ts';
import { addressOf, type Connection } from './connection.ts';
import type { Limits } from './limits.ts';
import { Attempt, readBody, type Transmission, transmit } from './transmit.ts';

export interface ApiRequest extends Transmission {
  /** Answers to it may name what is secret. */
  readonly confidential?: boolean;
  /** The object that it is about: where that is not there, the answer is `undefined`. */
  readonly of?: string;
}

export interface Answered {
  /** An object or a list. */
  readonly body: object;
  readonly bytes: number;
}

/** What a request may depend on besides its connection. */
export interface RequestParts {
  readonly random: Random;
  readonly pause: Pause;
}

/** Longest wait that a server may ask for. */
const LONGEST_RETRY_AFTER_MS = 10_000;
/** Shorter than any API server keeps an idle connection, so that none is used which is being closed. */
const IDLE_MS = 30_000;

/** HTTP with one API server, over verified TLS. It follows no redirection: the credential is for this server only. */
export class Requests {
  readonly address: string;
  readonly limits: Limits;
  readonly #connection: Connection;
  readonly #parts: RequestParts;
  readonly #agent: Agent;
  readonly #streams: Agent;

  constructor(connection: Connection, parts: RequestParts, limits: Limits) {
    this.#connection = connection;
    this.#parts = parts;
    this.limits = limits;
    this.address = addressOf(connection);
    const { authorities, serverName, certificate } = connection;
    const tls = {
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      ...(authorities === undefined ? {} : { ca: authorities }),
      ...(serverName === undefined ? {} : { servername: serverName }),
      ...(certificate === undefined ? {} : { cert: certificate.chain, key: certificate.key }),
    } as const;
    this.#agent = new Agent({ ...tls, keepAlive: true, maxSockets: 32, timeout: IDLE_MS });
    this.#streams = new Agent(tls);
  }

  /**
   * The answer's JSON; `undefined` where the object that was asked for is not there. Sent again where that may help:
   * after 429 always, otherwise only what is harmless or never reached the server.
   */
  async send(asked: ApiRequest, signal?: AbortSignal): Promise<Answered | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(asked, signal);
      } catch (error) {
        if (!(error instanceof Attempt)) throw error;
        if (!error.again || attempt >= this.limits.attempts || signal?.aborted === true) throw error.error;
        await this.#parts.pause.pause(Math.max(error.afterMilliseconds, this.backoff(attempt)), signal);
      }
    }
  }

  /** An answer that is read as it comes. Whoever takes it destroys it. */
  async open(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    const answerBy = AbortSignal.any([signal, this.#late()]);
    try {
      const asked = { method: 'GET', path, harmless: true };
      const incoming = await transmit(this.#connection, asked, this.#streams, signal, answerBy);
      // Whoever reads it hears of its errors; until then nobody does.
      incoming.on('error', () => {});
      if (incoming.statusCode === 200) return incoming;
      const { failure } = await this.#failed(incoming);
      throw errorOf(failure, this.address, false);
    } catch (error) {
      throw error instanceof Attempt ? error.error : error;
    }
  }

  /** Milliseconds before another attempt: doubled each time, and never the same for many who wait. */
  backoff(attempt: number): number {
    const { backoffMilliseconds, longestBackoffMilliseconds } = this.limits;
    const doubled = backoffMilliseconds * 2 ** Math.min(attempt - 1, 20);
    return (Math.min(longestBackoffMilliseconds, doubled) / 2) * (1 + this.fraction());
  }

  /** From 0 to 1. */
  fraction(): number {
    const [byte = 0] = this.#parts.random.bytes(1);
    return byte / 255;
  }

  close(): void {
    this.#agent.destroy();
    this.#streams.destroy();
  }

  async #once(asked: ApiRequest, signal: AbortSignal | undefined): Promise<Answered | undefined> {
    const end = signal === undefined ? this.#late() : AbortSignal.any([signal, this.#late()]);
    const incoming = await transmit(this.#connection, asked, this.#agent, end, end);
    const status = incoming.statusCode ?? 0;
    if (status >= 200 && status < 300) {
      const again = (): boolean => asked.harmless && !end.aborted;
      const bytes = await readBody(incoming, this.limits.answerBytes, this.#connection, again);
      const body = parsed(bytes);
      if (typeof body === 'object' && body !== null) return { body, bytes: bytes.length };
      throw new Attempt(unreachable(this.address, 'its answer is not what the API answers'), again());
    }
    const { failure, afterMilliseconds } = await this.#failed(incoming);
    if (asked.of !== undefined && isMissing(failure, asked.of)) return undefined;
    const error = errorOf(failure, this.address, asked.confidential === true);
    throw new Attempt(error, status === 429 || (status >= 500 && asked.harmless), afterMilliseconds);
  }

  async #failed(
    incoming: IncomingMessage,
  ): Promise<{ readonly failure: Failure; readonly afterMilliseconds: number }> {
    const seconds = Number(incoming.headers['retry-after'] ?? '0');
    const afterMilliseconds = Number.isFinite(seconds)
      ? Math.min(Math.max(seconds * 1000, 0), LONGEST_RETRY_AFTER_MS)
      : 0;
    const body = await readBody(incoming, this.limits.answerBytes, this.#connection, () => false).then(
      parsed,
      () => undefined,
    );
    return { failure: { status: incoming.statusCode ?? 0, body }, afterMilliseconds };
  }

  #late(): AbortSignal {
    return AbortSignal.timeout(this.limits.requestMilliseconds);
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
