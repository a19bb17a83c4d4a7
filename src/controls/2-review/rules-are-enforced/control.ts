import type { BranchRule, BypassActor, ForgeMember } from '../../../model/evidence.ts';
import { ruleApplies } from '../../../stages/2-review/rules.ts';
import type { Control, Judgement } from '../../control.ts';
import { settingsLocation, weighed } from '../../followed.ts';
import { chainFrom, type GuardedBranch, judgeBranches } from '../../judge-branches.ts';
import { listed } from '../../person-name.ts';

export const control: Control = {
  id: 'review/rules-are-enforced',
  title: 'A rule that demands review binds somebody',
  severity: 'medium',
  evaluate: (facts) => judgeBranches(facts, 'medium', judge),
};

function judge(guarded: GuardedBranch): readonly Judgement[] {
  const { evidence } = guarded;
  const rules = (evidence.rules ?? []).filter((rule) => rule.requirePullRequest);
  const found = rules.flatMap((rule) => judgeRule(guarded, rule));
  if (found.length > 0 || rules.length === 0) return found;
  const message = `Each rule that demands review of ${guarded.title} is in force.`;
  return [{ verdict: 'holds', subject: guarded.title, message }];
}

function judgeRule(guarded: GuardedBranch, rule: BranchRule): readonly Judgement[] {
  const { ref, evidence, title } = guarded;
  const name = `The rule ${rule.name}`;
  const covered = isCovered(guarded, rule);
  if (!ruleApplies(rule, ref, evidence)) {
    if (rule.enforcement !== 'active' || guarded.rule.requirePullRequest || isForTags(rule)) return [];
    const meant = rule.include.length === 0 ? 'nothing' : listed(rule.include);
    return [violated(guarded, rule, `${name} demands review of ${meant}, and that is not ${title}.`)];
  }
  if (rule.enforcement !== 'active') {
    if (covered) return [];
    const how = rule.enforcement === 'evaluate' ? 'only takes notes' : 'is switched off';
    return [violated(guarded, rule, `${name} looks like it protects ${title}, and it ${how}.`)];
  }
  const writers = evidence.members?.filter(mayWrite);
  if (writers === undefined || writers.length === 0 || rule.bypass === undefined) return [];
  const bypass = rule.bypass;
  const bound = writers.filter((member) => !bypass.some((actor) => stands(guarded, actor, member)));
  if (bound.length > 0) return [];
  return [
    violated(
      guarded,
      rule,
      `${name} binds nobody: each of the ${writers.length} who may write to ${title} may pass over it.`,
    ),
  ];
}

/** Do other rules that are in force demand at least as much? */
function isCovered({ rule }: GuardedBranch, other: BranchRule): boolean {
  return (
    rule.requirePullRequest &&
    rule.approvals >= other.approvals &&
    (rule.codeOwners || !other.codeOwners) &&
    (rule.dismissStale || !other.dismissStale)
  );
}

function isForTags(rule: BranchRule): boolean {
  return rule.include.every((pattern) => pattern.startsWith('refs/tags/'));
}

function mayWrite({ permission }: ForgeMember): boolean {
  return permission === 'write' || permission === 'maintain' || permission === 'admin';
}

function stands({ evidence }: GuardedBranch, actor: BypassActor, member: ForgeMember): boolean {
  const is = (login: string): boolean => login.toLowerCase() === member.login.toLowerCase();
  if (actor.kind === 'user' || actor.kind === 'app') return is(actor.name);
  if (actor.kind === 'organization-owner') return (evidence.owners ?? []).some(is);
  if (actor.kind === 'team')
    return (evidence.teams ?? []).some(({ name, members }) => name === actor.name && members.some(is));
  if (actor.kind !== 'role') return false;
  if (actor.name === 'write') return true;
  if (actor.name === 'maintain') return member.permission !== 'write';
  return actor.name === 'admin' && member.permission === 'admin';
}

function violated(guarded: GuardedBranch, rule: BranchRule, message: string): Judgement {
  const { facts, repository, title } = guarded;
  return {
    verdict: 'violated',
    subject: rule.name,
    context: title,
    location: rule.at ?? settingsLocation(repository),
    severity: weighed(facts, repository.name, 'medium'),
    message,
    chain: [`rule ${rule.name} → nobody`, ...chainFrom(guarded)],
    ...(guarded.rule.requirePullRequest ? {} : { group: `nobody has to approve ${title}` }),
  };
}
