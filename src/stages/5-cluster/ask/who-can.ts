import type { AccessRequest, ClusterUnknown, RbacSubject } from '../../../model/rbac.ts';
import type { Authorizer, HeldRule } from '../authorizer.ts';
import { meantBy, subjectKey } from './names.ts';
import { mightGrant } from './unknown.ts';

export interface WhoCanAnswer {
  /** Sorted by kind, namespace and name. */
  readonly subjects: readonly { readonly subject: RbacSubject; readonly via: readonly HeldRule[] }[];
  readonly unknown: readonly ClusterUnknown[];
}

const MASTERS: RbacSubject = { kind: 'Group', name: 'system:masters' };

/** Every subject that some binding gives the request; `system:masters` needs none and is always there. */
export function whoCan(authorizer: Authorizer, request: AccessRequest): WhoCanAnswer {
  const found = new Map<string, { readonly subject: RbacSubject; readonly via: HeldRule[] }>();
  found.set(subjectKey(MASTERS), { subject: MASTERS, via: [] });
  for (const held of authorizer.whoCan(request)) {
    const subject = meantBy(held.binding, held.subject);
    const known = found.get(subjectKey(subject));
    if (known === undefined) found.set(subjectKey(subject), { subject, via: [held] });
    else known.via.push(held);
  }
  const subjects = [...found]
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([, entry]) => entry);
  return { subjects, unknown: mightGrant(authorizer, request) };
}
