import type {
  AccessRequest,
  Binding,
  BoundSubject,
  ClusterObjects,
  PolicyRule,
  Role,
} from '../../src/model/rbac.ts';

/**
 * The semantics of RBAC written down once more, the slow way and apart from the evaluator, so that each can be
 * held against the other. It shares no code with it.
 */
export function naiveCan(
  cluster: ClusterObjects,
  user: string,
  groups: readonly string[],
  request: AccessRequest,
): boolean {
  if (groups.includes('system:masters')) return true;
  const where =
    request.apiGroup === '' && request.resource === 'namespaces' && request.name !== ''
      ? request.name
      : request.namespace;
  for (const binding of cluster.bindings) {
    const local = binding.kind === 'RoleBinding';
    if (local && (request.nonResourcePath !== undefined || binding.namespace !== where)) continue;
    if (!binding.subjects.some((subject) => means(subject, binding, user, groups))) continue;
    const role = cluster.roles.find(
      (one) =>
        one.kind === binding.roleRef.kind &&
        one.name === binding.roleRef.name &&
        (one.kind === 'ClusterRole' || (local && one.namespace === binding.namespace)),
    );
    if (role !== undefined && rulesOf(role, cluster, []).some((rule) => permits(rule, request))) return true;
  }
  return false;
}

function means(subject: BoundSubject, binding: Binding, user: string, groups: readonly string[]): boolean {
  if (subject.kind === 'Group') return groups.includes(subject.name);
  if (subject.kind === 'User') return subject.name === user;
  const namespace = subject.namespace ?? (binding.kind === 'RoleBinding' ? binding.namespace : undefined);
  return namespace !== undefined && user === `system:serviceaccount:${namespace}:${subject.name}`;
}

/** All rules that a role ends up with: what it selects, through whatever selects further; its own only where that is nothing. */
function rulesOf(role: Role, cluster: ClusterObjects, above: readonly Role[]): readonly PolicyRule[] {
  if (role.aggregates === undefined) return role.rules;
  const selected = cluster.roles.filter(
    (one) =>
      one.kind === 'ClusterRole' &&
      one !== role &&
      !above.includes(one) &&
      role.aggregates?.some((selector) =>
        Object.keys(selector.matchLabels).every((key) => one.labels[key] === selector.matchLabels[key]),
      ),
  );
  const gathered = selected.flatMap((one) => rulesOf(one, cluster, [...above, role]));
  return gathered.length === 0 && role.aggregates.length > 0 ? role.rules : gathered;
}

function permits(rule: PolicyRule, request: AccessRequest): boolean {
  const among = (list: readonly string[], value: string): boolean =>
    list.some((one) => one === '*' || one === value);
  if (!among(rule.verbs, request.verb)) return false;
  const path = request.nonResourcePath;
  if (path !== undefined) {
    return rule.nonResourceURLs.some(
      (url) => url === path || (url.endsWith('*') && path.startsWith(url.replace(/\*+$/, ''))),
    );
  }
  const sub = request.subresource;
  const resource = rule.resources.some((one) => {
    if (one === '*') return true;
    if (sub === undefined) return one === request.resource;
    return one === `${request.resource}/${sub}` || one === `*/${sub}`;
  });
  return (
    resource &&
    among(rule.apiGroups, request.apiGroup) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(request.name))
  );
}
