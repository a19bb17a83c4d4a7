import type { ClusterObjects } from '../../model/rbac.ts';
import type { SourceTree } from '../../model/tree.ts';
import { type ReadFeeds, readClusters, readFeeds } from './feeds.ts';
import type { ScanInput } from './input.ts';
import { Material, type Read } from './material.ts';

/** What repositories hold, what agents make of it, and the clusters that are fed with it. */
export interface Fed {
  /** One entry a repository. */
  readonly materials: readonly Material[];
  /** What counts as applied where no agent says otherwise, one entry a repository. */
  readonly loose: readonly Read[];
  readonly feeds: ReadFeeds;
  readonly clusters: readonly ClusterObjects[];
}

export function readFed(
  input: Pick<ScanInput, 'repositories' | 'forges' | 'system' | 'mainward'>,
  materialOf: (tree: SourceTree) => Material = (tree) => new Material(tree),
): Fed {
  const { repositories, forges, system, mainward } = input;
  const urls = new Map(forges.map((forge) => [forge.repository, forge.urls ?? []]));
  const materials = repositories.map((repository) => materialOf(repository.tree));
  const loose = materials.map((material) => material.applied());
  const feeds = readFeeds(materials, loose, {
    repositories: repositories.map((repository) => ({
      name: repository.name,
      urls: [...repository.urls, ...(urls.get(repository.name) ?? [])],
      tree: repository.tree,
      ...(repository.branch === undefined ? {} : { branch: repository.branch }),
    })),
    ...(system === undefined ? {} : { system }),
    ...(mainward === undefined ? {} : { verified: mainward.sources }),
  });
  const [first, ...others] = repositories;
  const fallback = first !== undefined && others.length === 0 ? first.name : 'cluster';
  return { materials, loose, feeds, clusters: readClusters(feeds, loose, fallback) };
}
