import type { Severity } from '../../../model/verdict.ts';
import type { HeldRule } from '../authorizer.ts';
import { CONTROL_PLANE_PRIMITIVES } from './control-plane-primitives.ts';
import { DEPUTY_PRIMITIVES } from './deputy-primitives.ts';
import { IDENTITY_PRIMITIVES } from './identity-primitives.ts';
import { IMPERSONATION_PRIMITIVES } from './impersonation-primitives.ts';
import { type Met, meets, type Need } from './need.ts';
import type { Primitive, ReachKind, Surroundings } from './primitive.ts';
import { RBAC_PRIMITIVES } from './rbac-primitives.ts';
import { WORKLOAD_PRIMITIVES } from './workload-primitives.ts';

export const PRIMITIVES: readonly Primitive[] = [
  ...RBAC_PRIMITIVES,
  ...IMPERSONATION_PRIMITIVES,
  ...IDENTITY_PRIMITIVES,
  ...WORKLOAD_PRIMITIVES,
  ...CONTROL_PLANE_PRIMITIVES,
  ...DEPUTY_PRIMITIVES,
];

/** A way to more rights that some rules open. */
export interface Escalation {
  readonly primitive: string;
  readonly title: string;
  readonly severity: Severity;
  readonly reach: ReachKind;
  /** Where it is open; `null` = in the whole cluster. */
  readonly namespace: string | null;
  /** Only towards objects of these names; absent = any. */
  readonly names?: readonly string[];
  readonly steps: readonly string[];
  readonly via: readonly HeldRule[];
}

/**
 * What rights lead to beyond themselves. Whoever may do everything in a scope is said to, and nothing further is
 * listed there; a way that is open in the whole cluster is not repeated for each namespace.
 */
export function escalations(held: readonly HeldRule[], around: Surroundings): readonly Escalation[] {
  const admin = everything(held, null);
  if (admin !== undefined) return [administrator(admin, null)];
  const namespaces = [...new Set(held.flatMap((one) => one.namespace ?? []))].sort();
  const ruled = new Map(
    namespaces.flatMap((namespace) => {
      const rule = everything(held, namespace);
      return rule === undefined ? [] : [[namespace, rule] as const];
    }),
  );
  const found = PRIMITIVES.flatMap((primitive) => ways(primitive, held, namespaces, ruled, around));
  return [...[...ruled].map(([namespace, rule]) => administrator(rule, namespace)), ...found];
}

function everything(held: readonly HeldRule[], namespace: string | null): HeldRule | undefined {
  return held.find(
    ({ rule, namespace: where }) =>
      where === namespace &&
      rule.resourceNames.length === 0 &&
      [rule.verbs, rule.apiGroups, rule.resources].every((list) => list.includes('*')),
  );
}

function administrator(rule: HeldRule, namespace: string | null): Escalation {
  return {
    primitive: namespace === null ? 'RB-ADMIN' : 'RB-NSADMIN',
    title: namespace === null ? 'Do everything in the cluster' : 'Do everything in a namespace',
    severity: namespace === null ? 'critical' : 'high',
    reach: namespace === null ? 'cluster-admin' : 'namespace-admin',
    namespace,
    steps: ['every verb on every resource of every group is given directly'],
    via: [rule],
  };
}

function ways(
  primitive: Primitive,
  held: readonly HeldRule[],
  namespaces: readonly string[],
  ruled: ReadonlyMap<string, HeldRule>,
  around: Surroundings,
): readonly Escalation[] {
  const everywhere = held.filter((one) => one.namespace === null);
  const inNamespaces = (list: readonly string[]): readonly Escalation[] =>
    list.flatMap((namespace) => {
      if (ruled.has(namespace)) return [];
      const counting = held.filter((one) => one.namespace === null || one.namespace === namespace);
      return wayIn(primitive, counting, held, namespace, around) ?? [];
    });
  switch (primitive.where) {
    case 'cluster':
      return [wayIn(primitive, everywhere, held, null, around) ?? []].flat();
    case 'anywhere': {
      const wide = wayIn(primitive, everywhere, held, null, around);
      return wide === undefined ? inNamespaces(namespaces) : [wide];
    }
    case 'argocd':
      return inNamespaces(around.argocd);
    case 'flux':
      return inNamespaces(around.flux);
    case 'kube-system':
      return inNamespaces(['kube-system']);
    case 'privileged':
      return inNamespaces([...around.privileged]);
  }
}

function wayIn(
  primitive: Primitive,
  counting: readonly HeldRule[],
  held: readonly HeldRule[],
  namespace: string | null,
  around: Surroundings,
): Escalation | undefined {
  const met: Met[] = [];
  for (const alternatives of primitive.needs) {
    const found = anyOf(alternatives, counting, held);
    if (found === undefined) return undefined;
    met.push(found);
  }
  const names = limitOf(primitive, met, around);
  if (names?.length === 0) return undefined;
  const wide = namespace === null || primitive.where !== 'anywhere';
  const privileged = namespace !== null && around.privileged.has(namespace);
  const limited = names !== undefined && !primitive.needs.flat().some((one) => one.names !== undefined);
  const { clusterReach, id, title, steps, reach, severity } = primitive;
  const through = reach === 'service-accounts' || reach === 'workloads' || reach === 'namespace-admin';
  const further =
    namespace === null ? (clusterReach ?? reach) : privileged && through ? 'cluster-admin' : reach;
  const named = limited && primitive.powerful !== true && primitive.sameObject !== true;
  return {
    primitive: id,
    title,
    severity: (wide || privileged) && !named ? severity : LOWER[severity],
    reach: named ? reach : further,
    namespace,
    ...(names === undefined ? {} : { names }),
    steps,
    via: [...new Set(met.flatMap((one) => one.rules))],
  };
}

const LOWER: Readonly<Record<Severity, Severity>> = {
  critical: 'high',
  high: 'medium',
  medium: 'low',
  low: 'low',
  info: 'info',
};

function anyOf(
  alternatives: readonly Need[],
  counting: readonly HeldRule[],
  held: readonly HeldRule[],
): Met | undefined {
  const met = alternatives.flatMap((one) => {
    const where =
      one.at === 'anywhere'
        ? held
        : one.at === 'cluster'
          ? counting.filter(({ namespace }) => namespace === null)
          : counting;
    return meets(one, where) ?? [];
  });
  if (met.length === 0) return undefined;
  const rules = met.flatMap((one) => one.rules);
  if (met.some((one) => one.names === undefined)) return { rules };
  return { rules, names: [...new Set(met.flatMap((one) => one.names ?? []))].sort() };
}

/** The objects that a way is limited to; empty where none serves all its needs. */
function limitOf(
  primitive: Primitive,
  met: readonly Met[],
  around: Surroundings,
): readonly string[] | undefined {
  if (primitive.sameObject === true) {
    const limits = met.flatMap((one) => (one.names === undefined ? [] : [one.names]));
    return limits.length === 0
      ? undefined
      : limits.reduce((kept, names) => kept.filter((name) => names.includes(name)));
  }
  const names = met[0]?.names;
  return primitive.powerful === true ? names?.filter((name) => around.isPowerful(name)) : names;
}
