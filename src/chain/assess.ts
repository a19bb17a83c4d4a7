import type { ForgeEvidence } from '../model/evidence.ts';
import type { Quorum } from '../model/graph.ts';
import { readGithubOwnership } from '../stages/2-review/codeowners.ts';
import { agentFacts } from '../stages/4-agent/facts/all.ts';
import { syncPowers } from '../stages/4-agent/facts/argo-access.ts';
import { imageAutomationReach } from '../stages/4-agent/facts/flux.ts';
import type { Facts, RepositoryFacts, Unread, Unseen } from './facts.ts';
import { buildGraph } from './graph/build.ts';
import { judgeLedger } from './ledger/invariant.ts';
import { quorums } from './quorum/answer.ts';
import { type Fed, readFed } from './read/fed.ts';
import { feedFacts } from './read/feeds.ts';
import type { RepositoryInput, ScanInput } from './read/input.ts';
import { Mint, readPipelineFacts, workflowsOf } from './read/pipeline.ts';

/** Gives meaning to everything that was read, joins the stages, and finds the quorum. Pure: the same input gives the same facts. */
export function assess(input: ScanInput): Facts {
  return assessFed(input, readFed(input));
}

/** The same, where what feeds the clusters was read already. */
export function assessFed(input: ScanInput, { loose, feeds, clusters }: Fed): Facts {
  const forges = new Map(input.forges.map((forge) => [forge.repository, forge]));
  const repositories = input.repositories.map((repository) =>
    repositoryFacts(repository, forges.get(repository.name)),
  );
  const branchOf = (name: string): string =>
    forges.get(name)?.settings?.defaultBranch ??
    input.repositories.find((one) => one.name === name)?.branch ??
    'main';
  const facts = feedFacts(feeds, clusters, input.system, branchOf);
  const treeOf = (name: string): RepositoryInput['tree'] | undefined =>
    input.repositories.find((one) => one.name === name)?.tree;
  const material = {
    now: input.now,
    repositories,
    feeds: facts,
    clusters,
    images: imageAutomationReach(feeds.resolved.inventory, feeds.resolved.feeds, treeOf),
    trusts: input.trusts,
    ...(input.roster === undefined ? {} : { roster: input.roster }),
    ...(input.system === undefined ? {} : { system: input.system }),
    ...(input.mainward === undefined ? {} : { mainward: input.mainward }),
  };
  const mint = new Mint();
  const graph = buildGraph({
    ...material,
    loose: loose.flatMap((one) => one.unknown),
    syncPowers: syncPowers(feeds.resolved),
    templates: (repository) => mint.templates(repository),
    meets: (trust, template) => mint.meets(trust, template),
  });
  const found: readonly Quorum[] = quorums(graph);
  return {
    ...material,
    inventory: feeds.resolved.inventory,
    agentFacts: agentFacts(feeds.resolved, treeOf),
    pipelineFacts: readPipelineFacts(repositories, input.trusts, mint),
    quorums: found,
    unseen: unseenOf(loose.flatMap((one) => one.unknown)),
    ...(input.ledger === undefined ? {} : { recorded: judgeLedger(input.ledger, { whole: true }) }),
  };
}

function repositoryFacts(input: RepositoryInput, evidence: ForgeEvidence | undefined): RepositoryFacts {
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
  };
}

/** One entry for each reason: many overlays of one base lack the same. */
function unseenOf(unknown: readonly Unread[]): readonly Unseen[] {
  return [...Map.groupBy(unknown, (one) => one.reason)].flatMap(([why, list]) => {
    const [first] = list;
    if (first === undefined) return [];
    const places = new Set(list.map((one) => one.at.path)).size;
    return {
      what: first.at.path,
      why: places > 1 ? `${why} (and so in ${places - 1} more)` : why,
      provide: 'rendered manifests as a further PATH, or a form that can be read',
      at: first.at,
    };
  });
}
