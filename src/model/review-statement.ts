import { MOST_DECISIONS, REVIEW_PREDICATE, type ReviewStatement } from './review.ts';
import { STATEMENT_TYPE } from './statement.ts';

type Decision = ReviewStatement['decisions'][number];

/** In base64, with the longest signature around it, an envelope is not longer than what is read of one. */
const MOST_BYTES = 36 << 10;

/** Decisions as they are signed, in their one spelling: an in-toto statement whose subject is the population of the campaign. */
export function reviewText({ campaign, population, decisions, at }: ReviewStatement): string {
  return JSON.stringify({
    _type: STATEMENT_TYPE,
    subject: [{ name: campaign, digest: { sha256: population } }],
    predicateType: REVIEW_PREDICATE,
    predicate: {
      campaign,
      population,
      decisions: decisions.map(({ item, digest, verdict, reason }) => ({ item, digest, verdict, reason })),
      at,
    },
  });
}

/** Divides decisions so that each part fits one statement. */
export function inStatements(decisions: readonly Decision[]): readonly (readonly Decision[])[] {
  const utf8 = new TextEncoder();
  const parts: Decision[][] = [];
  let bytes = 0;
  for (const one of decisions) {
    const size = utf8.encode(JSON.stringify(one)).length + 1;
    const last = parts.at(-1);
    if (last === undefined || last.length === MOST_DECISIONS || bytes + size > MOST_BYTES) {
      parts.push([one]);
      bytes = size;
    } else {
      last.push(one);
      bytes += size;
    }
  }
  return parts;
}
