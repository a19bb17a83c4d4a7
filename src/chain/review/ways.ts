import { matchWildcard } from '../../formats/glob/wildcard.ts';
import { EXPIRES_ANNOTATION } from '../../model/access-grant.ts';
import { MainwardError } from '../../model/errors.ts';
import type { Location } from '../../model/location.ts';
import type { Binding, BoundSubject } from '../../model/rbac.ts';
import type { ReviewDefinition, ReviewItem } from '../../model/review.ts';
import { meantBy } from '../../stages/5-cluster/ask/names.ts';
import type { Authorizer } from '../../stages/5-cluster/authorizer.ts';
import type { Principal, Principals } from './principals.ts';
import type { RoleRights } from './role-rights.ts';

/** An item of which is not said yet who brought it, nor which bytes it was read from. */
export type Way = Omit<ReviewItem, 'id' | 'digest' | 'blob' | 'origin'>;

export interface WaysFound {
  readonly ways: readonly Way[];
  /** Groups whose members the roster does not know. */
  readonly unknownGroups: readonly BoundSubject[];
  /** How many the definition leaves out, by its reason. */
  readonly excluded: ReadonlyMap<string, number>;
}

/** More than anybody reviews; a group of thousands that is bound a thousand times makes millions. */
const MOST_WAYS = 100_000;

/**
 * Every way on which somebody has a role in one cluster, so far as the definition means it. A group is one by itself, and
 * so is each of its members, as the roster has them. What Kubernetes brings along is in no file, and nobody's to review.
 * Throws BUDGET_EXCEEDED.
 */
export function waysIn(
  authorizer: Authorizer,
  definition: ReviewDefinition,
  principals: Principals,
  rights: RoleRights,
): WaysFound {
  const ways: Way[] = [];
  const excluded = new Map<string, number>();
  const unknownGroups = new Map<string, BoundSubject>();
  const { name: cluster, bindings } = authorizer.cluster;
  for (const binding of bindings) {
    const namespace = scopeOf(binding);
    if (binding.builtIn === true || !isMeant(namespace, definition)) continue;
    for (const [first, ...others] of subjectsOf(binding)) {
      if (first === undefined) continue;
      if (isUnknownGroup(first, principals) && !unknownGroups.has(first.name))
        unknownGroups.set(first.name, first);
      for (const { principal, via } of everybodyBehind(meantBy(binding, first), principals)) {
        const exclusion = exclusionOf(principal, namespace, definition);
        if (exclusion !== undefined) {
          excluded.set(exclusion.reason, (excluded.get(exclusion.reason) ?? 0) + 1);
          continue;
        }
        if (ways.length >= MOST_WAYS) throw tooMany(cluster);
        const expires = binding.annotations[EXPIRES_ANNOTATION];
        ways.push({
          cluster,
          principal,
          role: { kind: binding.roleRef.kind, name: binding.roleRef.name },
          namespace,
          ...rights.of(binding),
          binding: {
            kind: binding.kind,
            name: binding.name,
            ...(binding.namespace === undefined ? {} : { namespace: binding.namespace }),
          },
          via,
          at: placeOf(first),
          ...(others.length === 0 ? {} : { alsoAt: others.map(placeOf) }),
          ...(expires === undefined ? {} : { expires }),
        });
      }
    }
  }
  return { ways, excluded, unknownGroups: [...unknownGroups.values()] };
}

/** Somebody whom a binding names twice is one; a service account of no namespace in a ClusterRoleBinding is nobody. */
function subjectsOf(binding: Binding): readonly (readonly BoundSubject[])[] {
  const own = binding.subjects.filter(({ at }) => !at.path.startsWith('('));
  const somebody = own.filter((one) => {
    const { kind, namespace } = meantBy(binding, one);
    return kind !== 'ServiceAccount' || namespace !== undefined;
  });
  return [...Map.groupBy(somebody, (one) => JSON.stringify(meantBy(binding, one))).values()];
}

function everybodyBehind(
  subject: Principal['subject'],
  principals: Principals,
): readonly { readonly principal: Principal; readonly via: readonly string[] }[] {
  const itself = { principal: principals.of(subject), via: [] };
  if (subject.kind !== 'Group') return [itself];
  const members = principals.membersOf(subject.name) ?? [];
  return [itself, ...members.map((principal) => ({ principal, via: [subject.name] }))];
}

/** Those of `system:` are made by the API server, not by anybody who keeps a roster. */
function isUnknownGroup({ kind, name }: BoundSubject, principals: Principals): boolean {
  return kind === 'Group' && !name.startsWith('system:') && principals.membersOf(name) === undefined;
}

function tooMany(cluster: string): MainwardError {
  return new MainwardError(
    'BUDGET_EXCEEDED',
    `More than ${MOST_WAYS} ways of access to cluster ${cluster} are not reviewed at once.`,
    { fields: { cluster }, remedy: 'Divide the definition by namespaces.' },
  );
}

function scopeOf({ kind, namespace }: Binding): string | null {
  return kind === 'ClusterRoleBinding' ? null : (namespace ?? 'default');
}

function isMeant(namespace: string | null, { namespaces }: ReviewDefinition): boolean {
  if (namespaces.length === 0) return true;
  return namespace !== null && namespaces.some((pattern) => matchWildcard(pattern, namespace));
}

/** The first that fits. */
function exclusionOf(
  { subject }: Principal,
  namespace: string | null,
  { exclude }: ReviewDefinition,
): ReviewDefinition['exclude'][number] | undefined {
  const name = subject.namespace === undefined ? subject.name : `${subject.namespace}/${subject.name}`;
  return exclude.find(
    (one) =>
      (one.subject === undefined || matchWildcard(one.subject, name)) &&
      (one.namespace === undefined || (namespace !== null && matchWildcard(one.namespace, namespace))),
  );
}

export function placeOf({ at: { path, line, column, endLine, endColumn } }: BoundSubject): Location {
  return { path, line, column, endLine, endColumn };
}
