import { createHash } from 'node:crypto';
import { decodePayload } from '../../../chain/ledger/payload.ts';
import { sessionKeyFits, sessionKeyIn, sshKeyOf, thumbprintOf } from '../../../chain/review/signature.ts';
import type { Recorded, ReviewDecidedEntry, Sha256 } from '../../../model/ledger.ts';
import type { ReviewDecidedPayload } from '../../../model/payload.ts';
import type { ReviewStatement, SignedReview } from '../../../model/review.ts';
import { readReview } from '../../../stages/2-review/statements/review.ts';

/** A signed statement as it was recorded. */
export interface DecidedStatement {
  readonly index: number;
  /** RFC 3339: when it was recorded. */
  readonly at: string;
  /** Id in the roster. */
  readonly by: string;
  /** SHA-256 of what was signed. */
  readonly id: Sha256;
  /** Which session key signed it; absent where a key of the roster did. */
  readonly sessionKey?: string;
  readonly review: ReviewStatement;
}

/**
 * What somebody decided, where entry, payload, statement and signature belong together. Whose the key of the roster was is
 * not asked again: that was judged before it was recorded.
 */
export function decidedIn(
  { index, entry }: Recorded<ReviewDecidedEntry>,
  bytes: Uint8Array | undefined,
): DecidedStatement | undefined {
  const payload = decodePayload(bytes, 'mainward.dev/review-decided/v1');
  if (payload === undefined) return undefined;
  const envelope = Buffer.from(payload.envelope, 'base64');
  if (createHash('sha256').update(envelope).digest('hex') !== entry.statement) return undefined;
  const signed = readReview(envelope);
  if (!signed.ok) return undefined;
  const { review, id } = signed.value;
  const fits =
    review.campaign === entry.campaign &&
    review.population === entry.population &&
    review.decisions.length === entry.items;
  if (!fits) return undefined;
  const signature = signatureOf(payload, signed.value);
  return signature === undefined
    ? undefined
    : { index, at: entry.at, by: payload.by, id, review, ...signature };
}

/** With which session key a recorded statement was signed, if with one; `undefined` where its signature does not fit. */
export function signatureOf(
  payload: ReviewDecidedPayload,
  signed: Pick<SignedReview, 'message' | 'signature'>,
): { readonly sessionKey?: string } | undefined {
  if (payload.signedWith === 'roster-key') return sshKeyOf(signed) === undefined ? undefined : {};
  const key = keyIn(payload);
  return key !== undefined && sessionKeyFits(key, signed) ? { sessionKey: thumbprintOf(key) } : undefined;
}

function keyIn({ session }: ReviewDecidedPayload): ReturnType<typeof sessionKeyIn> {
  const key: unknown = session?.key;
  return key instanceof Object ? sessionKeyIn({ ...key }) : undefined;
}
