import type { Control } from '../../control.ts';
import { judgeBranches } from '../../governed-branch.ts';

export const control: Control = {
  id: 'review/stale-approvals-are-dismissed',
  title: 'An approval ends with the next push',
  severity: 'medium',
  evaluate: (facts) =>
    judgeBranches(facts, ({ rule, subject, at, repository }) => {
      if (!rule.requirePullRequest || rule.approvals === 0) return [];
      if (rule.dismissStale)
        return [
          { verdict: 'holds', subject, location: at, message: `${subject}: a push takes approvals away.` },
        ];
      return [
        {
          verdict: 'violated',
          subject,
          location: at,
          message: rule.lastPushApproval
            ? `${subject}: earlier approvals outlast a push; only its last one needs one of its own.`
            : `${subject}: approvals outlast a push, so what lands may be what nobody looked at.`,
          group: `stale approvals of ${repository.name}`,
          ...(rule.lastPushApproval ? { severity: 'low' as const } : {}),
        },
      ];
    }),
};
