import type { ObjectRef } from '../../../model/ledger.ts';
import type { GuardPolicy } from '../../../model/policy.ts';
import type { PolicyRule, RbacSubject } from '../../../model/rbac.ts';
import { subjectKey, subjectText } from '../ask/names.ts';
import { kindOfHolder } from '../holders.ts';
import type { LiveRbac } from './live-rbac.ts';
import { rbacKey, roleKeyOf } from './rbac-object.ts';
import { rulesOf, View } from './slice.ts';
import { subjectsOf, With, type World } from './world.ts';

/** Can a cluster still be administered? `no` also where it cannot be told. */
export type Administrable =
  | { readonly answer: 'yes'; readonly by: RbacSubject }
  | { readonly answer: 'no'; readonly why: string };

const MASTERS: RbacSubject = { kind: 'Group', name: 'system:masters' };

/**
 * Would somebody who may do everything in the cluster be left if some objects were deleted?
 *
 * With `administrators`, one of them must be: by a binding of the whole cluster to a role that gives every verb on every
 * resource of every group in one rule, directly or through a group that the API server adds; `system:masters` among them
 * is, as it needs no binding. Without, a user or group of people must be, or `system:masters` by a binding that is live:
 * that it is wired in says nothing of whether anybody has such a credential. Service accounts count only where they are
 * named. What cannot be read gives nobody anything.
 */
export function remainsAdministrable(
  cluster: LiveRbac,
  deleted: readonly ObjectRef[],
  administrators: GuardPolicy['administrators'],
): Administrable {
  const world = deleted.reduce<World>((left, ref) => new With(left, rbacKey(ref), undefined), cluster.live);
  const view = new View(world);
  const found =
    administrators.length === 0 ? anybody(cluster, view) : administrators.find((one) => mayAll(view, one));
  if (found !== undefined) return { answer: 'yes', by: found };
  const whom =
    administrators.length === 0
      ? 'no user or group of people'
      : `none of ${administrators.map(subjectText).join(', ')}`;
  return { answer: 'no', why: `${whom} would hold every verb on every resource of the cluster` };
}

function mayAll(view: View, subject: RbacSubject): boolean {
  if (subjectKey(subject) === subjectKey(MASTERS)) return true;
  for (const binding of view.bindingsOf(subject, []))
    if (rulesOf(view.role(roleKeyOf(binding) ?? '')).some(isEverything)) return true;
  return false;
}

function anybody(cluster: LiveRbac, view: View): RbacSubject | undefined {
  for (const key of cluster.live.clusterRoleKeys()) {
    if (!rulesOf(view.role(key)).some(isEverything)) continue;
    for (const binding of view.world.to(key)) {
      if (binding.kind !== 'ClusterRoleBinding') continue;
      for (const who of subjectsOf(binding).values())
        if (kindOfHolder(who, new Set()) === 'people' || subjectKey(who) === subjectKey(MASTERS)) return who;
    }
  }
  return undefined;
}

function isEverything({ verbs, apiGroups, resources, resourceNames }: PolicyRule): boolean {
  return resourceNames.length === 0 && [verbs, apiGroups, resources].every((list) => list.includes('*'));
}
