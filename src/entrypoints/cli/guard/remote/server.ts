import { MainwardError } from '../../../../model/errors.ts';
import type { HttpClient, HttpReply } from '../../../../ports/http.ts';

export interface GuardServerParts {
  /** An origin. */
  readonly server: URL;
  readonly cluster: string;
  /** The identity token as it is now; it is asked for anew for each request. Throws ID_TOKEN_MISSING. */
  readonly token: () => string;
  readonly http: HttpClient;
}

/** 2xx, or 304. */
export type Answered = HttpReply;

/** A server, as the guard of one cluster asks it. */
export class GuardServer {
  readonly #parts: GuardServerParts;

  constructor(parts: GuardServerParts) {
    this.#parts = parts;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
    return this.#send('GET', path, headers);
  }

  post(path: string, body: unknown): Promise<Answered> {
    const headers = { 'content-type': 'application/json' };
    return this.#send('POST', path, headers, JSON.stringify(body));
  }

  /** Rejects with SERVER_UNREACHABLE, or SIGN_IN_FAILED where it does not take this for the guard. */
  async #send(
    method: 'GET' | 'POST',
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string,
  ): Promise<Answered> {
    const { server, cluster, token, http } = this.#parts;
    const url = new URL(`/api/v1/guards/${encodeURIComponent(cluster)}/${path}`, server);
    const all = { ...headers, authorization: `Bearer ${token()}` };
    const reply = await http.send({ method, url, headers: all, ...(body === undefined ? {} : { body }) });
    if (reply.status < 300 || reply.status === 304) return reply;
    const isStranger = reply.status === 401;
    throw new MainwardError(
      isStranger ? 'SIGN_IN_FAILED' : 'SERVER_UNREACHABLE',
      `${server.origin} answers the guard of ${JSON.stringify(cluster)} with ${reply.status}.`,
      {
        fields: { server: server.origin, status: reply.status },
        remedy: isStranger
          ? 'See that the token is of the issuer, audience and subject that the guard’s `client` names there.'
          : 'Its own log says why.',
      },
    );
  }
}
