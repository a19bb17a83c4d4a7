import type { Refusal } from '../../../model/exchange.ts';
import { type Members, scalarOf } from './claims.ts';

/** How far clocks may differ. Milliseconds. */
export const SKEW = 60_000;

export interface TokenTimes {
  /** Milliseconds since 1970 from which on nobody takes the token any more, whatever their clock says within the skew. */
  readonly over: number;
}

/**
 * Judges when a token is good. It must say when it was made and when it ends; `maxAge` (milliseconds) bounds its age
 * whatever it says itself.
 */
export function judgeTimes(claims: Members, now: number, maxAge: number): TokenTimes | Refusal {
  const issued = milliseconds(claims, 'iat');
  const ends = milliseconds(claims, 'exp');
  const begins = claims.has('nbf') ? milliseconds(claims, 'nbf') : issued;
  if (issued === undefined || ends === undefined || begins === undefined) return 'times-missing';
  if (issued > now + SKEW || begins > now + SKEW) return 'token-not-yet-valid';
  if (ends + SKEW <= now) return 'token-expired';
  if (issued + maxAge + SKEW <= now) return 'token-too-old';
  return { over: Math.min(ends, issued + maxAge) + 2 * SKEW };
}

function milliseconds(claims: Members, name: string): number | undefined {
  const seconds = scalarOf(claims, name);
  return typeof seconds === 'number' && seconds >= 0 && seconds < 1e12 ? seconds * 1_000 : undefined;
}
