import type { ReviewItem } from '../../../model/review.ts';
import { meantBy, subjectKey } from '../../../stages/5-cluster/ask/names.ts';
import type { LiveRbac } from '../../../stages/5-cluster/drift/live-rbac.ts';
import { isBinding, rbacKey } from '../../../stages/5-cluster/drift/rbac-object.ts';

/** Whether a cluster has a right; `why`: why it cannot be told, or what has it. */
export type LiveLook = { readonly is: 'gone' } | { readonly is: 'there' | 'unknown'; readonly why: string };

/** `live`: what a guard of this process sees of the item's cluster. */
export function lookLive(item: ReviewItem, live: LiveRbac | undefined): LiveLook {
  const { cluster, binding, via, role, principal } = item;
  if (via.length > 0) {
    const [group] = via;
    return { is: 'unknown', why: `who is in ${group} is told by the identity provider, which nobody asks` };
  }
  if (live === undefined) return { is: 'unknown', why: `no guard of this server sees ${cluster} wholly` };
  const isRoleBinding = binding.kind === 'RoleBinding';
  const key = rbacKey({
    kind: binding.kind,
    name: binding.name,
    ...(isRoleBinding ? { namespace: binding.namespace ?? 'default' } : {}),
  });
  const unreadable = live.unreadable(key);
  if (unreadable !== undefined) return { is: 'unknown', why: unreadable };
  const object = live.live.get(key);
  if (object === undefined || !isBinding(object)) return { is: 'gone' };
  const { roleRef, subjects } = object;
  const wanted = subjectKey(principal.subject);
  const isThere =
    roleRef.kind === role.kind &&
    roleRef.name === role.name &&
    subjects.some((subject) => subjectKey(meantBy(object, subject)) === wanted);
  return isThere ? { is: 'there', why: `${cluster} still has it` } : { is: 'gone' };
}
