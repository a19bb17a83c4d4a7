import type { ClusterObjects } from '../../model/rbac.ts';
import type { SourceTree } from '../../model/tree.ts';
import { GRANTING_KINDS, readCluster } from '../../stages/5-cluster/read.ts';
import type { FeedFacts } from '../facts.ts';
import { chartsIn } from '../read/clusters.ts';
import type { Read } from '../read/material.ts';

/** A folder that says who may do what, and that no agent in view is seen to apply. */
export interface UntoldFolder {
  /** Stands for whatever cluster it is applied to: `folder:PATH`. */
  readonly cluster: ClusterObjects;
  /** Files that it consists of. */
  readonly consumed: ReadonlySet<string>;
}

/**
 * Feeds of which it is not told what they apply, although it may be of this repository: an ApplicationSet whose
 * generator asks a cluster, a source that is not in view. Those that may not write RBAC are none.
 */
export function untoldFeeds(feeds: readonly FeedFacts[], knownUrls: boolean): readonly FeedFacts[] {
  return feeds.filter(({ feed: { source }, effects, idle }) => {
    if (effects.access.answer === 'no' || idle === true || source.valuesOnly) return false;
    if (source.repository !== undefined) return source.path === undefined;
    return (source.kind === 'git' || source.kind === 'unknown') && (source.url === undefined || !knownUrls);
  });
}

/** What of a repository no feed is seen to apply, each folder as a cluster of its own. */
export function untoldFolders(
  tree: SourceTree,
  parts: ReadonlyMap<string, Read>,
  feeds: readonly FeedFacts[],
): readonly UntoldFolder[] {
  const applied = new Set(feeds.flatMap(({ paths }) => paths));
  const folders = [...parts].flatMap(([folder, { objects, consumed, unknown }]): readonly UntoldFolder[] => {
    if ([...consumed].every((path) => applied.has(path))) return [];
    const own = objects.map(({ object }) => object);
    if (unknown.length === 0 && !own.some(({ kind }) => GRANTING_KINDS.has(kind))) return [];
    return [{ cluster: readCluster(nameOf(folder), own, unknown), consumed }];
  });
  const charts = chartsIn(tree).map((chart): UntoldFolder => {
    const [folder = ''] = chart.paths ?? [];
    return { cluster: readCluster(nameOf(folder), [], [chart]), consumed: filesBelow(tree, folder) };
  });
  return [...folders, ...charts];
}

function nameOf(folder: string): string {
  return `folder:${folder === '' ? '.' : folder}`;
}

function filesBelow({ entries }: SourceTree, folder: string): ReadonlySet<string> {
  const below = folder === '' ? '' : `${folder}/`;
  return new Set(entries.flatMap(({ path }) => (path.startsWith(below) ? [path] : [])));
}
