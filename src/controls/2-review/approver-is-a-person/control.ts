import type { Facts, RepositoryFacts } from '../../../chain/facts.ts';
import type { Landing } from '../../../model/landing.ts';
import type { PersonRef } from '../../../model/person.ts';
import type { Control } from '../../control.ts';
import {
  describeLanding,
  isReviewOpen,
  judgeLandings,
  nameOf,
  REVIEWS,
  voidApprovals,
} from '../../landing-fact.ts';

export const control: Control = {
  id: 'review/approver-is-a-person',
  title: 'Whoever agrees to a change is a person',
  severity: 'high',
  evaluate: (facts) =>
    judgeLandings(facts, {
      violations: (landing, repository) =>
        voidApprovals(landing, repository, {
          why: 'not-a-person',
          code: 'bot-approval',
          subject: ({ person }) => accountOf(person, landing, repository, facts),
          message: (who) =>
            `${who} approved ${describeLanding(landing)}, and is no person: whoever commands it agreed to the change by a program.`,
        }),
      open: isReviewOpen,
      provide: REVIEWS,
      holds: 'no approval that was needed is a robot’s.',
    }),
};

/** The account under which a robot reviewed: that is what its forge shows. */
function accountOf(
  person: PersonRef,
  landing: Landing,
  { evidence }: RepositoryFacts,
  { roster }: Facts,
): string {
  const name = nameOf(person);
  const robot = roster?.robots.find(({ id }) => id === name);
  const logins = (robot?.accounts ?? []).map(({ login }) => login.toLowerCase());
  const pull = evidence?.pullRequests?.items.find(({ number }) => number === landing.pullRequest);
  const review = pull?.reviews.find(({ author }) => logins.includes(author.login.toLowerCase()));
  return review?.author.login ?? name.replace(`${evidence?.forge ?? ''}:`, '');
}
