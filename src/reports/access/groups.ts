import type { AccessChange, AccessDiff, EscalationChange } from '../../model/access-diff.ts';
import type { Location } from '../../model/location.ts';
import { atLeastAsSevere, type Severity } from '../../model/verdict.ts';
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
  /** What it opens by itself, the gravest first. */
  readonly opens: readonly string[];
  readonly location?: Location;
}

/** Grants by whom they are for and where they count; the order of the gravest of each stays. */
export function grantGroups(
  changes: readonly AccessChange[],
  side: 'gained' | 'lost',
): readonly GrantGroup[] {
  const groups = Map.groupBy(changes, ({ subject, cluster, namespace }) =>
    JSON.stringify([subject, cluster, namespace]),
  );
  return [...groups.values()].flatMap((list) => {
    const [first] = list;
    if (first === undefined) return [];
    const at = first.via[0]?.location;
    // Whoever may do everything is not told of paths besides, nor of what it is good for.
    const all = rightsWords(first) === EVERYTHING;
    const told = all ? list.filter(({ resources }) => resources.length > 0) : list;
    return {
      who: whoGains(first),
      what: [
        ...new Set(alike(told).map((one) => `${rightsWords(one)}${exceptWords(one.except, side)}`)),
      ].join('; '),
      where: `${first.namespace === null ? 'everywhere in' : `in namespace ${first.namespace} of`} cluster ${first.cluster}`,
      danger: first.danger,
      opens: all ? [] : [...new Set(list.flatMap(({ opens }) => opens))],
      ...(at === undefined ? {} : { location: at }),
    };
  });
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
