import { createHash } from 'node:crypto';
import type { Statement } from '../../../formats/in-toto/statement.ts';
import { child, itemsOf, stringOf } from '../../../formats/yaml/access.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';
import { err, ok, type Result } from '../../../model/result.ts';
import {
  MOST_DECISIONS,
  REVIEW_EXCEPTION_PREDICATE,
  type ReviewExceptionStatement,
  type SignedReviewException,
} from '../../../model/review.ts';
import { STATEMENT_TYPE } from '../../../model/statement.ts';
import { isTime, readSigned, reasonProblem } from './signed.ts';

type Excepted = ReviewExceptionStatement['exceptions'][number];

const DIGEST = /^[0-9a-f]{64}$/;

/** Reads an envelope that should hold exceptions of a review. Its signature is not verified here; the error says what is wrong. */
export function readReviewException(envelope: Uint8Array): Result<SignedReviewException, string> {
  const signed = readSigned(envelope);
  if (!signed.ok) return signed;
  const { statement, payload, message, signature } = signed.value;
  const exception = exceptionIn(statement);
  if (!exception.ok) return exception;
  const id = createHash('sha256').update(payload).digest('hex');
  return ok({ exception: exception.value, id, message, signature });
}

function exceptionIn({
  subjects,
  predicateType,
  predicate,
}: Statement): Result<ReviewExceptionStatement, string> {
  if (predicateType !== REVIEW_EXCEPTION_PREDICATE)
    return err(`it is no exception of a review: ${predicateType.slice(0, 100)}`);
  const [campaign, population, expires, at] = ['campaign', 'population', 'expires', 'at'].map((key) =>
    stringOf(child(predicate, key)),
  );
  const [subject, ...others] = subjects;
  if (campaign === undefined || campaign === '') return err('it names no campaign');
  if (population === undefined || !DIGEST.test(population)) return err('it names no population');
  if (subject?.get('sha256') !== population || others.length > 0)
    return err('its subject is not the population that it names');
  if (!isTime(at) || !isTime(expires)) return err('a time of it is no RFC 3339 time in UTC');
  const listed = itemsOf(child(predicate, 'exceptions'));
  if (listed.length === 0) return err('it excepts nothing');
  if (listed.length > MOST_DECISIONS) return err(`it excepts more than ${MOST_DECISIONS} items: divide it`);
  const exceptions: Excepted[] = [];
  for (const one of listed) {
    const excepted = exceptedIn(one);
    if (!excepted.ok) return excepted;
    exceptions.push(excepted.value);
  }
  if (new Set(exceptions.map(({ item }) => item)).size < exceptions.length)
    return err('it excepts one item twice');
  return ok({ campaign, population, exceptions, expires, at });
}

function exceptedIn(node: YamlNode): Result<Excepted, string> {
  const [item, digest, reason] = ['item', 'digest', 'reason'].map((key) => stringOf(child(node, key)));
  if (item === undefined || digest === undefined || !DIGEST.test(item) || !DIGEST.test(digest))
    return err('an exception of it names no item and its digest');
  const problem = reasonProblem(reason ?? '');
  return problem === undefined ? ok({ item, digest, reason: reason ?? '' }) : err(problem);
}

/** The payload of exceptions: what is signed, in its one spelling. */
export function reviewExceptionPayload({
  campaign,
  population,
  exceptions,
  expires,
  at,
}: ReviewExceptionStatement): Uint8Array {
  return Buffer.from(
    JSON.stringify({
      _type: STATEMENT_TYPE,
      subject: [{ name: campaign, digest: { sha256: population } }],
      predicateType: REVIEW_EXCEPTION_PREDICATE,
      predicate: {
        campaign,
        population,
        exceptions: exceptions.map(({ item, digest, reason }) => ({ item, digest, reason })),
        expires,
        at,
      },
    }),
  );
}
