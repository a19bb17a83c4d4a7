import { sessionKeyFits, thumbprintOf } from '../../../chain/review/signature.ts';
import type { ReviewDecidedPayload } from '../../../model/payload.ts';
import type { Roster } from '../../../model/person.ts';
import { err, ok, type Result } from '../../../model/result.ts';
import type { SessionKey, SignedReview } from '../../../model/review.ts';
import { judgeSsh } from '../../../stages/1-commit/judge.ts';
import { grantsOfRoster, keyRing } from '../../../stages/1-commit/key-ring.ts';
import type { Campaign } from '../board/campaign.ts';

/** Who sends a statement: somebody who is signed in. */
export interface Signer {
  /** Id in the roster. */
  readonly person: string;
  readonly issuer: string;
  readonly subject: string;
  /** RFC 3339; absent = it is not known. */
  readonly signedInAt?: string;
  /** What their browser made; absent = signed with a key of the roster. */
  readonly key?: SessionKey;
}

export interface SignerContext {
  /** In force. */
  readonly roster: Roster;
  readonly campaigns: readonly Campaign[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

export type SignedWith = Pick<ReviewDecidedPayload, 'by' | 'signedWith' | 'session'>;

/**
 * With what somebody signed, where it is they who did: with a key that the roster gives them now, or with one that their
 * session made and that nobody else ever used. The error says why it is not.
 */
export function signedWith(
  { message, signature }: Pick<SignedReview, 'message' | 'signature'>,
  at: string,
  signer: Signer,
  { roster, campaigns, now }: SignerContext,
): Result<SignedWith, string> {
  const { person: by, key, issuer, subject, signedInAt } = signer;
  if (key !== undefined) {
    if (!sessionKeyFits(key, { message, signature })) return err('the signature does not fit the key');
    if (signedInAt === undefined) return err('when you signed in is not known: sign in again');
    const thumbprint = thumbprintOf(key);
    const others = campaigns.flatMap(({ decided, excepted }) => [...decided, ...excepted]);
    if (others.some((one) => one.sessionKey === thumbprint && one.by !== by))
      return err('somebody else signed with that key');
    return ok({ by, signedWith: 'session-key', session: { key: { ...key }, issuer, subject, signedInAt } });
  }
  const ring = keyRing([grantsOfRoster(roster)]);
  const armour = Buffer.from(signature).toString('latin1');
  const { status, why, person } = judgeSsh(
    { armour, payload: message, claimed: Date.parse(at), what: 'statement' },
    ring,
    ring.attestations,
    { time: new Date(now).toISOString(), source: 'this request' },
  );
  if (status !== 'good') return err(why);
  return person === by ? ok({ by, signedWith: 'roster-key' }) : err('its key is somebody else’s');
}
