import { itemDigest } from '../../../chain/review/identity.ts';
import { sshKeyOf } from '../../../chain/review/signature.ts';
import { preAuthentication, writeEnvelope } from '../../../formats/dsse/envelope.ts';
import { IN_TOTO_PAYLOAD } from '../../../formats/in-toto/statement.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { Result } from '../../../model/result.ts';
import type { ReviewExceptionStatement, ReviewStatement, SignedReview } from '../../../model/review.ts';
import type { ListedItem } from '../../../model/review-document.ts';
import type { StatementSigner } from '../../../ports/approving.ts';
import { readReview, reviewPayload } from '../../../stages/2-review/statements/review.ts';
import {
  readReviewException,
  reviewExceptionPayload,
} from '../../../stages/2-review/statements/review-exception.ts';

export interface SignedDecisions {
  readonly envelope: Uint8Array;
  /** Fingerprint of the key. */
  readonly key: string;
}

/** Signs decisions as the person at this machine. */
export function signDecisions(review: ReviewStatement, signer: StatementSigner): Promise<SignedDecisions> {
  return signPayload(reviewPayload(review), signer, readReview);
}

/** Signs exceptions as the person at this machine. */
export function signExceptions(
  exception: ReviewExceptionStatement,
  signer: StatementSigner,
): Promise<SignedDecisions> {
  return signPayload(reviewExceptionPayload(exception), signer, readReviewException);
}

/** Reads back what was signed as whoever verifies it will. */
async function signPayload(
  payload: Uint8Array,
  signer: StatementSigner,
  reading: (envelope: Uint8Array) => Result<Pick<SignedReview, 'message' | 'signature'>, string>,
): Promise<SignedDecisions> {
  const armour = await signer.sign(preAuthentication(IN_TOTO_PAYLOAD, payload));
  const envelope = writeEnvelope(IN_TOTO_PAYLOAD, payload, { signature: Buffer.from(armour, 'latin1') });
  const read = reading(envelope);
  const key = read.ok ? sshKeyOf(read.value) : undefined;
  if (key !== undefined) return { envelope, key };
  throw new MainwardError(
    'SIGNING_FAILED',
    `What was signed cannot be verified: ${read.ok ? 'the signature does not fit' : read.error}.`,
    { remedy: 'Sign with an Ed25519, ECDSA or RSA key of SSH, also on a security key.' },
  );
}

/** Is what is shown of an item that of which it says it has the digest? Nobody signs for something else than they saw. */
export function isAsShown({
  digest,
  reviewer: _reviewer,
  rule: _rule,
  state: _state,
  decision: _decision,
  ...item
}: ListedItem): boolean {
  return itemDigest(item) === digest;
}
