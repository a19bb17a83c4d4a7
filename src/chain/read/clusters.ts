import { mayContain } from '../../formats/yaml/prefilter.ts';
import { fileLocation } from '../../model/location.ts';
import type { ClusterObjects, ClusterUnknown } from '../../model/rbac.ts';
import type { SourceTree } from '../../model/tree.ts';
import { resolveFeeds } from '../../stages/4-agent/resolve.ts';
import { readCluster } from '../../stages/5-cluster/read.ts';
import { readFed } from './fed.ts';
import type { ScanInput } from './input.ts';
import { Material } from './material.ts';

/** The clusters that repositories feed, as a scan sees them, and nothing else of a scan. */
export function clustersFed(
  input: Pick<ScanInput, 'repositories' | 'forges' | 'system' | 'mainward'>,
): readonly ClusterObjects[] {
  const { feeds, clusters } = readFed(input);
  return withCharts(
    clusters,
    feeds.resolved.feeds,
    input.repositories.map(({ tree }) => tree),
  );
}

/** Where no agent says what is applied, the Helm charts of a repository may be, and they are not rendered. */
export function withCharts(
  clusters: readonly ClusterObjects[],
  feeds: readonly unknown[],
  trees: readonly SourceTree[],
): readonly ClusterObjects[] {
  const charts = feeds.length > 0 ? [] : trees.flatMap(chartsIn);
  return clusters.map((cluster) =>
    charts.length === 0 ? cluster : { ...cluster, unknown: [...cluster.unknown, ...charts] },
  );
}

/**
 * A folder of manifests as one cluster: every kustomization that no other one refers to, and every manifest that
 * none consumes. What agents among the objects would fetch from elsewhere, and charts, are unknown.
 */
export function clusterOfFolder(tree: SourceTree): ClusterObjects {
  const applied = new Material(tree).applied();
  const { feeds } = resolveFeeds(applied.objects, {
    repositories: [{ name: tree.repository, urls: [], tree }],
  });
  const fetched = feeds
    .filter(({ source }) => source.repository !== tree.repository || !isThere(tree, source.path))
    .map(({ kind, namespace, name, at }) => ({
      reason: `what ${kind} ${namespace}/${name} applies is not in view`,
      at,
    }));
  return readCluster(
    tree.repository,
    applied.objects.map((item) => item.object),
    [...applied.unknown, ...fetched, ...chartsIn(tree)],
  );
}

function isThere(tree: SourceTree, path: string | undefined): boolean {
  if (path === undefined) return false;
  return path === '' || tree.entries.some((entry) => entry.path.startsWith(`${path}/`));
}

const ACCESS_WORDS: readonly string[] = ['RoleBinding', 'ClusterRole', 'kind: Role'];

/** Helm charts whose templates may hold roles or bindings; they are not rendered. */
export function chartsIn(tree: SourceTree): readonly ClusterUnknown[] {
  const charts = tree.entries.filter(({ path }) => path === 'Chart.yaml' || path.endsWith('/Chart.yaml'));
  return charts.flatMap(({ path }) => {
    const templates = `${path.slice(0, -'Chart.yaml'.length)}templates/`;
    const granting = tree.entries.some((entry) => {
      if (!entry.path.startsWith(templates)) return false;
      const bytes = tree.read(entry.path);
      return bytes instanceof Uint8Array && mayContain(bytes, ACCESS_WORDS);
    });
    const origin = { path, repository: tree.repository };
    const paths = [path.slice(0, -'/Chart.yaml'.length)];
    return granting ? [{ reason: 'the Helm chart is not rendered', at: fileLocation(origin), paths }] : [];
  });
}
