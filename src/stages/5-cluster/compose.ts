import type { ClusterObjects, Role } from '../../model/rbac.ts';
import type { DefaultPolicy } from './defaults.ts';

const AUTOUPDATE = 'rbac.authorization.kubernetes.io/autoupdate';

/**
 * A cluster as it is live: its own objects over the defaults of its release. The API server adds the missing
 * rules of a default role that was changed, unless its autoupdate is off (`rbac.md`, auto-reconciliation).
 */
export function withDefaults(cluster: ClusterObjects, defaults: DefaultPolicy): ClusterObjects {
  const own = new Map(cluster.roles.map((role) => [roleKey(role), role]));
  const ownBindings = new Set(
    cluster.bindings.map((one) => `${one.kind} ${one.namespace ?? ''}/${one.name}`),
  );
  const roles = defaults.roles.map((role) => {
    const changed = own.get(roleKey(role));
    if (changed === undefined) return role;
    own.delete(roleKey(role));
    if (changed.annotations[AUTOUPDATE] === 'false') return changed;
    return {
      ...changed,
      rules: [...changed.rules, ...role.rules],
      labels: { ...role.labels, ...changed.labels },
      ...aggregatesOf(changed, role),
    };
  });
  return {
    ...cluster,
    roles: [...roles, ...own.values()],
    bindings: [
      ...defaults.bindings.filter(
        (one) => !ownBindings.has(`${one.kind} ${one.namespace ?? ''}/${one.name}`),
      ),
      ...cluster.bindings,
    ],
  };
}

function roleKey(role: Role): string {
  return `${role.kind} ${role.namespace ?? ''}/${role.name}`;
}

function aggregatesOf(changed: Role, role: Role): Pick<Role, 'aggregates'> {
  const aggregates = changed.aggregates ?? role.aggregates;
  return aggregates === undefined ? {} : { aggregates };
}
