import { createHash } from 'node:crypto';
import type { Statement } from '../../../formats/in-toto/statement.ts';
import { child, itemsOf, stringOf } from '../../../formats/yaml/access.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';
import { err, ok, type Result } from '../../../model/result.ts';
import {
  MOST_DECISIONS,
  REVIEW_PREDICATE,
  type ReviewStatement,
  type SignedReview,
} from '../../../model/review.ts';
import { reviewText } from '../../../model/review-statement.ts';
import { isTime, readSigned, reasonProblem } from './signed.ts';

type Decision = ReviewStatement['decisions'][number];

const DIGEST = /^[0-9a-f]{64}$/;
const CAMPAIGN = /^[a-z0-9-]{1,80}$/;
/** Reads an envelope that should hold decisions of a review. Its signature is not verified here; the error says what is wrong. */
export function readReview(envelope: Uint8Array): Result<SignedReview, string> {
  const signed = readSigned(envelope);
  if (!signed.ok) return signed;
  const { statement, payload, message, signature } = signed.value;
  const review = reviewIn(statement);
  if (!review.ok) return review;
  const id = createHash('sha256').update(payload).digest('hex');
  return ok({ review: review.value, id, message, signature });
}

function reviewIn({ subjects, predicateType, predicate }: Statement): Result<ReviewStatement, string> {
  if (predicateType !== REVIEW_PREDICATE) return err(`it is no review: ${predicateType.slice(0, 100)}`);
  const [campaign, population, at] = ['campaign', 'population', 'at'].map((key) =>
    stringOf(child(predicate, key)),
  );
  const [subject, ...others] = subjects;
  if (campaign === undefined || !CAMPAIGN.test(campaign)) return err('it names no campaign');
  if (population === undefined || !DIGEST.test(population)) return err('it names no population');
  if (subject?.get('sha256') !== population || others.length > 0)
    return err('its subject is not the population that it names');
  if (!isTime(at)) return err('its time is no RFC 3339 time in UTC');
  const listed = itemsOf(child(predicate, 'decisions'));
  if (listed.length === 0) return err('it decides nothing');
  if (listed.length > MOST_DECISIONS)
    return err(`it decides about more than ${MOST_DECISIONS} items: divide it`);
  const decisions: Decision[] = [];
  for (const one of listed) {
    const decision = decisionIn(one);
    if (!decision.ok) return decision;
    decisions.push(decision.value);
  }
  if (new Set(decisions.map(({ item }) => item)).size < decisions.length)
    return err('it decides twice about one item');
  return ok({ campaign, population, decisions, at });
}

function decisionIn(node: YamlNode): Result<Decision, string> {
  const [item, digest, verdict, reason] = ['item', 'digest', 'verdict', 'reason'].map((key) =>
    stringOf(child(node, key)),
  );
  if (item === undefined || digest === undefined || !DIGEST.test(item) || !DIGEST.test(digest))
    return err('a decision of it names no item and its digest');
  if (verdict !== 'keep' && verdict !== 'revoke') return err('a decision of it neither keeps nor revokes');
  if (reason === undefined) return err('a decision of it has no reason, which may be empty');
  const problem = reason === '' ? undefined : reasonProblem(reason);
  return problem === undefined ? ok({ item, digest, verdict, reason }) : err(problem);
}

/** The payload of decisions: what is signed. */
export function reviewPayload(statement: ReviewStatement): Uint8Array {
  return Buffer.from(reviewText(statement));
}
