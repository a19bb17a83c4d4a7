import type { Quorum } from '../../model/graph.ts';
import type { ClusterObjects, ClusterUnknown } from '../../model/rbac.ts';
import { assessFed } from '../assess.ts';
import type { Facts, FeedFacts } from '../facts.ts';
import { withCharts } from '../read/clusters.ts';
import { readFed } from '../read/fed.ts';
import type { ScanInput } from '../read/input.ts';
import { type UntoldFolder, untoldFeeds, untoldFolders } from './folders.ts';

/** What access rests on before or after a change. */
export interface Side {
  readonly clusters: readonly ClusterObjects[];
  /** What no agent in view is seen to apply, though one may; or, where all tell what they apply, what none does. */
  readonly folders: readonly UntoldFolder[];
  /** Feeds of which it is not told what they apply. */
  readonly untold: readonly FeedFacts[];
  readonly quorums: readonly Quorum[];
  /** Does an agent in view say what is applied? Otherwise everything counts, as one cluster. */
  readonly fed: boolean;
}

/** Reads one side of a change; `facts` are what controls judge. */
export function readSide(input: ScanInput): { readonly side: Side; readonly facts: Facts } {
  const fed = readFed(input);
  const facts = assessFed(input, fed);
  const trees = input.repositories.map(({ tree }) => tree);
  const clusters = withReleases(withCharts(facts.clusters, facts.feeds, trees), facts.feeds);
  const knownUrls = input.repositories.every(({ urls }) => urls.length > 0);
  const folders = fed.materials.flatMap((material) =>
    facts.feeds.length === 0 ? [] : untoldFolders(material.tree, material.parts(), facts.feeds),
  );
  return {
    facts,
    side: {
      clusters,
      folders,
      untold: untoldFeeds(facts.feeds, knownUrls),
      quorums: facts.quorums,
      fed: facts.feeds.length > 0,
    },
  };
}

/** Helm releases whose chart lies in view are not rendered either; those that may not write RBAC hold nothing that counts. */
function withReleases(
  clusters: readonly ClusterObjects[],
  feeds: readonly FeedFacts[],
): readonly ClusterObjects[] {
  return clusters.map((cluster) => {
    const releases = feeds
      .filter(({ cluster: name, feed, effects }) => {
        const inView = feed.source.repository !== undefined && !feed.source.valuesOnly;
        return (
          name === cluster.name && feed.kind === 'HelmRelease' && inView && effects.access.answer !== 'no'
        );
      })
      .map(({ feed }): ClusterUnknown => {
        const paths = [feed.at.path, ...(feed.source.path === undefined ? [] : [feed.source.path])];
        return {
          reason: `what HelmRelease ${feed.namespace}/${feed.name} applies is not rendered`,
          at: feed.at,
          paths,
        };
      });
    return releases.length === 0 ? cluster : { ...cluster, unknown: [...cluster.unknown, ...releases] };
  });
}
