import type { KubeObject } from '../../../formats/kubernetes/object.ts';
import { metadataOf } from './rbac-object.ts';

/**
 * Labels and annotations by which an object tells its agent, or the API server, to leave it as it is, and the values that
 * do not. Flux looks for its own in labels as well as in annotations, in whatever case (github.com/fluxcd/pkg `ssa`).
 */
const SWITCHES: ReadonlyMap<string, readonly string[]> = new Map([
  ['kustomize.toolkit.fluxcd.io/reconcile', ['enabled']],
  ['kustomize.toolkit.fluxcd.io/ssa', ['override']],
  ['kustomize.toolkit.fluxcd.io/prune', ['enabled']],
  ['helm.toolkit.fluxcd.io/driftDetection', ['enabled']],
  ['helm.sh/resource-policy', []],
  ['sharding.fluxcd.io/key', []],
  ['argocd.argoproj.io/compare-options', []],
  ['argocd.argoproj.io/skip-reconcile', ['false']],
  ['argocd.argoproj.io/sync-options', []],
  ['rbac.authorization.kubernetes.io/autoupdate', ['true']],
]);

/** What switches off the way back of a live object and is not in Git, as `key: value`. */
export function optOuts(live: KubeObject, desired: KubeObject | undefined): readonly string[] {
  const written = new Set(desired === undefined ? [] : switchesOf(desired));
  return switchesOf(live).filter((one) => !written.has(one));
}

/**
 * Is what a live object means (`rbacMeaning`) all there is to it? Then, where Git has one of the same meaning, it is quiet,
 * and neither object has to be read for that. Roles of clusters can be gathered by any label.
 */
export function isItsMeaning(live: KubeObject): boolean {
  return live.kind !== 'ClusterRole' && switchesOf(live).length === 0;
}

function switchesOf(object: KubeObject): readonly string[] {
  const found = (['annotations', 'labels'] as const).flatMap((field) =>
    [...metadataOf(object, field)].flatMap(([key, value]) => {
      const harmless = SWITCHES.get(key);
      return harmless === undefined || value === '' || harmless.includes(value.toLowerCase())
        ? []
        : [`${key}: ${value}`];
    }),
  );
  return [...new Set(found)].sort();
}
