import type { SignatureStatus } from '../../model/landing.ts';
import type { Witness } from '../../model/signature.ts';

/** When a key is somebody's, in milliseconds since 1970. `until` and `revokedAt` are exclusive. */
export interface Window {
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  readonly revokedAt?: number | undefined;
}

export interface Standing {
  readonly status: Extract<SignatureStatus, 'good' | 'expired' | 'revoked' | 'not-yet-valid' | 'unknown'>;
  readonly why: string;
  readonly supply?: string;
}

/**
 * Did the key count when the signature was made? A date inside a commit is whatever its author wrote, so a key that
 * has an end is only good where somebody else saw the signature before that end. The written date counts against its
 * author, never for them.
 */
export function standingOf(
  window: Window,
  claimed: number,
  witness?: Witness,
  what: 'commit' | 'statement' = 'commit',
): Standing {
  const from = window.from ?? Number.NEGATIVE_INFINITY;
  const revokedAt = window.revokedAt ?? Number.POSITIVE_INFINITY;
  const end = Math.min(window.until ?? Number.POSITIVE_INFINITY, revokedAt);
  const ended = (time: number, how: string): Standing =>
    time >= revokedAt
      ? { status: 'revoked', why: `the key had been revoked when the ${what} was ${how}` }
      : { status: 'expired', why: `the key was no longer this person's when the ${what} was ${how}` };
  const seen = witness === undefined ? Number.NaN : Date.parse(witness.time);
  if (seen < from)
    return { status: 'not-yet-valid', why: `the ${what} was seen before the key was this person's` };
  if (seen < end)
    return {
      status: 'good',
      why: `the key was this person's when the ${what} was seen (${witness?.source})`,
    };
  if (seen >= end && witness?.atLatest !== true) return ended(seen, 'first seen');
  if (claimed < from)
    return {
      status: 'not-yet-valid',
      why: `the ${what} says it is older than this person's hold of the key`,
    };
  if (end === Number.POSITIVE_INFINITY)
    return { status: 'good', why: "the key is this person's, without an end" };
  if (claimed >= end) return ended(claimed, 'made, by its own date');
  return {
    status: 'unknown',
    why: `the key has ended, and that the ${what} is older is only the ${what === 'commit' ? 'author' : 'signer'}'s word`,
    supply: 'a witnessed time: push events or pull requests of the forge, as evidence',
  };
}
