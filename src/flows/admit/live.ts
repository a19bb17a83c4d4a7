import type { EffectiveDelta } from '../../model/drift.ts';
import type { Binding, ClusterObjects, RbacSubject, Role } from '../../model/rbac.ts';
import { subjectKey } from '../../stages/5-cluster/ask/names.ts';
import { accessDelta } from '../../stages/5-cluster/drift/delta.ts';
import { told } from '../../stages/5-cluster/drift/effect.ts';
import type { LiveRbac } from '../../stages/5-cluster/drift/live-rbac.ts';
import { isBinding, type RbacObject, rbacKey, roleKeyOf } from '../../stages/5-cluster/drift/rbac-object.ts';
import { View } from '../../stages/5-cluster/drift/slice.ts';
import { subjectsOf } from '../../stages/5-cluster/drift/world.ts';

/** Who may do more or less when an object of a live cluster becomes another one; `before` is absent where it is new. */
export function deltaOf(live: LiveRbac, before: RbacObject | undefined, after: RbacObject): EffectiveDelta {
  return told(
    accessDelta(
      {
        key: rbacKey(after),
        live: after,
        git: before,
        cluster: live.live,
        explained: live.explained(),
      },
      live.surroundings(),
    ),
  );
}

/** Bindings of a slice; whoever has more is judged by these. */
const MOST_BINDINGS = 500;

/**
 * What an object is judged among, itself left out: its subjects' bindings, or the bindings to it and those of their
 * subjects, with the roles of all of them. It costs what concerns the object, not what there is in the cluster.
 */
export function around({ live }: LiveRbac, object: RbacObject): ClusterObjects {
  const self = rbacKey(object);
  const view = new View(live);
  const bindings = new Map<string, Binding>();
  const roles = new Map<string, Role>();
  const addRole = (key: string | undefined): void => {
    const role = key === undefined || key === self ? undefined : view.role(key);
    // What it gathers is in it already.
    if (role === undefined) return;
    const { aggregates: _, ...plain } = role;
    roles.set(rbacKey(role), plain);
  };
  const addBindings = (some: Iterable<Binding>): void => {
    for (const one of some) {
      if (bindings.size >= MOST_BINDINGS) return;
      if (rbacKey(one) === self) continue;
      bindings.set(rbacKey(one), one);
      addRole(roleKeyOf(one));
    }
  };
  const own = isBinding(object) ? [object] : [...view.holders(object)].flatMap((key) => [...live.to(key)]);
  addBindings(own);
  for (const one of own) addRole(roleKeyOf(one));
  const subjects = new Map<string, RbacSubject>(own.flatMap((one) => [...subjectsOf(one)]));
  for (const subject of subjects.values()) addBindings(live.everywhere(subjectKey(subject)));
  return {
    name: 'live',
    roles: [...roles.values()],
    bindings: [...bindings.values()],
    serviceAccounts: [],
    namespaces: [],
    unknown: [],
  };
}
