import type { FastifyRequest } from 'fastify';
import { type Access, admit, type SignedIn } from './access.ts';
import { readCookie } from './cookies.ts';
import { Problem } from './problem.ts';

const BEARER = /^Bearer ([A-Za-z0-9_-]{20,200})$/;

/** A session's secret, as it came. */
export interface Ticket {
  readonly token: string;
  readonly by: SignedIn['by'];
}

/** What a request has to show; one that shows two things shows nothing. */
export function ticketOf(request: FastifyRequest, secure: boolean): Ticket | undefined {
  const bearer = request.headers.authorization;
  const cookie = readCookie(request.headers.cookie, 'session', secure);
  if (bearer === undefined) return cookie === undefined ? undefined : { token: cookie, by: 'cookie' };
  const token = BEARER.exec(bearer)?.[1];
  return token === undefined || cookie !== undefined ? undefined : { token, by: 'bearer' };
}

/** Throws unless this person may ask this. Runs before a byte of the body is read. */
export function demandAdmission(access: Access, who: SignedIn | undefined): void {
  const admission = admit(access, who);
  if (admission === 'sign-in-needed') throw new Problem('SIGN_IN_NEEDED');
  if (admission === 'role-needed') throw new Problem('ROLE_NEEDED');
}

/**
 * What a browser sends along by itself proves no intent: a request that changes something and rests on a cookie must come
 * from a page of ours. A bearer token is put there on purpose.
 */
export function demandOwnOrigin(request: FastifyRequest, who: SignedIn | undefined, origin: string): void {
  if (request.method === 'GET' || who?.by !== 'cookie') return;
  if (request.headers.origin !== origin) throw new Problem('ORIGIN_REFUSED');
}
