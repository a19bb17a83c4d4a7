import type { ForgeEvidence } from '../../model/evidence.ts';
import type { SourceTree } from '../../model/tree.ts';
import { readGithubOwnership } from '../../stages/2-review/codeowners.ts';
import { syncPowers } from '../../stages/4-agent/facts/argo-access.ts';
import { imageAutomationReach } from '../../stages/4-agent/facts/flux.ts';
import type { RepositoryFacts } from '../facts.ts';
import type { ChainMaterial } from '../graph/material.ts';
import type { Fed } from './fed.ts';
import { feedFacts } from './feeds.ts';
import type { RepositoryInput, ScanInput } from './input.ts';
import { type Mint, workflowsOf } from './pipeline.ts';

/** One repository's own files, and what its forge says of it. */
export function repositoryFacts(
  input: RepositoryInput,
  evidence: ForgeEvidence | undefined,
): RepositoryFacts {
  return {
    name: input.name,
    tree: input.tree,
    ...(input.tree.commit === undefined ? {} : { commit: input.tree.commit }),
    ...(input.branch === undefined ? {} : { branch: input.branch }),
    ...(evidence === undefined ? {} : { evidence }),
    ...(input.landings === undefined ? {} : { landings: input.landings }),
    ownership: readGithubOwnership(input.tree),
    workflows: workflowsOf(input, evidence),
    requirements: input.requirements,
    ...(input.accessPolicies === undefined ? {} : { accessPolicies: input.accessPolicies }),
  };
}

/** The facts of every repository; where a forge speaks of one twice, the last counts. */
export function repositoriesOf(
  input: ScanInput,
  factsOf: typeof repositoryFacts,
): readonly RepositoryFacts[] {
  const forges = new Map(input.forges.map((forge) => [forge.repository, forge]));
  return input.repositories.map((repository) => factsOf(repository, forges.get(repository.name)));
}

export function treeIn(input: ScanInput, name: string): SourceTree | undefined {
  return input.repositories.find((one) => one.name === name)?.tree;
}

/** The facts of all stages, as the graph is built of them. */
export function chainMaterial(
  input: ScanInput,
  { loose, feeds, clusters }: Fed,
  repositories: readonly RepositoryFacts[],
  mint: Pick<Mint, 'templates' | 'meets'>,
): ChainMaterial {
  const forges = new Map(input.forges.map((forge) => [forge.repository, forge]));
  const branchOf = (name: string): string =>
    forges.get(name)?.settings?.defaultBranch ??
    input.repositories.find((one) => one.name === name)?.branch ??
    'main';
  const { resolved } = feeds;
  return {
    now: input.now,
    repositories,
    feeds: feedFacts(feeds, clusters, input.system, branchOf),
    clusters,
    images: imageAutomationReach(resolved.inventory, resolved.feeds, (name) => treeIn(input, name)),
    trusts: input.trusts,
    ...(input.roster === undefined ? {} : { roster: input.roster }),
    ...(input.system === undefined ? {} : { system: input.system }),
    ...(input.mainward === undefined ? {} : { mainward: input.mainward }),
    loose: loose.flatMap((one) => one.unknown),
    syncPowers: syncPowers(resolved),
    templates: (repository) => mint.templates(repository),
    meets: (trust, template) => mint.meets(trust, template),
  };
}
