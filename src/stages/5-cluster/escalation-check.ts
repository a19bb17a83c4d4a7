import type { AccessRequest, Binding, PolicyRule, Role } from '../../model/rbac.ts';
import type { Authorizer } from './authorizer.ts';
import { covers, type RuleContent } from './covers.ts';
import type { Requester } from './match.ts';

/** Why the API server refuses the write of a role or binding. A role that is not there is missing, not forbidden. */
export interface EscalationRefusal {
  readonly kind: 'forbidden' | 'missing-role';
  readonly why: string;
}

const EVERYTHING: readonly RuleContent[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] },
  { verbs: ['*'], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: ['*'] },
];

/**
 * The API server's check when a role is written (k8s.io/kubernetes `pkg/registry/rbac/{role,clusterrole}/policybased`):
 * whoever writes it holds all of its rules there, or may `escalate`; who aggregates, or did, holds everything.
 * `requestName` is the name in the request's path, empty for a plain create.
 */
export function roleRefusal(
  authorizer: Authorizer,
  who: Requester,
  role: Role,
  before: Role | undefined,
  requestName: string,
): EscalationRefusal | undefined {
  const resource = role.kind === 'ClusterRole' ? 'clusterroles' : 'roles';
  if (mayOn(authorizer, who, 'escalate', resource, requestName, role.namespace ?? '')) return undefined;
  const held = heldIn(authorizer, who, role.namespace);
  if (!covers(held, role.rules)) return forbidden(`${who.user} does not hold all rules of ${role.name}`);
  const aggregates = [role, before].some((one) => (one?.aggregates?.length ?? 0) > 0);
  return aggregates && !covers(held, EVERYTHING)
    ? forbidden(`only who holds everything may aggregate, and ${who.user} does not`)
    : undefined;
}

/**
 * The API server's check when a binding is written (`pkg/registry/rbac/{rolebinding,clusterrolebinding}/policybased`):
 * whoever writes it may `bind` that role, or holds all of its rules there.
 */
export function bindingRefusal(
  authorizer: Authorizer,
  who: Requester,
  binding: Binding,
): EscalationRefusal | undefined {
  if (who.groups.has('system:masters')) return undefined;
  const { kind, name } = binding.roleRef;
  const resource = kind === 'ClusterRole' ? 'clusterroles' : 'roles';
  if (mayOn(authorizer, who, 'bind', resource, name, binding.namespace ?? '')) return undefined;
  const role = authorizer.roleOf(binding);
  if (role === undefined) return { kind: 'missing-role', why: `there is no ${kind} ${name}` };
  return covers(heldIn(authorizer, who, binding.namespace), role.rules)
    ? undefined
    : forbidden(`${who.user} does not hold all rules of ${kind} ${name}, and may not bind it`);
}

/** Rules that count in a namespace; without one, cluster-wide ones only. */
function heldIn(
  authorizer: Authorizer,
  who: Requester,
  namespace: string | undefined,
): readonly PolicyRule[] {
  return authorizer
    .held(who)
    .filter((held) => held.namespace === null || held.namespace === namespace)
    .map(({ rule }) => rule);
}

function mayOn(
  authorizer: Authorizer,
  who: Requester,
  verb: string,
  resource: string,
  name: string,
  namespace: string,
): boolean {
  const request: AccessRequest = { verb, apiGroup: 'rbac.authorization.k8s.io', resource, name, namespace };
  return authorizer.allows(who, request) !== undefined;
}

function forbidden(why: string): EscalationRefusal {
  return { kind: 'forbidden', why };
}
