import type { Facts } from '../chain/facts.ts';
import type { ClusterObjects } from '../model/rbac.ts';
import { takeInventory } from '../stages/4-agent/inventory.ts';
import { seeCluster } from './cluster-view.ts';

/**
 * Facts of one cluster and nothing else, for its controls to be asked about objects without the repositories that they
 * come from. `agents`: accounts by which agents apply, as `namespace/name`.
 */
export function factsOfCluster(cluster: ClusterObjects, agents: ReadonlySet<string>): Facts {
  const facts: Facts = {
    now: '1970-01-01T00:00:00.000Z',
    repositories: [],
    inventory: takeInventory([]),
    agentFacts: [],
    pipelineFacts: [],
    images: [],
    feeds: [],
    clusters: [cluster],
    trusts: [],
    quorums: [],
    unseen: [],
  };
  seeCluster(facts, cluster, agents);
  return facts;
}
