import type { Facts, RepositoryFacts } from '../chain/facts.ts';
import { fileLocation, type Location } from '../model/location.ts';
import { atLeastAsSevere, type Severity } from '../model/verdict.ts';
import { evidenceLocation } from './evidence-location.ts';
import { feedsFrom } from './feed-chain.ts';

/** Does an agent apply what lies in the repository? Where no agent is in view it may be any. */
export function isFollowed(facts: Facts, repository: string): boolean {
  return facts.feeds.length === 0 || feedsFrom(facts, repository).length > 0;
}

/** A weakness of a repository that no agent follows changes no cluster by itself. */
export function weighed(facts: Facts, repository: string, severity: Severity): Severity {
  return isFollowed(facts, repository) || !atLeastAsSevere(severity, 'high') ? severity : 'medium';
}

/** The branches that matter: those that agents follow, and where they follow none, the default branch. */
export function guardedRefs(facts: Facts, repository: RepositoryFacts): readonly string[] {
  const followed = feedsFrom(facts, repository.name).flatMap(({ ref }) =>
    ref?.startsWith('refs/heads/') === true ? [ref] : [],
  );
  if (followed.length > 0) return [...new Set(followed)].sort();
  const name = repository.evidence?.settings?.defaultBranch ?? repository.branch ?? 'main';
  return [`refs/heads/${name}`];
}

export function branchName(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}

/** Where what the forge says about a repository stands. */
export function settingsLocation({ name, evidence }: RepositoryFacts): Location {
  return evidence?.at === undefined ? evidenceLocation(name) : fileLocation(evidence.at);
}
