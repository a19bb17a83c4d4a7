import type { Control, Judgement } from '../../control.ts';
import { weighed } from '../../followed.ts';
import { chainFrom, type GuardedBranch, judgeBranches, ruleLocation } from '../../judge-branches.ts';

export const control: Control = {
  id: 'review/stale-approvals-are-dismissed',
  title: 'An approval ends when something is pushed after it',
  severity: 'high',
  evaluate: (facts) => judgeBranches(facts, 'high', judge),
};

function judge(guarded: GuardedBranch): readonly Judgement[] {
  const { rule, title, repository, facts } = guarded;
  // Where nobody has to approve, no approval can go stale.
  const asked = rule.approvals > 0 || rule.codeOwners || rule.requiredTeams.length > 0;
  if (!rule.requirePullRequest || !asked) return [];
  const base = { subject: title, location: ruleLocation(guarded) };
  if (rule.dismissStale)
    return [{ ...base, verdict: 'holds', message: `A push takes back approvals for ${title}.` }];
  if (rule.lastPushApproval)
    return [
      { ...base, verdict: 'holds', message: `The last push to ${title} needs somebody else’s approval.` },
    ];
  return [
    {
      ...base,
      verdict: 'violated',
      severity: weighed(facts, repository.name, 'high'),
      message: `Approvals for ${title} stay when something else is pushed afterwards, so an author can have one thing approved and land another.`,
      chain: [`an approved pull request + a push → ${title}`, ...chainFrom(guarded)],
    },
  ];
}
