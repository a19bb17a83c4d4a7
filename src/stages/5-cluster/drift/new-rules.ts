import type { Binding, PolicyRule, Role } from '../../../model/rbac.ts';
import { Authorizer } from '../authorizer.ts';
import { accessGained, type GrantDifference, type RightsBudget } from '../difference/access.ts';

/** Rights that are compared one by one; a rule that says more is compared as it stands. */
export const BUDGET: RightsBudget = { ofRule: 5_000, inAll: 100_000 };

/** The rule that each of the rules made here is a part of. */
const wholes = new WeakMap<PolicyRule, PolicyRule>();

/** What some rules give and others do not, as rules. */
export function newRules(rules: readonly PolicyRule[], known: readonly PolicyRule[]): readonly PolicyRule[] {
  if (rules.length === 0) return [];
  return accessGained(alone(known), alone(rules), BUDGET).map((one) => {
    const [first] = one.via;
    const rule: PolicyRule = {
      verbs: one.verbs,
      apiGroups: one.groups,
      resources: one.resources,
      resourceNames: one.names ?? [],
      nonResourceURLs: one.nonResourceURLs ?? [],
      at: first?.rule.at ?? AT,
    };
    if (first !== undefined) wholes.set(rule, first.rule);
    return rule;
  });
}

/** A grant by rules as they stand in a role, where it is one by parts of them. */
export function byWholeRules(grant: GrantDifference): GrantDifference {
  return { ...grant, via: grant.via.map((one) => ({ ...one, rule: wholes.get(one.rule) ?? one.rule })) };
}

const AT = { path: '', line: 1, column: 1, endLine: 1, endColumn: 1 } as const;

/** A cluster in which somebody holds some rules and nobody anything else. */
function alone(rules: readonly PolicyRule[]): Authorizer {
  const common = { labels: {}, annotations: {}, at: AT };
  const role: Role = { kind: 'ClusterRole', name: 'one', rules, ...common };
  const binding: Binding = {
    kind: 'ClusterRoleBinding',
    name: 'one',
    roleRef: { kind: 'ClusterRole', name: 'one' },
    subjects: [{ kind: 'User', name: 'somebody', at: AT }],
    ...common,
  };
  return new Authorizer({
    name: '',
    roles: [role],
    bindings: [binding],
    serviceAccounts: [],
    namespaces: [],
    unknown: [],
  });
}
