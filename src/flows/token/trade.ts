import { MainwardError } from '../../model/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpClient } from '../../ports/http.ts';
import { ACCESS_TOKEN, GRANT_TYPE } from '../exchange/request.ts';
import { readReply } from './reply.ts';

export interface CredentialReceived {
  readonly token: string;
  /** RFC 3339 UTC; not later than it really ends. */
  readonly expires: string;
}

/** Trades a job's identity token at a server. Rejects with EXCHANGE_REFUSED, or SERVER_UNREACHABLE where it may work later. */
export async function tradeToken(
  { server, scope, idToken }: { readonly server: URL; readonly scope: string; readonly idToken: string },
  { http, clock }: { readonly http: HttpClient; readonly clock: Clock },
): Promise<CredentialReceived> {
  const asked = clock.now();
  const { status, body } = await http.send({
    method: 'POST',
    url: new URL('/oauth/token', server),
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: GRANT_TYPE,
      subject_token: idToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      scope,
    }).toString(),
  });
  const reply = readReply(body);
  if (status === 200) return received(reply, asked, server);
  if (status === 400 || status === 401 || status === 403) {
    throw new MainwardError(
      'EXCHANGE_REFUSED',
      `${server.origin} does not trade this job’s token for ${scope}.`,
      {
        fields: { server: server.origin, scope },
        remedy:
          'Why stands in the server’s log and as `credential.refused` in its ledger, not in its answer. A token is good once, and only for the audience that the server is configured with.',
      },
    );
  }
  throw strange(server, `it answers with ${status}`);
}

function received(
  {
    access_token: token,
    issued_token_type: type,
    expires_in: seconds,
  }: Readonly<Record<string, string | number>>,
  asked: number,
  server: URL,
): CredentialReceived {
  if (typeof token !== 'string' || !/^[\x21-\x7e]{1,65536}$/.test(token))
    throw strange(server, 'it gives no token');
  if (type !== ACCESS_TOKEN || typeof seconds !== 'number' || !(seconds >= 0 && seconds <= 86_400))
    throw strange(server, 'its answer is none of a Mainward server');
  return { token, expires: new Date(asked + seconds * 1_000).toISOString() };
}

function strange({ origin }: URL, why: string): MainwardError {
  return new MainwardError('SERVER_UNREACHABLE', `${origin} cannot trade a token now: ${why}.`, {
    fields: { server: origin },
    remedy:
      'See that it is a Mainward server and well, and try again with a new identity token: the old one may be spent.',
  });
}
