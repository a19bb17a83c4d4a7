import type { Binding, PolicyRule, Role } from '../../model/rbac.ts';
import type { HeldRule } from './authorizer.ts';
import { type Escalation, escalations } from './escalation/escalations.ts';
import type { Surroundings } from './escalation/primitive.ts';

/** A namespace like any other, for judging what a role opens to whoever holds it in one. */
const TENANT = 'a-tenant';

/**
 * Ways that a role opens in a namespace to somebody who holds other rules there already, and that lead further
 * than any way these open: to the agent, to other users, to the cluster; or, where they open none, to anything.
 */
export function growthOf(
  role: Role,
  known: readonly PolicyRule[],
  around: Surroundings,
): readonly Escalation[] {
  const before = escalations(heldIn(role, known), around);
  const reached = new Set(before.map(({ reach }) => reach));
  const open = new Set(before.map(({ primitive }) => primitive));
  return escalations(heldIn(role, [...known, ...role.rules]), around).filter(
    ({ primitive, reach, severity }) =>
      !open.has(primitive) &&
      !reached.has(reach) &&
      (severity === 'critical' || severity === 'high' || WORTH.has(reach)),
  );
}

/** Reaches that count even where the way to them weighs less in a namespace. */
const WORTH: ReadonlySet<string> = new Set(['secrets', 'service-accounts', 'workloads', 'namespace-admin']);

function heldIn(role: Role, rules: readonly PolicyRule[]): readonly HeldRule[] {
  const subject = { kind: 'Group', name: 'holders', at: role.at } as const;
  const binding: Binding = {
    kind: 'RoleBinding',
    name: 'holders',
    namespace: TENANT,
    roleRef: { kind: 'ClusterRole', name: role.name },
    subjects: [subject],
    labels: {},
    annotations: {},
    at: role.at,
  };
  return rules.map((rule) => ({ rule, namespace: TENANT, role, binding, subject }));
}
