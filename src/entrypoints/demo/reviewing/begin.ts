import type { ReviewServices } from '../../server/services.ts';
import type { Person } from '../organisation/people.ts';

export interface ReviewScene {
  readonly reviews: Pick<ReviewServices, 'starter'>;
  /** Of security: whoever begins it. */
  readonly beginner: Person;
}

/** Begins the quarter's review of who has access, from the newest commit; what it asks, in a line. */
export async function beginReview({ reviews, beginner }: ReviewScene): Promise<string> {
  const campaign = await reviews.starter.start({ definition: 'quarterly', by: beginner.id });
  const items = [...campaign.items()].map(({ item }) => item);
  const people = new Set(items.flatMap(({ principal }) => principal.person ?? []));
  const namespaces = new Set(items.flatMap(({ namespace }) => namespace ?? []));
  const reviewers = new Set([...campaign.assignments.values()].map(({ reviewer }) => reviewer));
  return `${campaign.id}: ${items.length} items about ${people.size} people in ${namespaces.size} namespaces, asked of ${reviewers.size}`;
}
