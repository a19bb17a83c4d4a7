import type { Review } from '../../../model/evidence.ts';
import type { Offer } from './input.ts';

/**
 * What counts of what was said: the last word of each reviewer who ever approved. A comment takes nothing back;
 * whoever asks for changes or is dismissed no longer approves. What was said when it had landed changes nothing for
 * whoever had spoken before. A signed statement speaks for one head, and only one about that head takes it back.
 */
export function lastWords(offer: Offer): readonly Review[] {
  const last = new Map<string, Review>();
  const said = offer.reviews
    .filter(({ state, statement }) => state !== 'commented' && statement?.standing.kind !== 'void')
    .toSorted(byTime);
  const early = new Set(said.filter((review) => !isLate(review, offer)).map(subjectOf));
  const inOrder = said.filter((review) => !isLate(review, offer) || !early.has(subjectOf(review)));
  const approved = new Set<string>();
  for (const review of inOrder) {
    const key = subjectOf(review);
    if (review.state === 'approved') approved.add(key);
    last.set(key, review);
  }
  return [...last].flatMap(([key, review]) => (approved.has(key) ? [review] : []));
}

/** Was it said when the change had landed already, as far as anybody saw? */
export function isLate({ at, statement }: Review, { landedAt }: Offer): boolean {
  return landedAt !== undefined && Date.parse(statement?.seen ?? at) > Date.parse(landedAt);
}

/** Of what was said at the same moment, what takes back comes last. */
function byTime(one: Review, other: Review): number {
  const difference = Date.parse(one.at) - Date.parse(other.at);
  return difference !== 0
    ? difference
    : Number(one.state !== 'approved') - Number(other.state !== 'approved');
}

function subjectOf({ author, commit, statement }: Review): string {
  const who = (author.person ?? author.login).toLowerCase();
  return statement === undefined ? who : `${who}\0${commit}`;
}
