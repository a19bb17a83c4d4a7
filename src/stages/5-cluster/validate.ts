import type { Binding, PolicyRule, Role } from '../../model/rbac.ts';

/** Why the API server refuses a role that can be decoded (k8s.io/kubernetes `pkg/apis/rbac/validation`). */
export function roleProblem(role: Role): string | undefined {
  if (role.aggregates?.length === 0) return 'aggregationRule selects nothing';
  return role.rules.map((rule) => ruleProblem(rule, role.kind)).find((problem) => problem !== undefined);
}

/** Why the API server refuses a binding that can be decoded. */
export function bindingProblem({ kind, subjects }: Binding): string | undefined {
  return kind === 'ClusterRoleBinding' &&
    subjects.some((one) => one.kind === 'ServiceAccount' && one.namespace === undefined)
    ? 'a service account in a ClusterRoleBinding has no namespace'
    : undefined;
}

function ruleProblem(rule: PolicyRule, kind: Role['kind']): string | undefined {
  if (rule.verbs.length === 0) return 'a rule has no verbs';
  const resources = rule.apiGroups.length + rule.resources.length + rule.resourceNames.length;
  if (rule.nonResourceURLs.length > 0) {
    if (kind === 'Role') return 'a rule of a Role has nonResourceURLs';
    return resources > 0 ? 'a rule has both resources and nonResourceURLs' : undefined;
  }
  if (rule.apiGroups.length === 0) return 'a rule has no apiGroups';
  return rule.resources.length === 0 ? 'a rule has no resources' : undefined;
}
