import type { Binding, LabelSelector, Role } from '../../model/rbac.ts';
import { selectorMatches } from './aggregate.ts';
import { meantBy, subjectKey } from './ask/names.ts';
import { covers } from './covers.ts';

/**
 * Does an object that is changed like this give nobody anything that it did not give before, whatever else there is in
 * the cluster? `selectors` are those of every ClusterRole that takes over the rules of others. False where it may.
 */
export function grantsNoMore(
  before: Role | Binding,
  after: Role | Binding,
  selectors: readonly LabelSelector[],
): boolean {
  if ('rules' in before && 'rules' in after)
    return (
      covers(before.rules, after.rules) &&
      aggregatesNoMore(before, after) &&
      !isSelectedMore(before.labels, after.labels, after.kind === 'ClusterRole' ? selectors : [])
    );
  return 'roleRef' in before && 'roleRef' in after && bindsNoMore(before, after);
}

/** Does some selector take over a role with these labels, that did not take over one with those before? */
export function isSelectedMore(
  before: Role['labels'],
  after: Role['labels'],
  selectors: readonly LabelSelector[],
): boolean {
  return selectors.some((one) => selectorMatches(one, after) && !selectorMatches(one, before));
}

/** What is in a role that aggregates is what its controller last gathered, so its rules alone do not say what comes. */
function aggregatesNoMore(before: Role, after: Role): boolean {
  const known = new Set((before.aggregates ?? []).map((one) => JSON.stringify(one)));
  return (after.aggregates ?? []).every((one) => known.has(JSON.stringify(one)));
}

function bindsNoMore(before: Binding, after: Binding): boolean {
  if (before.roleRef.kind !== after.roleRef.kind || before.roleRef.name !== after.roleRef.name) return false;
  const known = new Set(before.subjects.map((one) => subjectKey(meantBy(before, one))));
  return after.subjects.every((one) => known.has(subjectKey(meantBy(after, one))));
}
