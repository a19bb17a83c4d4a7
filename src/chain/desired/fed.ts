import type { Feed } from '../../model/agent.ts';
import type { ObjectRef } from '../../model/ledger.ts';
import type { ClusterUnknown } from '../../model/rbac.ts';
import type { SourceTree } from '../../model/tree.ts';
import { concernsAccess, GRANTING_KINDS } from '../../stages/5-cluster/read.ts';
import { withCharts } from '../read/clusters.ts';
import type { Fed } from '../read/fed.ts';
import { clusterOf } from '../read/feeds.ts';
import { isKept } from './applied.ts';
import type { ClosureObject } from './closure.ts';

/** What agents in view apply to one cluster, of the kinds that grant. */
export interface FedCluster {
  readonly name: string;
  readonly objects: readonly ClosureObject[];
  readonly unknown: readonly ClusterUnknown[];
}

/** By cluster; without agents in view everything that counts as applied is one. */
export function fedClusters(fed: Fed, trees: readonly SourceTree[]): readonly FedCluster[] {
  const { feeds, loose, clusters } = fed;
  const all = feeds.resolved.feeds;
  return withCharts(clusters, all, trees).map(({ name, unknown }) => {
    const objects =
      all.length === 0
        ? loose.flatMap((one) => one.objects.map((item) => desired(item.object, undefined)))
        : all
            .filter((feed) => clusterOf(feed) === name)
            .flatMap((feed) =>
              (feeds.material.get(feed.id)?.objects ?? []).map((item) => desired(item.object, feed)),
            );
    return { name, objects: objects.filter(({ object }) => grants(object)), unknown };
  });
}

function grants(object: ClosureObject['object']): boolean {
  return GRANTING_KINDS.has(object.kind) && concernsAccess(object);
}

function desired(object: ClosureObject['object'], feed: Feed | undefined): ClosureObject {
  const { apiVersion, kind, namespace, name = '' } = object;
  const isGlobal = kind === 'ClusterRole' || kind === 'ClusterRoleBinding';
  return {
    ref: { apiVersion, kind, name, ...(namespace === undefined || isGlobal ? {} : { namespace }) },
    object,
    from: object.at,
    ...(feed === undefined || !isKept(object) ? {} : { agent: agentOf(feed) }),
  };
}

const API: Readonly<Record<Feed['kind'], string>> = {
  Application: 'argoproj.io/v1alpha1',
  ApplicationSet: 'argoproj.io/v1alpha1',
  Kustomization: 'kustomize.toolkit.fluxcd.io/v1',
  HelmRelease: 'helm.toolkit.fluxcd.io/v2',
};

function agentOf({ kind, namespace, name }: Feed): ObjectRef {
  return { apiVersion: API[kind], kind, namespace, name };
}
