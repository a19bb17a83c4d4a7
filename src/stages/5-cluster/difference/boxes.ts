import type { Rights } from '../../../model/access-diff.ts';
import type { PolicyRule } from '../../../model/rbac.ts';
import type { HeldRule } from '../authorizer.ts';
import type { Right } from './right.ts';

/** A right, and the rules by which it is held. */
export interface HeldRight {
  readonly right: Right;
  readonly via: ReadonlySet<HeldRule>;
}

/** Rights that are said together, and the rules by which they are held. */
export interface HeldRights extends Rights {
  readonly via: readonly HeldRule[];
}

interface Box {
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  /** Empty = every object. */
  readonly names: readonly string[];
  readonly paths: readonly string[];
  readonly namespace: string | null;
  readonly via: ReadonlySet<HeldRule>;
}

type Side = 'verbs' | 'groups' | 'resources' | 'names' | 'paths';

/** Verbs first: that is how people write rules. */
const ORDER: readonly Side[] = ['verbs', 'names', 'resources', 'groups', 'paths'];

/** The same rights in few words: what differs in one respect only is said together. */
export function inFewWords(rights: Iterable<HeldRight>): readonly HeldRights[] {
  let boxes: readonly Box[] = [...rights].map(({ right, via }) => {
    const isPath = right.path !== undefined;
    return {
      verbs: [right.verb],
      groups: isPath ? [] : [right.group],
      resources: isPath ? [] : [right.resource],
      names: right.name === undefined ? [] : [right.name],
      paths: right.path === undefined ? [] : [right.path],
      namespace: right.namespace,
      via,
    };
  });
  for (const side of ORDER) boxes = joined(boxes, side);
  return boxes.map(({ verbs, groups, resources, names, paths, namespace, via }) => ({
    ...rightsOfLists(verbs, groups, resources, names, paths, namespace),
    via: [...via],
  }));
}

function joined(boxes: readonly Box[], side: Side): readonly Box[] {
  const byRest = Map.groupBy(boxes, (box) =>
    // An empty side says something else than any list: every object, or no path at all.
    JSON.stringify([{ ...box, [side]: box[side].length === 0, via: undefined }]),
  );
  return [...byRest.values()].flatMap((list) => {
    const [first] = list;
    if (first === undefined) return [];
    return {
      ...first,
      [side]: [...new Set(list.flatMap((box) => box[side]))].sort(),
      via: new Set(list.flatMap(({ via }) => [...via])),
    };
  });
}

export function rightsOfLists(
  verbs: readonly string[],
  groups: readonly string[],
  resources: readonly string[],
  names: readonly string[],
  paths: readonly string[],
  namespace: string | null,
): Rights {
  return {
    verbs,
    groups,
    resources,
    ...(names.length === 0 ? {} : { names }),
    ...(paths.length === 0 ? {} : { nonResourceURLs: paths }),
    namespace,
  };
}

/** Do the rights leave something open that others could be a part of? */
export function isWide({ verbs, groups, resources, names, nonResourceURLs, namespace }: Rights): boolean {
  return (
    namespace === null ||
    verbs.includes('*') ||
    groups.includes('*') ||
    (resources.length > 0 && names === undefined) ||
    resources.some((one) => one === '*' || one.startsWith('*/')) ||
    nonResourceURLs?.some((one) => one.endsWith('*')) === true
  );
}

/** What of a rule lies within some rights; `undefined` where nothing does. */
export function part(of: Rights, rule: PolicyRule, where: string | null): Rights | undefined {
  if (of.namespace !== null && where !== null && of.namespace !== where) return undefined;
  const verbs = common(of.verbs, rule.verbs, orAll);
  if (verbs.length === 0) return undefined;
  const namespace = of.namespace ?? where;
  const names = namesOf(of.names ?? [], rule.resourceNames);
  const groups = common(of.groups, rule.apiGroups, orAll);
  const resources = common(of.resources, rule.resources, wider);
  const resourced = names !== undefined && groups.length > 0 && resources.length > 0;
  const paths = where === null && of.nonResourceURLs !== undefined ? rule.nonResourceURLs : [];
  if (!resourced && paths.length === 0) return undefined;
  return rightsOfLists(
    verbs,
    resourced ? groups : [],
    resourced ? resources : [],
    resourced ? names : [],
    paths,
    namespace,
  );
}

/** `undefined` where no object is meant by both. */
function namesOf(one: readonly string[], other: readonly string[]): readonly string[] | undefined {
  if (one.length === 0) return [...new Set(other)].sort();
  if (other.length === 0) return one;
  const wanted = new Set(other);
  const found = one.filter((name) => wanted.has(name));
  return found.length === 0 ? undefined : found;
}

/** Words of either list that are taken in by the other one. */
function common(
  one: readonly string[],
  other: readonly string[],
  asWide: (word: string) => readonly string[],
): readonly string[] {
  const inside = (list: readonly string[], outer: ReadonlySet<string>): readonly string[] =>
    list.filter((word) => asWide(word).some((wide) => outer.has(wide)));
  return [...new Set([...inside(one, new Set(other)), ...inside(other, new Set(one))])].sort();
}

function orAll(word: string): readonly string[] {
  return [word, '*'];
}

function wider(resource: string): readonly string[] {
  const slash = resource.indexOf('/');
  return slash === -1 ? [resource, '*'] : [resource, `*${resource.slice(slash)}`, '*'];
}
