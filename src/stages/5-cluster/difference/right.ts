import type { PolicyRule } from '../../../model/rbac.ts';

/** One combination of what rules name, in one place: the smallest thing that rights are compared by. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  /** Plural, `plural/sub`, a wildcard over plurals with a subresource, or `*`. */
  readonly resource: string;
  /** Absent = every object. */
  readonly name?: string;
  /** Set for a path that is no resource; a trailing `*` makes a prefix. Group and resource are then empty. */
  readonly path?: string;
  /** `null` = everywhere. */
  readonly namespace: string | null;
}

/** How many rights a rule says, without saying them. */
export function sizeOf(rule: PolicyRule): number {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  const names = Math.max(1, resourceNames.length);
  return verbs.length * (apiGroups.length * resources.length * names + nonResourceURLs.length);
}

/** The single rights of a rule where it is bound. */
export function rightsOf(rule: PolicyRule, namespace: string | null): readonly Right[] {
  const names = rule.resourceNames.length === 0 ? [undefined] : [...new Set(rule.resourceNames)];
  return [...new Set(rule.verbs)].flatMap((verb) => [
    ...[...new Set(rule.apiGroups)].flatMap((group) =>
      [...new Set(rule.resources)].flatMap((resource) =>
        names.map(
          (name): Right => ({ verb, group, resource, ...(name === undefined ? {} : { name }), namespace }),
        ),
      ),
    ),
    ...[...new Set(rule.nonResourceURLs.map(canonicalPath))].map(
      (path): Right => ({ verb, group: '', resource: '', path, namespace }),
    ),
  ]);
}

/** `/a**` and `/a*` mean the same prefix. */
function canonicalPath(url: string): string {
  if (!url.endsWith('*')) return url;
  let end = url.length;
  while (end > 0 && url.charAt(end - 1) === '*') end -= 1;
  return `${url.slice(0, end)}*`;
}

/** Equal for equal rights only: the lengths say where each part ends, whatever it holds. */
export function rightKey({ verb, group, resource, name, path, namespace }: Right): string {
  const lengths = `${verb.length} ${group.length} ${resource.length} ${lengthOf(name)} ${lengthOf(path)} ${lengthOf(namespace)}`;
  return `${lengths} ${verb}${group}${resource}${name ?? ''}${path ?? ''}${namespace ?? ''}`;
}

function lengthOf(text: string | null | undefined): string {
  return text === null || text === undefined ? '-' : String(text.length);
}

/** Rights in which others can be looked up. */
export class RightSet {
  readonly #byKey = new Map<string, Right>();

  constructor(rights: Iterable<Right>) {
    for (const right of rights) this.#byKey.set(rightKey(right), right);
  }

  /**
   * Is all of a right held? As names and kinds are without end, what a wildcard takes in is held only by something as
   * wide: never by several rights together. `beyond` asks for another right than itself.
   */
  holds(right: Right, beyond = false): boolean {
    const own = beyond ? rightKey(right) : undefined;
    for (const wider of asWide(right)) {
      const key = rightKey(wider);
      if (key !== own && this.#byKey.has(key)) return true;
    }
    return false;
  }
}

/** A right itself, and every one that takes all of it in. */
function* asWide(right: Right): Generator<Right> {
  for (const verb of wordOptions(right.verb)) {
    for (const namespace of right.namespace === null ? [null] : [right.namespace, null]) {
      if (right.path !== undefined) {
        for (const path of prefixesOf(right.path)) yield { verb, group: '', resource: '', path, namespace };
        continue;
      }
      for (const group of wordOptions(right.group)) {
        for (const resource of resourceOptions(right.resource)) {
          if (right.name !== undefined) yield { verb, group, resource, name: right.name, namespace };
          yield { verb, group, resource, namespace };
        }
      }
    }
  }
}

function wordOptions(word: string): readonly string[] {
  return word === '*' ? ['*'] : [word, '*'];
}

function resourceOptions(resource: string): readonly string[] {
  if (resource === '*') return ['*'];
  const slash = resource.indexOf('/');
  return slash <= 0 || resource.startsWith('*/')
    ? [resource, '*']
    : [resource, `*${resource.slice(slash)}`, '*'];
}

/** Prefixes longer than this are not looked for; what they would hold is then named as an exception. */
const LONGEST_PREFIX = 1_024;

function* prefixesOf(path: string): Generator<string> {
  yield path;
  const end = path.endsWith('*') ? path.length - 1 : path.length;
  for (let length = Math.min(end, LONGEST_PREFIX); length >= 0; length -= 1)
    yield `${path.slice(0, length)}*`;
}
