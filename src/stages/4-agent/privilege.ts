import { child, itemsOf, stringsOf } from '../../formats/yaml/access.ts';
import type { AgentObjectName } from '../../model/agent.ts';
import type { Location } from '../../model/location.ts';
import { type AgentObject, isKind, text } from './read.ts';

export interface Privilege {
  readonly privilege: 'cluster-admin' | 'bounded' | 'unknown';
  readonly why: string;
  readonly at?: Location;
}

const RBAC = 'rbac.authorization.k8s.io';
/** Roles of every cluster that are never in Git; only one of them is all-powerful. */
const BUILT_IN_BOUNDED: readonly string[] = ['admin', 'edit', 'view'];

/**
 * How much an account may do as far as the bindings in view tell: `cluster-admin` where a cluster-wide binding gives it every verb on
 * everything, `bounded` where it has bindings of its own in view and all of their roles are known to give less (what every account has tells nothing). What exactly it may do is
 * the cluster stage's question.
 */
export function privilegeOf(account: AgentObjectName, objects: readonly AgentObject[]): Privilege {
  let bounded: Location | undefined;
  let unread: Location | undefined;
  for (const { object } of objects) {
    const wide = isKind(object, RBAC, 'ClusterRoleBinding');
    if (!wide && !isKind(object, RBAC, 'RoleBinding')) continue;
    if (
      !itemsOf(child(object.root, 'subjects')).some((subject) =>
        names(subject, account, wide ? undefined : object.namespace),
      )
    )
      continue;
    const role = text(object.root, 'roleRef', 'name') ?? '';
    const verdict = wide ? clusterRolePower(role, objects) : 'bounded';
    if (verdict === 'cluster-admin') {
      return {
        privilege: 'cluster-admin',
        why: `${object.name ?? 'a binding'} gives ${account.namespace}/${account.name} the cluster role ${role}, which may do everything`,
        at: object.at,
      };
    }
    const direct = itemsOf(child(object.root, 'subjects')).some(
      (subject) =>
        text(subject, 'kind') !== 'Group' && names(subject, account, wide ? undefined : object.namespace),
    );
    if (!direct) continue;
    if (verdict === 'bounded') bounded ??= object.at;
    else unread ??= object.at;
  }
  if (unread !== undefined)
    return {
      privilege: 'unknown',
      why: `a role bound to ${account.namespace}/${account.name} is not in view`,
      at: unread,
    };
  if (bounded !== undefined)
    return {
      privilege: 'bounded',
      why: `the bindings in view give ${account.namespace}/${account.name} less than everything`,
      at: bounded,
    };
  return { privilege: 'unknown', why: `no binding of ${account.namespace}/${account.name} is in view` };
}

function names(
  subject: Parameters<typeof text>[0],
  account: AgentObjectName,
  standard: string | undefined,
): boolean {
  const kind = text(subject, 'kind');
  const name = text(subject, 'name');
  if (kind === 'ServiceAccount')
    return name === account.name && (text(subject, 'namespace') ?? standard) === account.namespace;
  if (kind === 'User') return name === `system:serviceaccount:${account.namespace}:${account.name}`;
  return (
    kind === 'Group' &&
    [
      'system:serviceaccounts',
      `system:serviceaccounts:${account.namespace}`,
      'system:authenticated',
    ].includes(name ?? '')
  );
}

function clusterRolePower(name: string, objects: readonly AgentObject[]): Privilege['privilege'] {
  if (name === 'cluster-admin') return 'cluster-admin';
  const role = objects.find(({ object }) => isKind(object, RBAC, 'ClusterRole') && object.name === name);
  if (role === undefined) return BUILT_IN_BOUNDED.includes(name) ? 'bounded' : 'unknown';
  if (child(role.object.root, 'aggregationRule') !== undefined) return 'unknown';
  const everything = itemsOf(child(role.object.root, 'rules')).some(
    (rule) =>
      ['verbs', 'apiGroups', 'resources'].every((field) =>
        stringsOf(child(rule, field)).some((one) => one.text === '*'),
      ) && itemsOf(child(rule, 'resourceNames')).length === 0,
  );
  return everything ? 'cluster-admin' : 'bounded';
}
