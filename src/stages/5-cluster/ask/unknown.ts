import type { AccessRequest, ClusterUnknown } from '../../../model/rbac.ts';
import { type Authorizer, scopeOf } from '../authorizer.ts';
import type { Requester } from '../match.ts';
import { GRANTING_KINDS } from '../read.ts';

/** What is not known of a cluster and might grant the request to the requester (or, without one, to anybody). */
export function mightGrant(
  authorizer: Authorizer,
  request: AccessRequest,
  requester?: Requester,
): readonly ClusterUnknown[] {
  const scope = scopeOf(request);
  return authorizer.cluster.unknown.filter(
    (unknown) => mayHoldGrants(unknown) && mayReach(authorizer, unknown, scope, requester),
  );
}

/** True for unknowns that may hide a grant at all. */
export function mayHoldGrants(unknown: ClusterUnknown): boolean {
  return unknown.mayConcern === undefined || unknown.mayConcern.some((kind) => GRANTING_KINDS.has(kind));
}

/** An object that is known by its name alone is limited by its kind and namespace, a Role also by who is bound to it. */
function mayReach(
  authorizer: Authorizer,
  { object }: ClusterUnknown,
  scope: string,
  requester: Requester | undefined,
): boolean {
  if (object === undefined || object.kind === 'ClusterRole' || object.kind === 'ClusterRoleBinding')
    return true;
  if (object.namespace !== undefined && object.namespace !== scope) return false;
  if (object.kind !== 'Role' || requester === undefined) return true;
  return authorizer
    .bindingsOf(requester)
    .some(
      ({ binding }) =>
        binding.namespace === object.namespace &&
        binding.roleRef.kind === 'Role' &&
        binding.roleRef.name === object.name,
    );
}
