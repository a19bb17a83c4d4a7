import type {
  AccessRequest,
  Binding,
  BoundSubject,
  ClusterObjects,
  Grant,
  PolicyRule,
  Role,
} from '../../model/rbac.ts';
import { aggregate } from './aggregate.ts';
import { accountUser, type Requester, ruleAllows } from './match.ts';
import { RuleIndex } from './rule-index.ts';

/** A rule that a subject holds, and where it counts: everywhere, or in one namespace. */
export interface HeldRule {
  readonly rule: PolicyRule;
  /** `null` = cluster scope. */
  readonly namespace: string | null;
  readonly role: Role;
  readonly binding: Binding;
  readonly subject: BoundSubject;
}

/** A binding and the subject in it that means somebody. */
export interface Bound {
  readonly binding: Binding;
  readonly subject: BoundSubject;
}

/**
 * The RBAC authorizer over the objects of one cluster (k8s.io/kubernetes
 * `plugin/pkg/auth/authorizer/rbac`), indexed by subject, by resource and by role.
 */
export class Authorizer {
  /** With aggregated roles as their controller makes them. */
  readonly cluster: ClusterObjects;
  readonly #clusterRoles = new Map<string, Role>();
  readonly #roles = new Map<string, Role>();
  readonly #bySubject = new Map<string, Bound[]>();
  /** Role -> namespace ('' for a ClusterRoleBinding) -> bindings. */
  readonly #byRole = new Map<Role, Map<string, Binding[]>>();
  #index: RuleIndex | undefined;

  constructor(cluster: ClusterObjects) {
    this.cluster = { ...cluster, roles: aggregate(cluster.roles) };
    for (const role of this.cluster.roles) {
      if (role.kind === 'ClusterRole') this.#clusterRoles.set(role.name, role);
      else this.#roles.set(`${role.namespace ?? ''}/${role.name}`, role);
    }
    for (const binding of cluster.bindings) this.#add(binding);
  }

  clusterRole(name: string): Role | undefined {
    return this.#clusterRoles.get(name);
  }

  /** The role a binding refers to; a RoleBinding's Role lies in its own namespace, a missing one grants nothing. */
  roleOf(binding: Binding): Role | undefined {
    const { kind, name } = binding.roleRef;
    if (kind === 'ClusterRole') return this.#clusterRoles.get(name);
    return binding.kind === 'ClusterRoleBinding'
      ? undefined
      : this.#roles.get(`${binding.namespace ?? ''}/${name}`);
  }

  /** Every binding that means a requester, those of missing roles too. */
  bindingsOf(requester: Requester): readonly Bound[] {
    const keys = [userKey(requester.user), ...[...requester.groups].map(groupKey)];
    return keys.flatMap((key) => this.#bySubject.get(key) ?? []);
  }

  /** Bindings of a role, everywhere. */
  bindingsTo(role: Role): readonly Binding[] {
    return [...(this.#byRole.get(role)?.values() ?? [])].flat();
  }

  /** Every rule a requester holds. */
  held(requester: Requester): readonly HeldRule[] {
    return this.bindingsOf(requester).flatMap((bound) => this.rulesOf(bound));
  }

  /** The rules that one subject of a binding gets by it, or one of them. */
  rulesOf({ binding, subject }: Bound, only?: PolicyRule): readonly HeldRule[] {
    const role = this.roleOf(binding);
    if (role === undefined) return [];
    const namespace = scopeOfBinding(binding);
    const rules = only === undefined ? role.rules : role.rules.filter((rule) => rule === only);
    return rules.map((rule) => ({ rule, namespace, role, binding, subject }));
  }

  /** The first rule that allows the request; `system:masters` needs none and is answered with `'masters'`. */
  allows(requester: Requester, request: AccessRequest): Grant | 'masters' | undefined {
    if (requester.groups.has('system:masters')) return 'masters';
    for (const bound of this.bindingsOf(requester)) {
      const [found] = this.#allowing(bound, request);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Every rule that allows the request. */
  allowing(requester: Requester, request: AccessRequest): readonly HeldRule[] {
    return this.bindingsOf(requester).flatMap((bound) => this.#allowing(bound, request));
  }

  /** Everybody whom some binding gives the request, with every rule that does. */
  whoCan(request: AccessRequest): readonly HeldRule[] {
    this.#index ??= new RuleIndex(this.cluster.roles);
    const scope = scopeOf(request);
    return this.#index.allowing(request).flatMap(({ role, rules }) => {
      const bindings = this.#byRole.get(role);
      const found = [...(bindings?.get('') ?? [])];
      if (scope !== '') found.push(...(bindings?.get(scope) ?? []));
      return found.flatMap((binding) =>
        binding.subjects
          .filter((subject) => subjectKey(binding, subject) !== undefined)
          .flatMap((subject) =>
            rules
              .map((rule) => ({ rule, namespace: scopeOfBinding(binding), role, binding, subject }))
              .filter((held) => applies(held, request)),
          ),
      );
    });
  }

  #allowing(bound: Bound, request: AccessRequest): readonly HeldRule[] {
    const namespace = scopeOfBinding(bound.binding);
    if (namespace !== null && namespace !== scopeOf(request)) return [];
    return this.rulesOf(bound).filter((held) => applies(held, request));
  }

  #add(binding: Binding): void {
    for (const subject of binding.subjects) {
      const key = subjectKey(binding, subject);
      if (key !== undefined) push(this.#bySubject, key, { binding, subject });
    }
    const role = this.roleOf(binding);
    if (role === undefined) return;
    const byNamespace = this.#byRole.get(role) ?? new Map<string, Binding[]>();
    this.#byRole.set(role, byNamespace);
    push(byNamespace, scopeOfBinding(binding) ?? '', binding);
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

/** The namespace a request is judged in. One for a namespace object carries its name (`k8s.io/apiserver` requestinfo). */
export function scopeOf(request: AccessRequest): string {
  if (request.nonResourcePath !== undefined) return '';
  const onNamespace = request.apiGroup === '' && request.resource === 'namespaces' && request.name !== '';
  return onNamespace ? request.name : request.namespace;
}

function scopeOfBinding(binding: Binding): string | null {
  return binding.kind === 'ClusterRoleBinding' ? null : (binding.namespace ?? '');
}

/** Whom a subject means; a service account without namespace means the binding's own, in a ClusterRoleBinding nobody. */
function subjectKey(binding: Binding, subject: BoundSubject): string | undefined {
  if (subject.kind === 'User') return userKey(subject.name);
  if (subject.kind === 'Group') return groupKey(subject.name);
  const namespace = subject.namespace ?? binding.namespace;
  return namespace === undefined ? undefined : userKey(accountUser(namespace, subject.name));
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function userKey(user: string): string {
  return `u:${user}`;
}
function groupKey(group: string): string {
  return `g:${group}`;
}
