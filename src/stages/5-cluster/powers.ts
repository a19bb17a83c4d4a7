import { EFFECTS, type Effect } from '../../model/graph.ts';
import type { AccessRequest, RbacSubject } from '../../model/rbac.ts';
import { type Authorizer, applies, type HeldRule } from './authorizer.ts';
import { requesterOf } from './match.ts';

/** What a subject can do to a scope with its own rights. */
export interface Powers {
  /** Can it change what runs? */
  readonly workload: HeldRule | 'masters' | undefined;
  /** Can it change who may do what, beyond handing on rights it already holds? */
  readonly access: HeldRule | 'masters' | undefined;
}

const WRITES = ['create', 'update', 'patch'];
const WORKLOADS: readonly (readonly [string, string])[] = [
  ['', 'pods'],
  ['apps', 'deployments'],
  ['apps', 'statefulsets'],
  ['apps', 'daemonsets'],
  ['apps', 'replicasets'],
  ['batch', 'jobs'],
  ['batch', 'cronjobs'],
  ['', 'replicationcontrollers'],
];
const BINDINGS: readonly (readonly [string, string])[] = [
  ['rolebindings', 'clusterroles'],
  ['rolebindings', 'roles'],
  ['clusterrolebindings', 'clusterroles'],
];
const RBAC = 'rbac.authorization.k8s.io';

/** The namespaces in which a subject holds anything, and `''` for the whole cluster. */
export function scopesOf(held: readonly HeldRule[]): readonly string[] {
  return [...new Set(held.map((one) => one.namespace ?? ''))].sort();
}

/** The powers a subject has in one namespace (`''` = in all of them). Implied groups count, others only where given. */
export function powersIn(
  authorizer: Authorizer,
  subject: RbacSubject,
  namespace: string,
  groups: readonly string[] = [],
): Powers {
  const requester = requesterOf(subject, groups);
  if (requester.groups.has('system:masters')) return { workload: 'masters', access: 'masters' };
  const held = authorizer.held(requester);
  return { workload: workloadPower(held, namespace), access: accessPower(held, namespace) };
}

/** The powers it has anywhere. */
export function powersOf(authorizer: Authorizer, subject: RbacSubject): readonly Effect[] {
  const scopes = ['', ...scopesOf(authorizer.held(requesterOf(subject)))];
  const powers = scopes.map((scope) => powersIn(authorizer, subject, scope));
  return EFFECTS.filter((effect) => powers.some((power) => power[effect] !== undefined));
}

function workloadPower(held: readonly HeldRule[], namespace: string): HeldRule | undefined {
  for (const [apiGroup, resource] of WORKLOADS) {
    for (const verb of WRITES) {
      const found = first(held, { verb, apiGroup, resource, name: '', namespace });
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/**
 * Writing bindings or roles is bounded by the API server's escalation check: it changes who may do what only
 * with `bind` or `escalate`, or for rights the subject holds itself. Somebody who may write bindings can hand
 * on all that she holds, which is a change of access too (clusters.md, RB-SHARE).
 */
function accessPower(held: readonly HeldRule[], namespace: string): HeldRule | undefined {
  for (const [resource] of BINDINGS) {
    const clusterWide = resource === 'clusterrolebindings';
    if (clusterWide && namespace !== '') continue;
    for (const verb of WRITES) {
      const found = first(held, {
        verb,
        apiGroup: RBAC,
        resource,
        name: '',
        namespace: clusterWide ? '' : namespace,
      });
      if (found !== undefined) return found;
    }
  }
  return first(held, { verb: 'escalate', apiGroup: RBAC, resource: 'clusterroles', name: '', namespace: '' });
}

function first(held: readonly HeldRule[], request: AccessRequest): HeldRule | undefined {
  return held.find((one) => applies(one, request));
}
