import { OwnerIndex } from '../../../stages/2-review/codeowners.ts';
import type { Control, Judgement } from '../../control.ts';
import { weighed } from '../../followed.ts';
import { chainFrom, type GuardedBranch, judgeBranches, ruleLocation } from '../../judge-branches.ts';

export const control: Control = {
  id: 'review/default-branch-needs-approval',
  title: 'Nothing lands on a branch that matters without somebody else’s approval',
  severity: 'high',
  evaluate: (facts) => judgeBranches(facts, 'high', judge),
};

function judge(guarded: GuardedBranch): readonly Judgement[] {
  const { facts, repository, title } = guarded;
  const base = { subject: title, location: ruleLocation(guarded) };
  const why = weakness(guarded);
  if (why === undefined)
    return [{ ...base, verdict: 'holds', message: `Changes of ${title} need somebody’s approval.` }];
  return [
    {
      ...base,
      verdict: 'violated',
      severity: weighed(facts, repository.name, 'high'),
      message: `${why} Whoever may write to ${repository.name} changes it alone.`,
      chain: [`whoever may write → ${title}`, ...chainFrom(guarded)],
      group: `nobody has to approve ${title}`,
    },
  ];
}

function weakness({ rule, title, repository }: GuardedBranch): string | undefined {
  if (rule.pushAllowed?.length === 0) return undefined;
  if (!rule.protected) return `No rule that is in force protects ${title}.`;
  if (!rule.requirePullRequest) return `${title} may be pushed to without a pull request.`;
  const everywhere = rule.requiredTeams.some(({ approvals, paths }) => approvals > 0 && paths.length === 0);
  if (rule.approvals > 0 || everywhere) return undefined;
  if (rule.codeOwners && ownsWhatIsNew(repository.ownership)) return undefined;
  return `Changes of ${title} come by pull request, and nobody has to approve one.`;
}

/** Does a file that nobody has thought of yet have owners? */
function ownsWhatIsNew(ownership: GuardedBranch['repository']['ownership']): boolean {
  return (new OwnerIndex(ownership).ruleFor('a/new/file')?.owners.length ?? 0) > 0;
}
