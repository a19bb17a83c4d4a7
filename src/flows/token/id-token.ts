import { MainwardError } from '../../model/errors.ts';
import type { HttpClient } from '../../ports/http.ts';
import { readReply } from './reply.ts';

/** Where a job's identity token is to be had; the first that is there. */
export interface IdTokenPlaces {
  /** What a file that was named holds. */
  readonly file?: string | undefined;
  /** `MAINWARD_ID_TOKEN`. */
  readonly given?: string | undefined;
  /** `ACTIONS_ID_TOKEN_REQUEST_URL` and `ACTIONS_ID_TOKEN_REQUEST_TOKEN`, as GitHub's runner gives them to a job with `id-token: write`. */
  readonly requestUrl?: string | undefined;
  readonly requestToken?: string | undefined;
}

const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** The job's identity token for this audience. Rejects with ID_TOKEN_MISSING, and never repeats what it found instead. */
export async function findIdToken(
  places: IdTokenPlaces,
  audience: string,
  http: HttpClient,
): Promise<string> {
  const token = places.file ?? places.given ?? (await requested(places, audience, http));
  if (token === undefined) {
    throw missing(
      'There is no identity token of this job, so there is nothing to trade.',
      'On GitHub give the job `permissions: {id-token: write}`; on GitLab name MAINWARD_ID_TOKEN under `id_tokens`; elsewhere use --token-file FILE.',
    );
  }
  const trimmed = token.trim();
  if (COMPACT.test(trimmed)) return trimmed;
  throw missing(
    'What was given as identity token is none: it has not three parts.',
    'Give the token alone, as the CI system made it.',
  );
}

async function requested(
  { requestUrl, requestToken }: IdTokenPlaces,
  audience: string,
  http: HttpClient,
): Promise<string | undefined> {
  if (requestUrl === undefined || requestToken === undefined) return undefined;
  const url = URL.canParse(requestUrl) ? new URL(requestUrl) : undefined;
  if (url === undefined || !isPrivateWay(url) || !/^[\x21-\x7e]+$/.test(requestToken))
    throw missing(
      'ACTIONS_ID_TOKEN_REQUEST_URL or its token is none that can be used.',
      'Leave both as the runner sets them.',
    );
  url.searchParams.set('audience', audience);
  const headers = { authorization: `Bearer ${requestToken}`, accept: 'application/json' };
  const { status, body } = await http.send({ method: 'GET', url, headers });
  const value = status === 200 ? readReply(body)['value'] : undefined;
  if (typeof value === 'string') return value;
  throw missing(
    `The runner’s token service answers with ${status} and no token.`,
    'Give the job `permissions: {id-token: write}`.',
  );
}

/** Nobody on the way reads what is sent: https, or this machine. */
function isPrivateWay({ protocol, hostname, username, password }: URL): boolean {
  if (username !== '' || password !== '') return false;
  return (
    protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname))
  );
}

function missing(message: string, remedy: string): MainwardError {
  return new MainwardError('ID_TOKEN_MISSING', message, { remedy });
}
