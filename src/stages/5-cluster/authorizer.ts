import type {
  AccessRequest,
  Binding,
  BoundSubject,
  ClusterObjects,
  Grant,
  PolicyRule,
  RbacSubject,
  Role,
} from '../../model/rbac.ts';
import { aggregate } from './aggregate.ts';
import { type Requester, requesterOf, ruleAllows, subjectApplies } from './match.ts';

/** A rule that a subject holds, and where it counts: everywhere, or in one namespace. */
export interface HeldRule {
  readonly rule: PolicyRule;
  /** `null` = cluster scope. */
  readonly namespace: string | null;
  readonly role: Role;
  readonly binding: Binding;
  readonly subject: BoundSubject;
}

/**
 * The RBAC authorizer over the objects of one cluster (k8s.io/kubernetes
 * `plugin/pkg/auth/authorizer/rbac`), indexed by subject.
 */
export class Authorizer {
  readonly cluster: ClusterObjects;
  readonly #clusterRoles = new Map<string, Role>();
  readonly #roles = new Map<string, Role>();
  readonly #bySubject = new Map<string, { binding: Binding; subject: BoundSubject }[]>();

  constructor(cluster: ClusterObjects) {
    this.cluster = { ...cluster, roles: aggregate(cluster.roles) };
    for (const role of this.cluster.roles) {
      if (role.kind === 'ClusterRole') this.#clusterRoles.set(role.name, role);
      else this.#roles.set(`${role.namespace ?? ''}/${role.name}`, role);
    }
    for (const binding of cluster.bindings) {
      for (const subject of binding.subjects) this.#index(binding, subject);
    }
  }

  /** The role a binding refers to; a RoleBinding's Role lies in its own namespace, a missing one grants nothing. */
  roleOf(binding: Binding): Role | undefined {
    const { kind, name } = binding.roleRef;
    if (kind === 'ClusterRole') return this.#clusterRoles.get(name);
    return binding.kind === 'ClusterRoleBinding'
      ? undefined
      : this.#roles.get(`${binding.namespace ?? ''}/${name}`);
  }

  /** Every rule a requester holds. */
  held(requester: Requester): readonly HeldRule[] {
    const keys = [userKey(requester.user), ...[...requester.groups].map(groupKey)];
    return keys.flatMap((key) =>
      (this.#bySubject.get(key) ?? []).flatMap(({ binding, subject }) => this.#rules(binding, subject)),
    );
  }

  /** The first rule that allows the request; `system:masters` needs none and is answered with `'masters'`. */
  allows(requester: Requester, request: AccessRequest): Grant | 'masters' | undefined {
    if (requester.groups.has('system:masters')) return 'masters';
    return this.held(requester).find((held) => applies(held, request));
  }

  /** Everybody whom some binding gives the request, with every rule that does. */
  whoCan(request: AccessRequest): readonly HeldRule[] {
    return this.cluster.bindings.flatMap((binding) =>
      binding.subjects
        .flatMap((subject) => this.#rules(binding, subject))
        .filter((held) => applies(held, request) && (request.namespace !== '' || held.namespace === null)),
    );
  }

  #rules(binding: Binding, subject: BoundSubject): readonly HeldRule[] {
    const role = this.roleOf(binding);
    if (
      role === undefined ||
      (subject.kind === 'ServiceAccount' && accountNamespace(binding, subject) === undefined)
    )
      return [];
    const namespace = binding.kind === 'ClusterRoleBinding' ? null : (binding.namespace ?? '');
    return role.rules.map((rule) => ({ rule, namespace, role, binding, subject }));
  }

  #index(binding: Binding, subject: BoundSubject): void {
    const key = subjectKey(binding, subject);
    if (key === undefined) return;
    const list = this.#bySubject.get(key);
    if (list === undefined) this.#bySubject.set(key, [{ binding, subject }]);
    else list.push({ binding, subject });
  }
}

/** Does a held rule allow a request where it counts? A namespaced one reaches its namespace's objects, and the namespace itself. */
export function applies(held: Pick<HeldRule, 'rule' | 'namespace'>, request: AccessRequest): boolean {
  if (held.namespace !== null) {
    if (request.nonResourcePath !== undefined) return false;
    if (scopeOf(request) !== held.namespace) return false;
  }
  return ruleAllows(held.rule, request);
}

/** Requests for one namespace object carry its name as their namespace (`k8s.io/apiserver` requestinfo). */
function scopeOf(request: AccessRequest): string {
  const onNamespace = request.apiGroup === '' && request.resource === 'namespaces' && request.name !== '';
  return onNamespace ? request.name : request.namespace;
}

/** Answers for a subject and further groups by trying every binding; what the index must agree with. */
export function allowsByTrying(
  authorizer: Authorizer,
  subject: RbacSubject,
  groups: readonly string[],
  request: AccessRequest,
): boolean {
  const requester = requesterOf(subject, groups);
  if (requester.groups.has('system:masters')) return true;
  return authorizer.cluster.bindings.some((binding) => {
    const role = authorizer.roleOf(binding);
    if (role === undefined) return false;
    const namespace = binding.kind === 'ClusterRoleBinding' ? null : (binding.namespace ?? '');
    return (
      binding.subjects.some((one) => subjectApplies(one, requester, binding.namespace)) &&
      role.rules.some((rule) => applies({ rule, namespace }, request))
    );
  });
}

function accountNamespace(binding: Binding, subject: BoundSubject): string | undefined {
  return subject.namespace ?? binding.namespace;
}

function subjectKey(binding: Binding, subject: BoundSubject): string | undefined {
  if (subject.kind === 'User') return userKey(subject.name);
  if (subject.kind === 'Group') return groupKey(subject.name);
  const namespace = accountNamespace(binding, subject);
  return namespace === undefined ? undefined : userKey(`system:serviceaccount:${namespace}:${subject.name}`);
}

function userKey(user: string): string {
  return `u:${user}`;
}
function groupKey(group: string): string {
  return `g:${group}`;
}
