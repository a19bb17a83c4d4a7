import type { Binding, ClusterUnknown, Role } from '../../model/rbac.ts';
import { ruleKey } from './aggregate.ts';

/**
 * One object a name. Where several different ones claim it, which of them is live cannot be told: what all of
 * them grant is kept, and the rest is unknown.
 */
export function withoutConflicts<One extends Role | Binding>(
  objects: readonly One[],
  unknown: ClusterUnknown[],
): readonly One[] {
  const byName = Map.groupBy(objects, (one) => `${one.kind} ${one.namespace ?? ''}/${one.name}`);
  return [...byName.values()].flatMap((claims) => {
    const [first, ...others] = claims;
    if (first === undefined) return [];
    if (others.every((other) => contentOf(other) === contentOf(first))) return [first];
    const { kind, name, namespace } = first;
    unknown.push({
      reason: `${claims.length} different objects are ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}; which one is live cannot be told`,
      at: first.at,
      mayConcern: [kind],
      object: { kind, name, ...(namespace === undefined ? {} : { namespace }) },
    });
    return others.reduce<One[]>((kept, other) => kept.flatMap((one) => common(one, other)), [first]);
  });
}

function contentOf(one: Role | Binding): string {
  return 'roleRef' in one
    ? JSON.stringify([one.roleRef.kind, one.roleRef.name, one.subjects.map(subjectKey)])
    : JSON.stringify([
        one.rules.map(ruleKey),
        one.aggregates ?? null,
        Object.entries(one.labels).sort(([a], [b]) => (a < b ? -1 : 1)),
      ]);
}

function subjectKey({ kind, name, namespace }: Binding['subjects'][number]): string {
  return JSON.stringify([kind, name, namespace ?? null]);
}

function common<One extends Role | Binding>(one: One, other: One): readonly One[] {
  if ('roleRef' in one && 'roleRef' in other) {
    if (one.roleRef.kind !== other.roleRef.kind || one.roleRef.name !== other.roleRef.name) return [];
    const theirs = new Set(other.subjects.map(subjectKey));
    return [{ ...one, subjects: one.subjects.filter((subject) => theirs.has(subjectKey(subject))) }];
  }
  if ('rules' in one && 'rules' in other) {
    const aggregates = JSON.stringify(one.aggregates ?? null);
    if (aggregates !== JSON.stringify(other.aggregates ?? null))
      return [{ ...one, rules: [], aggregates: [] }];
    const theirs = new Set(other.rules.map(ruleKey));
    const labels = Object.entries(one.labels).filter(([key, value]) => other.labels[key] === value);
    return [
      {
        ...one,
        rules: one.rules.filter((rule) => theirs.has(ruleKey(rule))),
        labels: Object.fromEntries(labels),
      },
    ];
  }
  return [];
}
