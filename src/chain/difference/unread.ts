import type { UnreadChange } from '../../model/access-diff.ts';
import type { Binding, ClusterUnknown } from '../../model/rbac.ts';
import { nameOf, subjectKey } from '../../stages/5-cluster/ask/names.ts';
import { mayHoldGrants } from '../../stages/5-cluster/ask/unknown.ts';
import type { Authorizer } from '../../stages/5-cluster/authorizer.ts';

/** Paths that a change touches; `null` where that is not known, and then anything may be touched. */
export type Touched = ReadonlySet<string> | null;

/** What was not read of one cluster on either side. What is the same on both changes nothing by itself, and is told all the same. */
export function unreadOfBoth(
  before: Authorizer,
  after: Authorizer,
  touched: Touched,
): readonly UnreadChange[] {
  const [old, current] = [open(before), open(after)];
  const all = new Map([...old, ...current]);
  return [...all].map(([key, unknown]): UnreadChange => {
    const side = !old.has(key) ? 'after' : current.has(key) ? 'both' : 'before';
    return {
      reason: unknown.reason,
      ...(unknown.at === undefined ? {} : { location: unknown.at }),
      cluster: after.cluster.name,
      side,
      changed: side !== 'both' || isTouched(unknown, touched),
    };
  });
}

/** Bindings that one side alone has, of roles that are not in view: what they give is not known. */
export function dangling(before: Authorizer, after: Authorizer): readonly UnreadChange[] {
  const [old, current] = [danglingOf(before), danglingOf(after)];
  const only = (
    list: ReadonlyMap<string, Binding>,
    others: ReadonlyMap<string, Binding>,
    side: 'before' | 'after',
  ): readonly UnreadChange[] =>
    [...list].flatMap(([key, binding]) => {
      if (others.has(key)) return [];
      const { kind, name } = binding.roleRef;
      return {
        reason: `${nameOf(binding)} names the ${kind} ${name}, which is not in view, so what it gives is not known`,
        location: binding.roleRef.at ?? binding.at,
        cluster: after.cluster.name,
        side,
        changed: true,
      };
    });
  return [...only(old, current, 'before'), ...only(current, old, 'after')];
}

function danglingOf(authorizer: Authorizer): ReadonlyMap<string, Binding> {
  return new Map(
    authorizer.cluster.bindings
      .filter((binding) => binding.subjects.length > 0 && authorizer.roleOf(binding) === undefined)
      .map((binding) => {
        const subjects = binding.subjects.map(subjectKey);
        const { kind, name } = binding.roleRef;
        return [JSON.stringify([binding.namespace ?? 0, kind, name, subjects.toSorted(byText)]), binding];
      }),
  );
}

function open({ cluster }: Authorizer): ReadonlyMap<string, ClusterUnknown> {
  return new Map(
    cluster.unknown
      .filter(mayHoldGrants)
      .map((one) => [JSON.stringify([one.reason, one.at?.path, one.object, one.spec]), one]),
  );
}

function isTouched({ at, paths }: ClusterUnknown, touched: Touched): boolean {
  if (touched === null) return true;
  const deciding = paths ?? (at === undefined ? [''] : [at.path]);
  if (deciding.includes('')) return touched.size > 0;
  if (deciding.some((path) => touched.has(path))) return true;
  const folders = deciding.map((path) => `${path}/`);
  return [...touched].some((path) => folders.some((folder) => path.startsWith(folder)));
}

function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
