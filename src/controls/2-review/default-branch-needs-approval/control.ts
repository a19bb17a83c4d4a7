import type { Control } from '../../control.ts';
import { chainOf, feedsFrom } from '../../feed-chain.ts';
import { judgeBranches } from '../../governed-branch.ts';

export const control: Control = {
  id: 'review/default-branch-needs-approval',
  title: 'A branch that is followed changes only with somebody’s approval',
  severity: 'high',
  evaluate: (facts) =>
    judgeBranches(facts, ({ rule, subject, at, repository, ref }) => {
      const followed = feedsFrom(facts, repository.name, ref).map(({ feed }) => feed.id);
      const wrong = !rule.protected
        ? 'no active rule applies to it, so whoever may write may push'
        : !rule.requirePullRequest
          ? 'no rule demands a pull request, so whoever may write may push'
          : rule.approvals === 0 && !rule.codeOwners && rule.requiredTeams.length === 0
            ? 'a pull request is demanded, and nobody has to approve it'
            : undefined;
      if (wrong === undefined)
        return [
          { verdict: 'holds', subject, location: at, message: `${subject} changes only with approval.` },
        ];
      return [
        {
          verdict: 'violated',
          subject,
          location: at,
          message: `${subject}: ${wrong}.`,
          context: wrong,
          group: `approval of ${subject}`,
          chain: chainOf(facts, followed),
        },
      ];
    }),
};
