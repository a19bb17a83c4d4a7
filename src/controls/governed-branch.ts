import type { Facts, RepositoryFacts } from '../chain/facts.ts';
import type { BranchRule } from '../model/evidence.ts';
import type { Location } from '../model/location.ts';
import { type EffectiveRule, effectiveRule, ruleApplies } from '../stages/2-review/rules.ts';
import type { Judgement } from './control.ts';
import { evidenceLocation } from './evidence-location.ts';

/** A branch whose changes reach somewhere: the default one, and those that agents follow. */
export interface GovernedBranch {
  readonly repository: RepositoryFacts;
  /** Full ref. */
  readonly ref: string;
  /** `shop main`. */
  readonly subject: string;
  readonly rule: EffectiveRule;
  /** The active rules that apply. */
  readonly rules: readonly BranchRule[];
  /** Where the evidence speaks of it. */
  readonly at: Location;
}

/** The branches of one repository that people's changes must go through. */
export function governedBranches(facts: Facts, repository: RepositoryFacts): readonly GovernedBranch[] {
  const { name, evidence, branch } = repository;
  const main = `refs/heads/${evidence?.settings?.defaultBranch ?? branch ?? 'main'}`;
  const followed = facts.feeds.flatMap(({ feed, ref }) =>
    feed.source.repository === name && ref?.startsWith('refs/heads/') === true ? [ref] : [],
  );
  return [...new Set([main, ...followed.sort()])].map((ref) => {
    const rules = (evidence?.rules ?? []).filter(
      (rule) => rule.enforcement === 'active' && ruleApplies(rule, ref, evidence),
    );
    return {
      repository,
      ref,
      subject: `${name} ${ref.slice('refs/heads/'.length)}`,
      rule: effectiveRule(evidence, ref),
      rules,
      at: rules.find((rule) => rule.at !== undefined)?.at ?? evidence?.at ?? evidenceLocation(name),
    };
  });
}

/** Each governed branch judged by its rules; where the rules of a repository were not observed, that once. */
export function judgeBranches(
  facts: Facts,
  judge: (branch: GovernedBranch) => readonly Judgement[],
): readonly Judgement[] {
  return facts.repositories.flatMap((repository) =>
    repository.evidence?.rules === undefined
      ? [rulesUnknown(repository.name)]
      : governedBranches(facts, repository).flatMap(judge),
  );
}

export function rulesUnknown(name: string): Judgement {
  return {
    verdict: 'unknown',
    subject: name,
    message: `The rules of ${name} were not observed. Provide the forge's evidence of it with \`rules\`.`,
    group: `rules of ${name}`,
  };
}
