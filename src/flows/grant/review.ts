import type { GrantReviewedEntry } from '../../model/ledger.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { encodePayload } from '../observe/payload.ts';
import { type Stopped, sequence } from '../sequence.ts';
import { awaitsReview, type BoardGrant } from './board.ts';
import { isOwn, isReviewer } from './may.ts';
import { type GrantPorts, policyOf } from './ports.ts';
import type { GrantRefusal } from './refusal.ts';

export interface ReviewWish {
  readonly id: string;
  /** Id in the roster of the reviewer. */
  readonly person: string;
  readonly verdict: GrantReviewedEntry['verdict'];
  /** What was found, for whoever asks later. */
  readonly say: string;
}

async function itAwaitsReview(
  { id }: ReviewWish,
  { board }: GrantPorts,
): Promise<Result<{ readonly found: BoardGrant }, GrantRefusal>> {
  const found = await board.find(id);
  if (found === undefined) return err('grant-unknown');
  if (found.entry.kind !== 'break-glass') return err('not-break-glass');
  if (found.review !== undefined) return err('reviewed-already');
  return awaitsReview(found) ? ok({ found }) : err('grant-unknown');
}

async function itIsTheirsToReview(
  { person, found }: ReviewWish & { readonly found: BoardGrant },
  ports: GrantPorts,
): Promise<Result<object, GrantRefusal>> {
  if (isOwn(found, person)) return err('own-use');
  const at = await policyOf(found, ports);
  if (at === undefined) return err('policy-unknown');
  return isReviewer(at, person) ? ok({}) : err('not-a-reviewer');
}

async function itIsRecorded(
  { id, person, verdict, say }: ReviewWish,
  { ledger, random }: GrantPorts,
): Promise<Result<object, GrantRefusal>> {
  await ledger.append(
    { type: 'grant.reviewed', grant: id, verdict },
    encodePayload({ schema: 'mainward.dev/grant-reviewed/v1', by: person, say }, random),
  );
  return ok({});
}

/** Looking at a use of break-glass afterwards, step by step. */
const REVIEW = sequence<GrantPorts, ReviewWish, GrantRefusal>()
  .step('it awaits a review', itAwaitsReview, 'unavailable')
  .step('it is theirs to review', itIsTheirsToReview, 'unavailable')
  .step('it is recorded', itIsRecorded, 'unavailable');

export function review(wish: ReviewWish, ports: GrantPorts): Promise<Result<object, Stopped<GrantRefusal>>> {
  return REVIEW.run(wish, ports);
}
