import type { Control, Judgement } from '../../control.ts';
import { weighed } from '../../followed.ts';
import { chainFrom, type GuardedBranch, judgeBranches, ruleLocation } from '../../judge-branches.ts';

export const control: Control = {
  id: 'review/last-push-is-approved-by-another',
  title: 'Whoever pushed last is not the one who approves',
  severity: 'medium',
  evaluate: (facts) => judgeBranches(facts, 'medium', judge),
};

function judge(guarded: GuardedBranch): readonly Judgement[] {
  const { rule, title, repository, facts } = guarded;
  if (!rule.requirePullRequest || rule.approvals === 0) return [];
  const base = { subject: title, location: ruleLocation(guarded) };
  if (rule.lastPushApproval)
    return [
      { ...base, verdict: 'holds', message: `The last push to ${title} needs somebody else’s approval.` },
    ];
  const rest =
    rule.approvals === 1
      ? 'and that is the only approval that is needed'
      : `and that is one of the ${rule.approvals} approvals that are needed`;
  return [
    {
      ...base,
      verdict: 'violated',
      severity: weighed(facts, repository.name, rule.approvals > 1 ? 'low' : 'medium'),
      message: `Whoever pushes to somebody else’s pull request into ${title} may approve it, ${rest}.`,
      chain: [`a pull request of a robot or a colleague + a push → ${title}`, ...chainFrom(guarded)],
    },
  ];
}
