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
  id: 'review/author-is-not-approver',
  title: 'Who made a change is not who agreed to it',
  severity: 'high',
  evaluate: (facts) =>
    judgeLandings(facts, {
      violations: (landing, repository) =>
        voidApprovals(landing, repository, {
          why: 'self-approval',
          code: 'self-approved',
          subject: ({ person }) => nameOf(person),
          message: (who) =>
            `${who} approved ${describeLanding(landing)} and had made part of it, so one person less agreed than it seems.`,
        }),
      open: isReviewOpen,
      provide: REVIEWS,
      holds: 'nobody agreed to a change of their own.',
    }),
};
