import type { PolicyRule } from '../../../model/rbac.ts';
import type { HeldRule } from '../authorizer.ts';
import { groupMatches, resourceMatches } from '../match.ts';

/** One right of a primitive: any of the verbs on any of the resources of a group. */
export interface Need {
  readonly verbs: readonly string[];
  readonly group: string;
  /** Plural, or `plural/subresource`. */
  readonly resources: readonly string[];
  /** Only objects of these names serve; absent = any object does, so that a restricted rule serves too. */
  readonly names?: readonly string[];
  /** A rule restricted to names does not serve. */
  readonly unrestricted?: true;
  /** The rule must name the group; `*` is not evidence that the API exists. */
  readonly explicit?: true;
  /** Where the right must be held; `scope` = where the primitive is judged. */
  readonly at?: 'scope' | 'cluster' | 'anywhere';
}

/** How a need is met. */
export interface Met {
  readonly rules: readonly HeldRule[];
  /** Names of the objects it is limited to; absent = every object. */
  readonly names?: readonly string[];
}

/** Verbs whose requests carry no name, unless they are about a subresource or (list, watch) select one by field. */
const NAMELESS: ReadonlySet<string> = new Set(['create', 'deletecollection']);

/** Is the need met by rules that all count where it is judged? */
export function meets(need: Need, held: readonly HeldRule[]): Met | undefined {
  const rules: HeldRule[] = [];
  const names = new Set<string>();
  let limited = true;
  for (const one of held) {
    const found = servedBy(need, one.rule);
    if (found === undefined) continue;
    rules.push(one);
    if (found === 'all') limited = false;
    else for (const name of found) names.add(name);
  }
  if (rules.length === 0) return undefined;
  return limited ? { rules, names: [...names] } : { rules };
}

/** The names for which a rule serves a need, `'all'`, or `undefined` where it does not. */
function servedBy(need: Need, rule: PolicyRule): readonly string[] | 'all' | undefined {
  const verbs = need.verbs.filter((verb) => rule.verbs.includes('*') || rule.verbs.includes(verb));
  if (verbs.length === 0) return undefined;
  if (!(need.explicit === true ? rule.apiGroups.includes(need.group) : groupMatches(rule, need.group)))
    return undefined;
  const resources = need.resources.filter((resource) => {
    const [plural = '', sub = ''] = resource.split('/');
    return resourceMatches(rule, plural, sub);
  });
  if (resources.length === 0) return undefined;
  if (rule.resourceNames.length === 0) return need.names ?? 'all';
  if (need.unrestricted === true) return undefined;
  const named = verbs.some(
    (verb) => !NAMELESS.has(verb) || resources.some((resource) => resource.includes('/')),
  );
  if (!named) return undefined;
  const { names } = need;
  const serving =
    names === undefined ? rule.resourceNames : rule.resourceNames.filter((name) => names.includes(name));
  const usable = serving.filter((name) => name !== '');
  return usable.length === 0 ? undefined : usable;
}
