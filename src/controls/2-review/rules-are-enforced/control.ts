import type { BranchRule } from '../../../model/evidence.ts';
import type { Control, Judgement } from '../../control.ts';
import { evidenceLocation } from '../../evidence-location.ts';
import { type GovernedBranch, governedBranches, rulesUnknown } from '../../governed-branch.ts';

export const control: Control = {
  id: 'review/rules-are-enforced',
  title: 'Rules that are written down bind somebody',
  severity: 'medium',
  evaluate: (facts) =>
    facts.repositories.flatMap((repository) => {
      const { name, evidence } = repository;
      if (evidence?.rules === undefined) return [rulesUnknown(name)];
      const branches = governedBranches(facts, repository);
      return evidence.rules.map((rule): Judgement => {
        const subject = `${name}: ${rule.name}`;
        const location = rule.at ?? evidence.at ?? evidenceLocation(name);
        const wrong = weaknessOf(rule, branches);
        if (wrong === undefined)
          return { verdict: 'holds', subject, location, message: `The rule ${rule.name} of ${name} binds.` };
        return {
          verdict: 'violated',
          subject,
          location,
          message: `The rule ${rule.name} of ${name} ${wrong}.`,
          context: wrong,
          group: `rule ${name} ${rule.name}`,
        };
      });
    }),
};

/** Why a rule protects nothing, though it looks as if it did. */
function weaknessOf(rule: BranchRule, branches: readonly GovernedBranch[]): string | undefined {
  if (rule.enforcement === 'evaluate') return 'is only evaluated: it reports, and stops nobody';
  if (rule.enforcement === 'disabled') return 'is disabled';
  const everybody = (rule.bypass ?? []).find(
    ({ kind, name, mode }) => kind === 'role' && name === 'write' && mode !== 'pull-request',
  );
  if (everybody !== undefined) return 'lets everybody who may write pass over it';
  const bare = branches.filter(({ rule: effective }) => !effective.protected);
  const named = rule.include.filter((pattern) => !/[*?[~]/.test(pattern));
  const misses = named.length === rule.include.length && named.length > 0;
  const [open] = bare;
  // A rule for one branch is somebody's intent; it is theatre where the branch that is followed has none at all.
  if (misses && open !== undefined && !branches.some(({ rules }) => rules.includes(rule)))
    return `names ${named.join(', ')}, and ${open.ref}, which is followed, has no rule`;
  return rule.include.length === 0 ? 'names no branch' : undefined;
}
