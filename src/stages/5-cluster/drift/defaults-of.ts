import type { Binding, ObjectName, Role } from '../../../model/rbac.ts';
import { withDefaults } from '../compose.ts';
import { type DefaultPolicy, defaultPolicy, KNOWN_VERSIONS } from '../defaults.ts';
import { isBinding, type RbacObject, rbacKey } from './rbac-object.ts';

/** What a release brings along, by key. */
export function defaultsByKey(defaults: DefaultPolicy): ReadonlyMap<string, RbacObject> {
  const known = byKey.get(defaults) ?? new Map([...defaults.roles, ...defaults.bindings].map(keyed));
  byKey.set(defaults, known);
  return known;
}

const byKey = new WeakMap<DefaultPolicy, ReadonlyMap<string, RbacObject>>();

function keyed(one: RbacObject): readonly [string, RbacObject] {
  return [rbacKey(one), one];
}

/** An object of Git with what the API server adds to it, where it is one that its release brings along, too. */
export function repaired(object: RbacObject, original: RbacObject | undefined): RbacObject {
  if (original === undefined) return object;
  const [own, its] = [alone(object), alone(original)];
  const { roles, bindings } = withDefaults(
    { name: '', ...own, serviceAccounts: [], namespaces: [], unknown: [] },
    its,
  );
  return roles[0] ?? bindings[0] ?? object;
}

function alone(one: RbacObject): { readonly roles: readonly Role[]; readonly bindings: readonly Binding[] } {
  return isBinding(one) ? { roles: [], bindings: [one] } : { roles: [one], bindings: [] };
}

/** Could an object be one that the API server brings along, by its name? What it says of itself, everybody can write. */
export function looksLikeDefault(name: ObjectName): boolean {
  return (
    name.name.startsWith('system:') ||
    KNOWN_VERSIONS.some((version) => {
      const known = defaultPolicy(version);
      return known !== undefined && defaultsByKey(known).has(rbacKey(name));
    })
  );
}
