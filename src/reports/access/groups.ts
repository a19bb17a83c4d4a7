import type { AccessChange, AccessDiff, EscalationChange } from '../../model/access-diff.ts';
import type { Location } from '../../model/location.ts';
import { atLeastAsSevere, type Severity } from '../../model/verdict.ts';
import { count, joinWithAnd } from '../people.ts';
import { EVERYTHING, exceptWords, rightsWords, thingsOf, whoGains } from './words.ts';

/** What one subject gains or loses in one place, said together. */
export interface GrantGroup {
  /** `group devs (14 people)`. */
  readonly who: string;
  /** `read secrets and pods; delete pods`, the gravest first. */
  readonly what: string;
  /** `in namespace pay of cluster production`. */
  readonly where: string;
  readonly danger: Severity;
  /** The one role that gives it, where there is one; else ''. */
  readonly through: string;
  /** What it opens by itself, the gravest first. */
  readonly opens: readonly string[];
  readonly location?: Location;
}

/** A group while it is put together: one subject, the same rights, in these places. */
interface Gathered extends Omit<GrantGroup, 'where'> {
  /** `null` = everywhere. */
  readonly namespaces: readonly string[] | null;
  readonly clusters: readonly string[];
}

/** Grants by whom they are for; the same in several namespaces or clusters is said once. The gravest stay first. */
export function grantGroups(
  changes: readonly AccessChange[],
  side: 'gained' | 'lost',
): readonly GrantGroup[] {
  const places = Map.groupBy(changes, ({ subject, cluster, namespace }) =>
    JSON.stringify([subject, cluster, namespace]),
  );
  const each = [...places.values()].flatMap((list) => gathered(list, side));
  const namespaces = merged(each, ({ who, what, clusters, namespaces: own }) =>
    JSON.stringify([who, what, clusters, own === null]),
  );
  const clusters = merged(namespaces, ({ who, what, namespaces: own }) => JSON.stringify([who, what, own]));
  return clusters.map(({ namespaces: own, clusters: of, ...group }) => ({
    ...group,
    where: `${own === null ? 'everywhere in' : `in ${several('namespace', own)} of`} ${several('cluster', of)}`,
  }));
}

function gathered(list: readonly AccessChange[], side: 'gained' | 'lost'): readonly Gathered[] {
  const [first] = list;
  if (first === undefined) return [];
  const at = first.via[0]?.location;
  // Whoever may do everything is not told of paths besides, nor of what it is good for.
  const all = rightsWords(first) === EVERYTHING;
  const told = all ? list.filter(({ resources }) => resources.length > 0) : list;
  const words = alike(told).map((one) => `${rightsWords(one)}${all ? '' : exceptWords(one.except, side)}`);
  const each = [...new Set(words)];
  const shown = each.length > MOST_PARTS ? each.slice(0, 1) : each;
  const more = each.length - shown.length;
  return [
    {
      who: whoGains(first),
      what: [...shown, ...(more > 0 ? [count(more, 'thing more', 'things more')] : [])].join('; '),
      namespaces: first.namespace === null ? null : [first.namespace],
      clusters: [first.cluster],
      danger: first.danger,
      through: throughOf(list),
      opens: all ? [] : [...new Set(list.flatMap(({ opens }) => opens))],
      ...(at === undefined ? {} : { location: at }),
    },
  ];
}

const MOST_PARTS = 2;

/** The one role that gives all of it, where there is one. */
function throughOf(list: readonly AccessChange[]): string {
  const roles = new Set(
    list.flatMap(({ via }) =>
      via.map(
        ({ role: { kind, name, namespace } }) =>
          `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`,
      ),
    ),
  );
  const [role, ...others] = roles;
  return role === undefined || others.length > 0 ? '' : role;
}

function merged(groups: readonly Gathered[], keyOf: (group: Gathered) => string): readonly Gathered[] {
  return [...Map.groupBy(groups, keyOf).values()].flatMap((list) => {
    const [first] = list;
    if (first === undefined) return [];
    const namespaces = list.flatMap((one) => one.namespaces ?? []);
    return {
      ...first,
      namespaces: first.namespaces === null ? null : [...new Set(namespaces)].sort(),
      clusters: [...new Set(list.flatMap(({ clusters }) => clusters))].sort(),
      opens: [...new Set(list.flatMap(({ opens }) => opens))],
    };
  });
}

const MOST_PLACES = 4;

function several(what: string, names: readonly string[]): string {
  const shown = names.length <= MOST_PLACES ? names : names.slice(0, MOST_PLACES - 1);
  const more = names.length - shown.length;
  return `${what}${names.length === 1 ? '' : 's'} ${joinWithAnd(more > 0 ? [...shown, `${more} more`] : shown)}`;
}

/** Grants of the same verbs in one, where nothing but kinds and groups differs. */
function alike(
  list: readonly AccessChange[],
): readonly (AccessChange & { readonly things: readonly string[] })[] {
  const byVerbs = Map.groupBy(list, ({ verbs, names, nonResourceURLs, except }) =>
    JSON.stringify([verbs, names, nonResourceURLs, except]),
  );
  return [...byVerbs.values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : { ...first, things: same.flatMap(thingsOf) };
  });
}

/** Ways that no gained grant opens alone: what is held already counts for them. */
export function waysTogether(diff: AccessDiff, side: 'gained' | 'lost'): readonly EscalationChange[] {
  const told = new Map<string, { readonly titles: Set<string>; danger: Severity }>();
  for (const { subject, cluster, opens, danger } of diff[side]) {
    const key = JSON.stringify([subject, cluster]);
    const one = told.get(key) ?? { titles: new Set<string>(), danger };
    for (const title of opens) one.titles.add(title);
    told.set(key, one);
  }
  return diff.escalations[side].filter(({ subject, cluster, title, severity }) => {
    const one = told.get(JSON.stringify([subject, cluster]));
    return one === undefined || !one.titles.has(title) || !atLeastAsSevere(one.danger, severity);
  });
}
