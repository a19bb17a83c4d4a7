export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpReply {
  readonly status: number;
  readonly body: Uint8Array;
}

/** Asks a server whose address a person or the environment gave. */
export interface HttpClient {
  /**
   * One request, one answer, no redirect. Rejects with SERVER_UNREACHABLE where there is no answer, a slow one or too large
   * a one; neither the address's query nor a header is in the message.
   */
  send(request: HttpRequest): Promise<HttpReply>;
}
