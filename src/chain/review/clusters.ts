import type { KubeObject } from '../../formats/kubernetes/object.ts';
import { stringMapOf } from '../../formats/kustomize/resource.ts';
import { child } from '../../formats/yaml/access.ts';
import type { System } from '../../model/policy.ts';
import type { ReviewGap } from '../../model/review.ts';
import type { SourceTree } from '../../model/tree.ts';
import { mayHoldGrants } from '../../stages/5-cluster/ask/unknown.ts';
import { Authorizer } from '../../stages/5-cluster/authorizer.ts';
import { withDefaults } from '../../stages/5-cluster/compose.ts';
import type { DefaultPolicy } from '../../stages/5-cluster/defaults.ts';
import { withCharts } from '../read/clusters.ts';
import { readFed } from '../read/fed.ts';
import { clusterOf } from '../read/feeds.ts';

/** Group of the roster that reviews what is in a namespace, by the namespace's own manifest. */
export const OWNER_ANNOTATION = 'mainward.dev/owner';

/** One cluster, as the agents make it of a repository. */
export interface ReviewedCluster {
  readonly authorizer: Authorizer;
  /** Namespace -> the group that its manifest names. */
  readonly owners: ReadonlyMap<string, string>;
  readonly unknown: readonly ReviewGap[];
}

/**
 * What the agents apply of a tree to the clusters of a definition. Without an agent in view everything that counts as
 * applied is one cluster, which goes by the name that the definition gives it, if it gives one. Nothing but the tree
 * decides: neither where it lies nor how it was cloned.
 */
export function reviewedClusters(
  tree: SourceTree,
  names: readonly string[],
  system: System | undefined,
  defaults: DefaultPolicy,
): {
  readonly clusters: readonly ReviewedCluster[];
  readonly unknown: readonly ReviewGap[];
  /** What agents apply. */
  readonly folders: readonly string[];
} {
  const fed = readFed({
    repositories: [{ name: tree.repository, tree, urls: [], requirements: [] }],
    forges: [],
    ...(system === undefined ? {} : { system }),
  });
  const { feeds } = fed.feeds.resolved;
  const found = withCharts(fed.clusters, feeds, [tree]);
  const [only] = found;
  const clusters = names.flatMap((name): readonly ReviewedCluster[] => {
    const isOnly = feeds.length === 0 && names.length === 1;
    const cluster = found.find((one) => one.name === name) ?? (isOnly ? only : undefined);
    if (cluster === undefined) return [];
    const objects =
      feeds.length === 0
        ? fed.loose.flatMap((one) => one.objects)
        : feeds
            .filter((feed) => clusterOf(feed) === cluster.name)
            .flatMap((feed) => fed.feeds.material.get(feed.id)?.objects ?? []);
    return [
      {
        authorizer: new Authorizer({ ...withDefaults(cluster, defaults), name }),
        owners: ownersIn(objects.map(({ object }) => object)),
        unknown: cluster.unknown.filter(mayHoldGrants).map(({ reason, at }): ReviewGap => {
          if (at === undefined) return { cluster: name, reason };
          const { path, line, column, endLine, endColumn } = at;
          return { cluster: name, reason, at: { path, line, column, endLine, endColumn } };
        }),
      },
    ];
  });
  const seen = new Set(clusters.map(({ authorizer }) => authorizer.cluster.name));
  const unknown = names
    .filter((name) => !seen.has(name))
    .map((cluster) => ({ cluster, reason: 'nothing in the repository says what is applied there' }));
  const folders = [...new Set(feeds.flatMap(({ source }) => source.path ?? []))].sort();
  return { clusters, unknown, folders };
}

/** Where two manifests of one namespace name different groups, neither counts. */
function ownersIn(objects: readonly KubeObject[]): ReadonlyMap<string, string> {
  const named = objects.flatMap((object) => {
    if (object.kind !== 'Namespace' || object.name === undefined) return [];
    const annotations = new Map(stringMapOf(child(object.root, 'metadata', 'annotations')));
    return [[object.name, annotations.get(OWNER_ANNOTATION)] as const];
  });
  const owners = new Map<string, string>();
  for (const [namespace, list] of Map.groupBy(named, ([name]) => name)) {
    const [group, ...others] = new Set(list.map(([, owner]) => owner));
    if (group !== undefined && others.length === 0) owners.set(namespace, group);
  }
  return owners;
}
