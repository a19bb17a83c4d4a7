import type { YamlNode } from '../formats/yaml/tree.ts';
import { MainwardError } from '../model/errors.ts';
import { formatLocation, type Location } from '../model/location.ts';
import type { GuardPolicy, ObjectPattern } from '../model/policy.ts';
import { GuardDocument } from './guard-schema.ts';
import { placeOf } from './plain.ts';
import { exact, validated } from './validate.ts';

/** Kinds whose objects are all of cluster scope, and kinds whose objects are all in a namespace. */
const CLUSTER_SCOPE: ReadonlySet<string> = new Set(['ClusterRole', 'ClusterRoleBinding']);
const IN_NAMESPACE: ReadonlySet<string> = new Set(['Role', 'RoleBinding']);

/** Reads one `Guard`. Fails with POLICY_INVALID, also where it would look away from everything. */
export function readGuardPolicy(root: YamlNode): GuardPolicy {
  const { metadata, spec } = validated(GuardDocument, root, 'POLICY_INVALID', 'The Guard');
  const at = (...path: readonly PropertyKey[]): Location => placeOf(root, ['spec', ...path]);
  for (const list of ['known', 'alertOnly'] as const) {
    for (const [index, one] of spec[list].entries()) {
      const problem = scopeProblem(one);
      if (problem !== undefined) throw unsound(at(list, index), problem);
    }
  }
  for (const [index, { kind, namespace = '', name, by }] of spec.known.entries()) {
    if (by === undefined && isAny(name) && (namespace === '' || isAny(namespace)))
      throw unsound(at('known', index), `it takes every ${kind} for known, so nothing would be guarded`);
  }
  for (const [index, { kind, namespace }] of spec.administrators.entries()) {
    if ((kind === 'ServiceAccount') !== (namespace !== undefined))
      throw unsound(
        at('administrators', index),
        kind === 'ServiceAccount' ? 'a ServiceAccount has a namespace' : `a ${kind} has no namespace`,
      );
  }
  const { known, alertOnly, ...rest } = exact(spec);
  return {
    name: metadata.name,
    ...rest,
    known: known.map(({ namespace = '', ...one }) => ({ ...one, namespace })),
    alertOnly: alertOnly.map(({ namespace = '', ...one }) => ({ ...one, namespace })),
    at: root.at,
  };
}

/** Holds together what stands in several files: one Guard a cluster, each with a name of its own. Fails with POLICY_INVALID. */
export function demandOneGuardEach(guards: readonly GuardPolicy[]): void {
  const names = new Set<string>();
  const clusters = new Map<string, string>();
  for (const { name, cluster, at } of guards) {
    const other = clusters.get(cluster);
    if (names.has(name)) throw unsound(at, `there is another Guard ${name}`);
    if (other !== undefined) throw unsound(at, `cluster ${cluster} has another Guard, ${other}`);
    names.add(name);
    clusters.set(cluster, name);
  }
}

/** A pattern that matches nothing is a mistake that would be found out too late. */
function scopeProblem({
  kind,
  namespace,
}: Pick<ObjectPattern, 'kind'> & { readonly namespace?: string | undefined }): string | undefined {
  if (CLUSTER_SCOPE.has(kind) && namespace !== undefined) return `a ${kind} has no namespace`;
  if (IN_NAMESPACE.has(kind) && namespace === undefined)
    return `a ${kind} is in a namespace: name it, or write *`;
  return undefined;
}

function isAny(pattern: string): boolean {
  return pattern === '*';
}

function unsound(at: Location, why: string): MainwardError {
  const place = formatLocation(at);
  return new MainwardError('POLICY_INVALID', `The Guard at ${place} cannot be used: ${why}.`, {
    fields: { place },
    remedy: 'Mend it; docs/guard.md says what a Guard demands.',
  });
}
