import { MainwardError } from '../../../model/errors.ts';
import { boundedFetch } from '../../server/auth/bounded-fetch.ts';
import type { Invocation } from '../invocation.ts';
import { serverUrl } from '../login/server-url.ts';
import { keptSession } from '../login/session-file.ts';

const PATIENCE = 30_000;
/** What is done at a server may take longer than what is only read. */
const LONG_PATIENCE = 120_000;
const MOST_BYTES = 64_000_000;
const MOST_FILE_BYTES = 512_000_000;

/** Asks one server, as whoever signed in there with `mainward login`. */
export class ServerClient {
  readonly #server: URL;
  readonly #env: Invocation['env'];

  constructor({ options, env }: Pick<Invocation, 'options' | 'env'>) {
    this.#server = serverUrl(options.server);
    this.#env = env;
  }

  /** What it answers, as JSON. Throws SIGN_IN_FAILED or SERVER_UNREACHABLE. */
  get(path: string, query: Readonly<Record<string, string>>): Promise<unknown> {
    return this.#ask(path, query, []);
  }

  async #ask(
    path: string,
    query: Readonly<Record<string, string>>,
    none: readonly number[],
  ): Promise<unknown> {
    const answer = await boundedFetch(
      this.#urlOf(path, query),
      { headers: this.#headers(), signal: AbortSignal.timeout(PATIENCE) },
      MOST_BYTES,
    ).catch((cause: unknown) => {
      throw this.unreadable(cause);
    });
    if (none.includes(answer.status)) return undefined;
    this.#demand(answer.status);
    return answer.json().catch((cause: unknown) => {
      throw this.unreadable(cause);
    });
  }

  /** The same, or `undefined` where it knows of none. */
  async find(path: string): Promise<unknown> {
    return this.#ask(path, {}, [400, 404]);
  }

  /** Bytes as they are, or `undefined` where it knows of none. */
  async bytes(path: string): Promise<Uint8Array | undefined> {
    const answer = await boundedFetch(
      this.#urlOf(path, {}),
      { headers: this.#headers(), signal: AbortSignal.timeout(LONG_PATIENCE) },
      MOST_FILE_BYTES,
    ).catch((cause: unknown) => {
      throw this.unreadable(cause);
    });
    if (answer.status === 400 || answer.status === 404) return undefined;
    this.#demand(answer.status);
    return new Uint8Array(await answer.arrayBuffer());
  }

  /** What it answers to a JSON body, where it answers with one of these. Throws SIGN_IN_FAILED or SERVER_UNREACHABLE. */
  async post(
    path: string,
    body: unknown,
    expected: readonly number[],
  ): Promise<{ readonly status: number; readonly json: unknown }> {
    const answer = await boundedFetch(
      this.#urlOf(path, {}),
      {
        method: 'POST',
        headers: { ...this.#headers(), 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(LONG_PATIENCE),
      },
      MOST_BYTES,
    ).catch((cause: unknown) => {
      throw this.unreadable(cause);
    });
    if (!expected.includes(answer.status)) this.#demand(answer.status);
    const json: unknown = await answer.json().catch((cause: unknown) => {
      throw this.unreadable(cause);
    });
    return { status: answer.status, json };
  }

  /** A stream that goes on until the signal aborts. */
  async open(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const headers = { ...this.#headers(), accept: 'text/event-stream' };
    const answer = await fetch(this.#urlOf(path, {}), { headers, signal, redirect: 'error' }).catch(
      (cause: unknown) => {
        throw this.unreadable(cause);
      },
    );
    this.#demand(answer.status);
    if (answer.body === null) throw this.unreadable();
    return answer.body;
  }

  unreadable(cause?: unknown): MainwardError {
    return new MainwardError(
      'SERVER_UNREACHABLE',
      `No Mainward server answers as expected at ${this.#server.origin}.`,
      { remedy: 'Check the address, and that it runs in the same version.', cause },
    );
  }

  #urlOf(path: string, query: Readonly<Record<string, string>>): string {
    const url = new URL(path, this.#server);
    url.search = new URLSearchParams(query).toString();
    return url.href;
  }

  #headers(): Readonly<Record<string, string>> {
    const session = keptSession(this.#server, this.#env, Date.now());
    if (session === undefined) throw this.#signInFirst();
    return { authorization: `Bearer ${session.token}` };
  }

  #demand(status: number): void {
    if (status === 401) throw this.#signInFirst();
    if (status === 403) {
      throw new MainwardError('SIGN_IN_FAILED', 'Your roles do not let you see or do this.', {
        remedy: 'Ask whoever gives roles, or somebody who has the role of auditor.',
      });
    }
    if (status < 200 || status > 299) throw this.unreadable();
  }

  #signInFirst(): MainwardError {
    const { origin } = this.#server;
    return new MainwardError('SIGN_IN_FAILED', `Nobody is signed in at ${origin} here.`, {
      remedy: `Run \`mainward login --server ${origin}\`.`,
    });
  }
}
