import type { KubernetesObject } from '../../ports/cluster.ts';
import type { DesiredState } from '../guard/desired/state.ts';

const known = new WeakMap<DesiredState['objects'], ReadonlySet<string>>();

/** Accounts by which agents apply what a state says, as `namespace/name`. */
export function applyingAccounts({ objects }: DesiredState): ReadonlySet<string> {
  const found =
    known.get(objects) ?? new Set([...objects.values()].flatMap(({ object }) => accountOf(object)));
  known.set(objects, found);
  return found;
}

function accountOf({ kind, metadata, ...fields }: KubernetesObject): readonly string[] {
  if (kind !== 'Kustomization' && kind !== 'HelmRelease') return [];
  const { spec } = fields;
  const account =
    spec instanceof Object && 'serviceAccountName' in spec ? spec.serviceAccountName : undefined;
  return typeof account === 'string' ? [`${metadata.namespace ?? 'default'}/${account}`] : [];
}
