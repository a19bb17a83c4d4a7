import type { Control } from '../../control.ts';
import {
  describeLanding,
  isReviewOpen,
  judgeLandings,
  makersOf,
  nameOf,
  REVIEWS,
  voidApprovals,
} from '../../landing-fact.ts';

export const control: Control = {
  id: 'review/approval-is-for-what-landed',
  title: 'What landed is what was approved',
  severity: 'high',
  evaluate: (facts) =>
    judgeLandings(facts, {
      violations: (landing, repository) => {
        const [first] = ['stale-approval', 'after-merge'].flatMap((why) =>
          voidApprovals(landing, repository, {
            why,
            code: why === 'stale-approval' ? why : 'approved-after-merge',
            subject: () => makersOf(landing),
            message: (who) => {
              const given = landing.approvals.filter((approval) => approval.why === why);
              const by = given.map(({ person }) => nameOf(person)).join(', ');
              return why === 'stale-approval'
                ? `${who} landed ${describeLanding(landing)}, and ${by} had approved ${given[0]?.boundTo.slice(0, 12) ?? 'something else'}: nobody looked at what landed.`
                : `${who} landed ${describeLanding(landing)}, and ${by} approved only when it had landed.`;
            },
          }),
        );
        return first === undefined ? [] : [first];
      },
      open: isReviewOpen,
      provide: REVIEWS,
      holds: 'each approval that was needed is for the head that landed.',
    }),
};
