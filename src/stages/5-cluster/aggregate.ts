import type { LabelSelector, PolicyRule, Role } from '../../model/rbac.ts';

/** No honest chain of aggregation is longer. */
const MOST_ROUNDS = 64;

/**
 * What the controller makes of aggregated ClusterRoles (k8s.io/kubernetes
 * `pkg/controller/clusterroleaggregation`): for each selector in order, the matching ClusterRoles sorted by
 * name, itself left out; rules already there are not repeated; the result replaces the role's own rules. Run
 * to the fixpoint, since a role that aggregates may itself be selected.
 */
export function aggregate(roles: readonly Role[]): readonly Role[] {
  const rules = new Map<Role, readonly PolicyRule[]>(roles.map((role) => [role, role.rules]));
  const aggregating = roles.filter((role) => role.kind === 'ClusterRole' && role.aggregates !== undefined);
  const byName = roles
    .filter((role) => role.kind === 'ClusterRole')
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (let round = 0, changed = true; changed && round < MOST_ROUNDS; round += 1) {
    changed = false;
    for (const role of aggregating) {
      const next = collect(role, byName, rules);
      if (sameRules(next, rules.get(role) ?? [])) continue;
      rules.set(role, next);
      changed = true;
    }
  }
  return roles.map((role) =>
    role.aggregates === undefined ? role : { ...role, rules: rules.get(role) ?? [] },
  );
}

function collect(
  role: Role,
  byName: readonly Role[],
  rules: ReadonlyMap<Role, readonly PolicyRule[]>,
): readonly PolicyRule[] {
  const seen = new Set<string>();
  const collected: PolicyRule[] = [];
  for (const selector of role.aggregates ?? []) {
    for (const other of byName) {
      if (other.name === role.name || !selectorMatches(selector, other.labels)) continue;
      for (const rule of rules.get(other) ?? []) {
        const key = ruleKey(rule);
        if (seen.has(key)) continue;
        seen.add(key);
        collected.push(rule);
      }
    }
  }
  return collected;
}

function sameRules(one: readonly PolicyRule[], other: readonly PolicyRule[]): boolean {
  return (
    one.length === other.length && one.every((rule, index) => ruleKey(rule) === ruleKey(other[index] ?? rule))
  );
}

/** Equal for rules that say the same in the same order. */
export function ruleKey(rule: PolicyRule): string {
  return JSON.stringify([
    rule.verbs,
    rule.apiGroups,
    rule.resources,
    rule.resourceNames,
    rule.nonResourceURLs,
  ]);
}

/** A full label selector; the empty one selects everything (`metav1.LabelSelectorAsSelector`). An unknown operator selects nothing. */
export function selectorMatches(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  if (!Object.entries(selector.matchLabels).every(([key, value]) => labels[key] === value)) return false;
  return selector.matchExpressions.every(({ key, operator, values }) => {
    const value = labels[key];
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value);
      case 'NotIn':
        return value === undefined || !values.includes(value);
      case 'Exists':
        return value !== undefined;
      case 'DoesNotExist':
        return value === undefined;
      default:
        return false;
    }
  });
}
