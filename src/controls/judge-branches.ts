import type { Facts, RepositoryFacts } from '../chain/facts.ts';
import type { ForgeEvidence } from '../model/evidence.ts';
import type { Severity } from '../model/verdict.ts';
import { type EffectiveRule, effectiveRule, ruleApplies } from '../stages/2-review/rules.ts';
import type { Judgement } from './control.ts';
import { chainOf, feedsFrom } from './feed-chain.ts';
import { branchName, guardedRefs, settingsLocation, weighed } from './followed.ts';

/** A branch that matters, and what the forge demands of changes of it. */
export interface GuardedBranch {
  readonly facts: Facts;
  readonly repository: RepositoryFacts;
  readonly evidence: ForgeEvidence;
  readonly ref: string;
  /** Without `refs/heads/`. */
  readonly branch: string;
  readonly rule: EffectiveRule;
  /** `main of shop`. */
  readonly title: string;
}

/** Judges each branch that matters; `unknown` once for each repository whose rules were not observed. */
export function judgeBranches(
  facts: Facts,
  severity: Severity,
  judge: (branch: GuardedBranch) => readonly Judgement[],
): readonly Judgement[] {
  return facts.repositories.flatMap((repository): readonly Judgement[] => {
    const { evidence, name } = repository;
    if (evidence?.rules === undefined) return [notObserved(facts, repository, severity)];
    return guardedRefs(facts, repository).flatMap((ref) => {
      const branch = branchName(ref);
      const rule = effectiveRule(evidence, ref);
      return judge({ facts, repository, evidence, ref, branch, rule, title: `${branch} of ${name}` });
    });
  });
}

function notObserved(facts: Facts, repository: RepositoryFacts, severity: Severity): Judgement {
  const { name } = repository;
  return {
    verdict: 'unknown',
    subject: name,
    severity: weighed(facts, name, severity),
    location: settingsLocation(repository),
    message: `Which rules the forge has for ${name} was not observed. Provide them as evidence: forge/${name}.json with rules.`,
    group: 'the rules of the forge were not observed',
  };
}

/** What follows from a weak rule, in words: which agents apply what lands on the branch. */
export function chainFrom({ facts, repository, ref }: GuardedBranch): readonly string[] {
  const feeds = feedsFrom(facts, repository.name, ref);
  return chainOf(
    facts,
    feeds.map(({ feed }) => feed.id),
  );
}

/** The first active rule that concerns the branch, for showing where it stands. */
export function ruleLocation({
  evidence,
  ref,
  repository,
}: GuardedBranch): NonNullable<Judgement['location']> {
  const rule = evidence.rules?.find((one) => one.enforcement === 'active' && ruleApplies(one, ref, evidence));
  return rule?.at ?? settingsLocation(repository);
}
