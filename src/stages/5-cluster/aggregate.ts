import type { LabelSelector, PolicyRule, Role } from '../../model/rbac.ts';

/** No honest chain of aggregation is longer. */
const MOST_ROUNDS = 64;

/**
 * What aggregated ClusterRoles hold in the end: what their selectors gather replaces their own rules, at the fixpoint,
 * since a role that aggregates may itself be selected. Where nothing is gathered their own rules stay: the controller
 * then applies no rules at all, and server-side apply takes back only what it applied itself.
 */
export function aggregate(roles: readonly Role[]): readonly Role[] {
  const rules = new Map<Role, readonly PolicyRule[]>(roles.map((role) => [role, role.rules]));
  const byName = clusterRolesByName(roles);
  // In the order of names: where roles gather each other, what they keep of their own depends on it.
  const aggregating = byName.filter((role) => role.aggregates !== undefined);
  for (let round = 0, changed = true; changed && round < MOST_ROUNDS; round += 1) {
    changed = false;
    for (const role of aggregating) {
      const gathered = gather(role, byName, rules);
      const next = gathered.length === 0 && role.aggregates?.length !== 0 ? role.rules : gathered;
      if (sameRules(next, rules.get(role) ?? [])) continue;
      rules.set(role, next);
      changed = true;
    }
  }
  return roles.map((role) =>
    role.aggregates === undefined ? role : { ...role, rules: rules.get(role) ?? [] },
  );
}

/** What the controller applies to each ClusterRole that aggregates, by its name, from what all of them hold now. */
export function gatheredRules(roles: readonly Role[]): ReadonlyMap<string, readonly PolicyRule[]> {
  const rules = new Map<Role, readonly PolicyRule[]>(roles.map((role) => [role, role.rules]));
  const byName = clusterRolesByName(roles);
  return new Map(
    byName
      .filter((role) => role.aggregates !== undefined)
      .map((role) => [role.name, gather(role, byName, rules)]),
  );
}

function clusterRolesByName(roles: readonly Role[]): readonly Role[] {
  return roles
    .filter((role) => role.kind === 'ClusterRole')
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/**
 * What the selectors of a role gather (k8s.io/kubernetes `pkg/controller/clusterroleaggregation`): for each in order,
 * the matching ClusterRoles sorted by name, itself left out; rules already there are not repeated.
 */
function gather(
  role: Role,
  byName: readonly Role[],
  rules: ReadonlyMap<Role, readonly PolicyRule[]>,
): readonly PolicyRule[] {
  const seen = new Set<string>();
  const gathered: PolicyRule[] = [];
  for (const selector of role.aggregates ?? []) {
    for (const other of byName) {
      if (other.name === role.name || !selectorMatches(selector, other.labels)) continue;
      for (const rule of rules.get(other) ?? []) {
        const key = ruleKey(rule);
        if (seen.has(key)) continue;
        seen.add(key);
        gathered.push(rule);
      }
    }
  }
  return gathered;
}

function sameRules(one: readonly PolicyRule[], other: readonly PolicyRule[]): boolean {
  return (
    one.length === other.length && one.every((rule, index) => ruleKey(rule) === ruleKey(other[index] ?? rule))
  );
}

/** Equal for rules that say the same in the same order. */
export function ruleKey(rule: PolicyRule): string {
  const known = texts.get(rule);
  if (known !== undefined) return known;
  const text = JSON.stringify([
    rule.verbs,
    rule.apiGroups,
    rule.resources,
    rule.resourceNames,
    rule.nonResourceURLs,
  ]);
  texts.set(rule, text);
  return text;
}

/** Rules are never changed, and are asked for again and again. */
const texts = new WeakMap<PolicyRule, string>();

/** A full label selector; the empty one selects everything (`metav1.LabelSelectorAsSelector`). An unknown operator selects nothing. */
export function selectorMatches(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  if (!wantedLabels(selector).every(([key, value]) => labels[key] === value)) return false;
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

/** Selectors are never changed, and each is held to every role of a cluster. */
const wanted = new WeakMap<LabelSelector, readonly (readonly [string, string])[]>();

function wantedLabels(selector: LabelSelector): readonly (readonly [string, string])[] {
  const known = wanted.get(selector);
  if (known !== undefined) return known;
  const found = Object.entries(selector.matchLabels);
  wanted.set(selector, found);
  return found;
}
