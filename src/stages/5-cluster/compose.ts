import type { Binding, ClusterObjects, Role } from '../../model/rbac.ts';
import { ruleKey } from './aggregate.ts';
import type { DefaultPolicy } from './defaults.ts';

/** Switches the API server's repair of a default object off. */
export const AUTOUPDATE = 'rbac.authorization.kubernetes.io/autoupdate';

/**
 * A cluster as it is live: its own objects over the defaults of its release. At each start the API server adds
 * the missing rules, labels and subjects of a default object that was changed, and makes a binding with
 * another roleRef anew, unless autoupdate is off (k8s.io/component-helpers `auth/rbac/reconciliation`).
 */
export function withDefaults(cluster: ClusterObjects, defaults: DefaultPolicy): ClusterObjects {
  return {
    ...cluster,
    roles: merged(cluster.roles, defaults.roles, repairedRole),
    bindings: merged(cluster.bindings, defaults.bindings, repairedBinding),
  };
}

function merged<One extends Role | Binding>(
  own: readonly One[],
  defaults: readonly One[],
  repaired: (changed: One, original: One) => One,
): readonly One[] {
  const byKey = new Map(own.map((one) => [keyOf(one), one]));
  const live = defaults.map((original) => {
    const changed = byKey.get(keyOf(original));
    if (changed === undefined) return original;
    byKey.delete(keyOf(original));
    return changed.annotations[AUTOUPDATE] === 'false' ? changed : repaired(changed, original);
  });
  return [...live, ...byKey.values()];
}

function keyOf(one: Role | Binding): string {
  return `${one.kind} ${one.namespace ?? ''}/${one.name}`;
}

function repairedRole(changed: Role, original: Role): Role {
  const known = new Set(changed.rules.map(ruleKey));
  const aggregates =
    changed.aggregates === undefined && original.aggregates === undefined
      ? undefined
      : [...(changed.aggregates ?? []), ...(original.aggregates ?? [])];
  return {
    ...changed,
    rules: [...changed.rules, ...original.rules.filter((rule) => !known.has(ruleKey(rule)))],
    labels: { ...original.labels, ...changed.labels },
    ...(aggregates === undefined ? {} : { aggregates }),
  };
}

function repairedBinding(changed: Binding, original: Binding): Binding {
  const { kind, name } = original.roleRef;
  if (changed.roleRef.kind !== kind || changed.roleRef.name !== name) return original;
  const missing = original.subjects.filter(
    (subject) =>
      !changed.subjects.some(
        (one) =>
          one.kind === subject.kind && one.name === subject.name && one.namespace === subject.namespace,
      ),
  );
  return { ...changed, subjects: [...changed.subjects, ...missing] };
}
