import type { Binding, PolicyRule, RbacSubject, Role } from '../../../model/rbac.ts';
import { aggregate, selectorMatches } from '../aggregate.ts';
import { subjectKey } from '../ask/names.ts';
import { Authorizer } from '../authorizer.ts';
import { canonical } from '../difference/holdings.ts';
import { requesterOf } from '../match.ts';
import { isBinding, rbacKey, roleKeyOf } from './rbac-object.ts';
import type { World } from './world.ts';

/** A world, with what its roles hold in the end; what was found out once is kept. */
export class View {
  readonly world: World;
  readonly #instead: ReadonlyMap<string, readonly PolicyRule[]>;
  readonly #roles = new Map<string, Role | undefined>();

  /** `instead`: rules of some roles in place of their own, by key. */
  constructor(world: World, instead: ReadonlyMap<string, readonly PolicyRule[]> = new Map()) {
    this.world = world;
    this.#instead = instead;
  }

  /** A role by its key, with the rules that it gathers; `undefined` where there is none. */
  role(key: string): Role | undefined {
    if (this.#roles.has(key)) return this.#roles.get(key);
    const found = this.#find(key);
    const instead = this.#instead.get(key);
    const role = found === undefined || instead === undefined ? found : { ...found, rules: instead };
    this.#roles.set(key, role);
    return role;
  }

  /** Equal for equal rules, in whatever order; a missing role has none. */
  contentOf(key: string): string {
    return [...new Set(rulesOf(this.role(key)).map(canonical))].sort().join('\n');
  }

  /** Keys of the ClusterRoles that hold the rules of this one in the end, itself included. */
  holders(role: Role): ReadonlySet<string> {
    const found = new Map([[rbacKey(role), role]]);
    if (role.kind !== 'ClusterRole') return new Set(found.keys());
    const aggregating = [...this.world.aggregating()];
    const open = [role];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      for (const other of aggregating) {
        if (found.has(rbacKey(other)) || !selects(other, one)) continue;
        found.set(rbacKey(other), other);
        open.push(other);
      }
    }
    return new Set(found.keys());
  }

  /** Keys of the ClusterRoles whose rules a role gathers, itself included. */
  gathered(role: Role): ReadonlySet<string> {
    return new Set(this.#below(role).keys());
  }

  /** Bindings of the whole cluster, and those in some namespaces, that mean a subject or a group it is in by itself. */
  *bindingsOf(subject: RbacSubject, namespaces: Iterable<string>): Iterable<Binding> {
    const places: readonly (string | null)[] = [null, ...namespaces];
    for (const key of keysOf(subject)) for (const place of places) yield* this.world.naming(key, place);
  }

  #find(key: string): Role | undefined {
    const role = this.world.get(key);
    if (role === undefined || isBinding(role)) return undefined;
    if (role.kind !== 'ClusterRole' || role.aggregates === undefined) return role;
    const rules = aggregate([...this.#below(role).values()]).find((one) => rbacKey(one) === key)?.rules ?? [];
    return { ...role, rules };
  }

  #below(role: Role): ReadonlyMap<string, Role> {
    const found = new Map([[rbacKey(role), role]]);
    const open = [role];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      for (const selector of one.aggregates ?? []) {
        for (const other of this.world.selected(selector)) {
          if (found.has(rbacKey(other))) continue;
          found.set(rbacKey(other), other);
          open.push(other);
        }
      }
    }
    return found;
  }
}

function selects(aggregating: Role, other: Role): boolean {
  return aggregating.aggregates?.some((selector) => selectorMatches(selector, other.labels)) === true;
}

export function rulesOf(role: Role | undefined): readonly PolicyRule[] {
  return role?.rules ?? [];
}

/** By `subjectKey`: a subject, and the groups that the API server adds. */
export function keysOf(subject: RbacSubject): ReadonlySet<string> {
  const groups = [...requesterOf(subject).groups].map((name) => subjectKey({ kind: 'Group', name }));
  return new Set([subjectKey(subject), ...groups]);
}

/** An authorizer over some bindings, and what their roles hold in the end. */
export function authorizerOf(view: View, bindings: Iterable<Binding>): Authorizer {
  const roles = new Map<string, Role>();
  const found = new Map<string, Binding>();
  for (const binding of bindings) {
    const key = roleKeyOf(binding);
    const role = key === undefined ? undefined : view.role(key);
    if (key === undefined || role === undefined) continue;
    const { kind, name, namespace, rules, labels, annotations, at } = role;
    found.set(rbacKey(binding), binding);
    roles.set(key, {
      kind,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      rules,
      labels,
      annotations,
      at,
    });
  }
  return new Authorizer({
    name: '',
    roles: [...roles.values()],
    bindings: [...found.values()],
    serviceAccounts: [],
    namespaces: [],
    unknown: [],
  });
}
