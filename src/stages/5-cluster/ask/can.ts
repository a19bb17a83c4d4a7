import { formatLocation } from '../../../model/location.ts';
import type { AccessRequest, Binding, ClusterUnknown } from '../../../model/rbac.ts';
import { type Authorizer, type HeldRule, scopeOf } from '../authorizer.ts';
import type { Requester } from '../match.ts';
import { meantBy, nameOf, subjectText } from './names.ts';
import { mightGrant } from './unknown.ts';

export interface CanAnswer {
  readonly allowed: 'allowed' | 'denied' | 'unknown';
  /** Sentences, the most important one first. */
  readonly because: readonly string[];
  /** Every rule that allows it. */
  readonly via: readonly HeldRule[];
  /** What was not seen and might allow it. */
  readonly unknown: readonly ClusterUnknown[];
}

const OTHERS = 'Only RBAC is judged; a cluster may have further authorizers that allow more.';

/**
 * May the requester do it? `allowed` is always sound; `denied` means that nothing in view grants it and
 * nothing that was left unseen might.
 */
export function can(authorizer: Authorizer, requester: Requester, request: AccessRequest): CanAnswer {
  if (requester.groups.has('system:masters')) {
    const because = ['The group system:masters is allowed everything before any rule is asked.'];
    return { allowed: 'allowed', because, via: [], unknown: [] };
  }
  const via = authorizer.allowing(requester, request);
  if (via.length > 0) {
    return { allowed: 'allowed', because: via.slice(0, MOST_LISTED).map(allowedBy), via, unknown: [] };
  }
  const unknown = mightGrant(authorizer, request, requester);
  const hints = [
    ...otherGroups(authorizer, requester, request),
    ...danglingOf(authorizer, requester, request),
    OTHERS,
  ];
  if (unknown.length === 0) {
    return { allowed: 'denied', because: ['No rule in view allows it.', ...hints], via, unknown };
  }
  const open = unknown.slice(0, MOST_LISTED).map(({ reason, at }) => {
    return `It might be allowed by what was not read: ${reason}${at === undefined ? '' : ` (${formatLocation(at)})`}.`;
  });
  const more = unknown.length - open.length;
  const rest = more > 0 ? [`${more} more things were not read.`] : [];
  return { allowed: 'unknown', because: [...open, ...rest, ...hints], via, unknown };
}

const MOST_LISTED = 5;

function allowedBy({ binding, role, rule, subject }: HeldRule): string {
  const where = rule.at.path === binding.at.path ? formatLocation(rule.at) : formatLocation(subject.at);
  return `${nameOf(binding)} gives ${subjectText(meantBy(binding, subject))} ${nameOf(role)}, which allows it (${where}).`;
}

function otherGroups(
  authorizer: Authorizer,
  requester: Requester,
  request: AccessRequest,
): readonly string[] {
  const groups = new Map<string, Binding>();
  for (const { subject, binding } of authorizer.whoCan(request)) {
    if (subject.kind === 'Group' && !requester.groups.has(subject.name) && !groups.has(subject.name))
      groups.set(subject.name, binding);
  }
  return [...groups]
    .filter(([group]) => isReachable(group, requester))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, MOST_LISTED)
    .map(([group, binding]) => `A member of the group ${group} would be allowed, by ${nameOf(binding)}.`);
}

/** Groups that the API server gives to service accounts or to the anonymous cannot be joined. */
function isReachable(group: string, requester: Requester): boolean {
  return (
    !group.startsWith('system:serviceaccounts') &&
    (group !== 'system:unauthenticated' || requester.user === 'system:anonymous')
  );
}

function danglingOf(authorizer: Authorizer, requester: Requester, request: AccessRequest): readonly string[] {
  const scope = scopeOf(request);
  return authorizer
    .bindingsOf(requester)
    .filter(
      ({ binding }) =>
        authorizer.roleOf(binding) === undefined &&
        (binding.kind === 'ClusterRoleBinding' || binding.namespace === scope),
    )
    .slice(0, MOST_LISTED)
    .map(
      ({ binding }) =>
        `${nameOf(binding)} names the ${binding.roleRef.kind} ${binding.roleRef.name}, which is not in view; it grants nothing as long as that does not exist.`,
    );
}
