import { selectorMatches } from '../aggregate.ts';
import { meantBy, subjectKey } from '../ask/names.ts';
import type { LiveRbac } from './live-rbac.ts';
import { isBinding, type RbacObject } from './rbac-object.ts';

/**
 * How alike two objects of one meaning are. `aggregated`: a controller writes the rules, so what they are says nothing;
 * `cosmetic`: the same in another order, or with repetitions.
 */
export function likeness(live: RbacObject, git: RbacObject): 'same' | 'cosmetic' | 'aggregated' {
  if (textOf(live) === textOf(git)) return 'same';
  return 'aggregates' in live && live.aggregates !== undefined ? 'aggregated' : 'cosmetic';
}

function textOf(one: RbacObject): string {
  if (isBinding(one)) return JSON.stringify(one.subjects.map((subject) => subjectKey(meantBy(one, subject))));
  return JSON.stringify([
    one.aggregates ?? null,
    one.rules.map(({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }) => [
      verbs,
      apiGroups,
      resources,
      resourceNames,
      nonResourceURLs,
    ]),
  ]);
}

/** Do some roles gather one of the two and not the other? Labels of whatever name decide that. */
export function changesSelection(live: RbacObject, git: RbacObject, cluster: LiveRbac): boolean {
  if (isBinding(live) || isBinding(git) || live.kind !== 'ClusterRole') return false;
  if (JSON.stringify(sorted(live.labels)) === JSON.stringify(sorted(git.labels))) return false;
  return [cluster.live, cluster.explained()].some((world) =>
    [...world.aggregating()].some(({ aggregates = [] }) =>
      aggregates.some(
        (selector) => selectorMatches(selector, live.labels) !== selectorMatches(selector, git.labels),
      ),
    ),
  );
}

function sorted(labels: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}
