import type { RbacSubject } from '../../../model/rbac.ts';
import { atLeastAsSevere } from '../../../model/verdict.ts';
import { meantBy, subjectKey } from '../ask/names.ts';
import type { Authorizer } from '../authorizer.ts';
import { type Escalation, escalations } from '../escalation/escalations.ts';
import type { Surroundings } from '../escalation/primitive.ts';
import { surroundingsOf } from '../escalation/surroundings.ts';
import { requesterOf } from '../match.ts';

/** A way to more rights that is open to a subject on one side and not on the other. */
export interface WayDifference extends Escalation {
  readonly subject: RbacSubject;
}

export interface WaysDifference {
  readonly gained: readonly WayDifference[];
  readonly lost: readonly WayDifference[];
  readonly around: { readonly before: Surroundings; readonly after: Surroundings };
}

/**
 * Ways to more rights that a change opens and closes, for every subject that a binding names. A way that is open to a
 * subject only by a group that the API server adds is told of the group.
 */
export function waysDifference(before: Authorizer, after: Authorizer): WaysDifference {
  const around = { before: surroundingsOf(before), after: surroundingsOf(after) };
  const subjects = [...subjectsOf(before, after)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const everybody = stateOf(before, around.before) !== stateOf(after, around.after);
  const gained: WayDifference[] = [];
  const lost: WayDifference[] = [];
  for (const [key, subject] of subjects) {
    const requester = requesterOf(subject);
    const [had, has] = [before.held(requester), after.held(requester)];
    if (!everybody && saying(had) === saying(has)) continue;
    const [old, current] = [escalations(had, around.before), escalations(has, around.after)];
    gained.push(...newIn(current, old, key).map((way) => ({ ...way, subject })));
    lost.push(...newIn(old, current, key).map((way) => ({ ...way, subject })));
  }
  return { gained, lost, around };
}

function subjectsOf(...sides: readonly Authorizer[]): ReadonlyMap<string, RbacSubject> {
  const found = new Map<string, RbacSubject>();
  for (const { cluster } of sides) {
    for (const binding of cluster.bindings) {
      for (const subject of binding.subjects) {
        const who = meantBy(binding, subject);
        if (who.kind !== 'ServiceAccount' || who.namespace !== undefined) found.set(subjectKey(who), who);
      }
    }
  }
  return found;
}

/** What of a cluster decides how far ways lead. */
function stateOf({ cluster }: Authorizer, around: Surroundings): string {
  const powerful = cluster.roles
    .filter(({ kind, name }) => kind === 'ClusterRole' && around.isPowerful(name))
    .map(({ name }) => name);
  return JSON.stringify([around.argocd, around.flux, [...around.privileged].sort(), powerful.sort()]);
}

function saying(held: ReturnType<Authorizer['held']>): string {
  const rules = held.map(({ rule: { at: _at, ...rule }, namespace }) => JSON.stringify([rule, namespace]));
  return [...new Set(rules)].sort().join('\n');
}

function newIn(
  ways: readonly Escalation[],
  others: readonly Escalation[],
  key: string,
): readonly Escalation[] {
  return ways.filter(
    (way) =>
      way.via.some(({ binding, subject }) => subjectKey(meantBy(binding, subject)) === key) &&
      !others.some((other) => takesIn(other, way)),
  );
}

/** Is a way open wherever another one is, and does it lead as far? Whoever may do everything in a scope needs no way there. */
function takesIn(wide: Escalation, way: Escalation): boolean {
  if (wide.primitive === 'RB-ADMIN') return true;
  if (wide.primitive === 'RB-NSADMIN' && way.primitive !== 'RB-ADMIN' && wide.namespace === way.namespace)
    return atLeastAsSevere(wide.severity, way.severity);
  return (
    wide.primitive === way.primitive &&
    (wide.namespace === null || (wide.namespace === way.namespace && wide.reach === way.reach)) &&
    (wide.names === undefined || way.names?.every((name) => wide.names?.includes(name)) === true) &&
    atLeastAsSevere(wide.severity, way.severity)
  );
}
