import type { RbacSubject } from '../../../model/rbac.ts';
import { atLeastAsSevere } from '../../../model/verdict.ts';
import { meantBy, subjectKey } from '../ask/names.ts';
import type { Authorizer } from '../authorizer.ts';
import { type Escalation, escalations } from '../escalation/escalations.ts';
import type { Surroundings } from '../escalation/primitive.ts';
import { surroundingsOf } from '../escalation/surroundings.ts';
import { requesterOf } from '../match.ts';
import { Holdings } from './holdings.ts';

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
  const words = new Map<string, number>();
  const [old, current] = [new Holdings(before, words), new Holdings(after, words)];
  const subjects = [...new Map([...old.held, ...current.held])].sort(([a], [b]) =>
    a < b ? -1 : a > b ? 1 : 0,
  );
  const everybody = stateOf(before, around.before) !== stateOf(after, around.after);
  const gained: WayDifference[] = [];
  const lost: WayDifference[] = [];
  for (const [key, { subject }] of subjects) {
    if (!everybody && old.allOf(subject) === current.allOf(subject)) continue;
    const requester = requesterOf(subject);
    const was = escalations(before.held(requester), around.before);
    const is = escalations(after.held(requester), around.after);
    gained.push(...newIn(is, was, key).map((way) => ({ ...way, subject })));
    lost.push(...newIn(was, is, key).map((way) => ({ ...way, subject })));
  }
  return { gained, lost, around };
}

/** Ways that are open to one subject in a cluster and not in another one. */
export function waysOpened(
  subject: RbacSubject,
  before: Authorizer,
  after: Authorizer,
  around: Surroundings,
): readonly Escalation[] {
  const requester = requesterOf(subject);
  const was = escalations(before.held(requester), around);
  return newIn(escalations(after.held(requester), around), was, subjectKey(subject));
}

/** What of a cluster decides how far ways lead; which roles are worth binding only counts where some may bind named ones. */
function stateOf({ cluster }: Authorizer, around: Surroundings): string {
  const bindsNamed = cluster.roles.some(({ rules }) =>
    rules.some(
      ({ verbs, resourceNames }) => resourceNames.length > 0 && BINDING.some((verb) => verbs.includes(verb)),
    ),
  );
  const powerful = bindsNamed
    ? cluster.roles.flatMap(({ kind, name }) =>
        kind === 'ClusterRole' && around.isPowerful(name) ? [name] : [],
      )
    : [];
  return JSON.stringify([around.argocd, around.flux, [...around.privileged].sort(), powerful.sort()]);
}

const BINDING: readonly string[] = ['bind', '*'];

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
