import type { Quorum } from '../model/graph.ts';
import { agentFacts } from '../stages/4-agent/facts/all.ts';
import type { Facts, Unread, Unseen } from './facts.ts';
import { buildGraph } from './graph/build.ts';
import { judgeLedger } from './ledger/invariant.ts';
import { quorums } from './quorum/answer.ts';
import { type Fed, readFed } from './read/fed.ts';
import type { ScanInput } from './read/input.ts';
import { chainMaterial, repositoriesOf, repositoryFacts, treeIn } from './read/joined.ts';
import { Mint, readPipelineFacts } from './read/pipeline.ts';

/** Gives meaning to everything that was read, joins the stages, and finds the quorum. Pure: the same input gives the same facts. */
export function assess(input: ScanInput): Facts {
  return assessFed(input, readFed(input));
}

/** The same, where what feeds the clusters was read already. */
export function assessFed(input: ScanInput, fed: Fed): Facts {
  const { loose, feeds } = fed;
  const repositories = repositoriesOf(input, repositoryFacts);
  const mint = new Mint();
  const material = chainMaterial(input, fed, repositories, mint);
  const found: readonly Quorum[] = quorums(buildGraph(material));
  return {
    now: input.now,
    repositories,
    feeds: material.feeds,
    clusters: material.clusters,
    images: material.images,
    trusts: input.trusts,
    ...(input.roster === undefined ? {} : { roster: input.roster }),
    ...(input.system === undefined ? {} : { system: input.system }),
    ...(input.mainward === undefined ? {} : { mainward: input.mainward }),
    inventory: feeds.resolved.inventory,
    agentFacts: agentFacts(feeds.resolved, (name) => treeIn(input, name)),
    pipelineFacts: readPipelineFacts(repositories, input.trusts, mint),
    quorums: found,
    unseen: unseenOf(loose.flatMap((one) => one.unknown)),
    ...(input.ledger === undefined ? {} : { recorded: judgeLedger(input.ledger, { whole: true }) }),
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
