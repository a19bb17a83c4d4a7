import type { AccessRequest, PolicyRule, RbacSubject } from '../../model/rbac.ts';

/**
 * Does a rule allow a request? The semantics of k8s.io/kubernetes `pkg/apis/rbac/v1/evaluation_helpers.go`:
 * verb, group, resource and name must all match; `*` is a wildcard for verbs, groups and resources, never for
 * names; `*` + `/sub` matches a sub-resource of anything, `res/*` matches nothing.
 */
export function ruleAllows(rule: PolicyRule, request: AccessRequest): boolean {
  if (!verbMatches(rule, request.verb)) return false;
  if (request.nonResourcePath !== undefined) return pathMatches(rule, request.nonResourcePath);
  return (
    groupMatches(rule, request.apiGroup) &&
    resourceMatches(rule, request.resource, request.subresource ?? '') &&
    nameMatches(rule, request.name)
  );
}

export function verbMatches(rule: PolicyRule, verb: string): boolean {
  return rule.verbs.includes('*') || rule.verbs.includes(verb);
}

export function groupMatches(rule: PolicyRule, group: string): boolean {
  return rule.apiGroups.includes('*') || rule.apiGroups.includes(group);
}

export function resourceMatches(rule: PolicyRule, resource: string, subresource: string): boolean {
  const combined = subresource === '' ? resource : `${resource}/${subresource}`;
  return rule.resources.some(
    (one) => one === '*' || one === combined || (subresource !== '' && one === `*/${subresource}`),
  );
}

export function nameMatches(rule: PolicyRule, name: string): boolean {
  return rule.resourceNames.length === 0 || rule.resourceNames.includes(name);
}

/** A trailing run of `*` makes a prefix (`strings.TrimRight(url, "*")` upstream). */
export function pathMatches(rule: Pick<PolicyRule, 'nonResourceURLs'>, path: string): boolean {
  return rule.nonResourceURLs.some((url) => {
    if (url === '*' || url === path) return true;
    return url.endsWith('*') && path.startsWith(trimStars(url));
  });
}

function trimStars(text: string): string {
  let end = text.length;
  while (end > 0 && text.charAt(end - 1) === '*') end -= 1;
  return text.slice(0, end);
}

/** Who asks: a user name with its groups. */
export interface Requester {
  readonly user: string;
  readonly groups: ReadonlySet<string>;
}

const SERVICE_ACCOUNT = 'system:serviceaccount:';

/**
 * The requester a subject stands for, with the groups that the API server adds by itself: a service account
 * has its own two and `system:authenticated`; `system:anonymous` has `system:unauthenticated` only.
 */
export function requesterOf(subject: RbacSubject, groups: readonly string[] = []): Requester {
  if (subject.kind === 'ServiceAccount') return serviceAccount(subject.namespace ?? '', subject.name, groups);
  if (subject.kind === 'Group') {
    const implied = subject.name === 'system:unauthenticated' ? [] : ['system:authenticated'];
    return { user: '', groups: new Set([subject.name, ...implied, ...groups]) };
  }
  const account = accountOf(subject.name);
  if (account !== undefined) return serviceAccount(account.namespace ?? '', account.name, groups);
  const implied = subject.name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
  return { user: subject.name, groups: new Set([implied, ...groups]) };
}

/** The user name a service account has. */
export function accountUser(namespace: string, name: string): string {
  return `${SERVICE_ACCOUNT}${namespace}:${name}`;
}

/** The service account that a user name means; `undefined` for any other user (`serviceaccount.SplitUsername`). */
export function accountOf(user: string): RbacSubject | undefined {
  if (!user.startsWith(SERVICE_ACCOUNT)) return undefined;
  const [namespace = '', name = '', ...rest] = user.slice(SERVICE_ACCOUNT.length).split(':');
  return namespace === '' || name === '' || rest.length > 0
    ? undefined
    : { kind: 'ServiceAccount', name, namespace };
}

function serviceAccount(namespace: string, name: string, groups: readonly string[]): Requester {
  return {
    user: accountUser(namespace, name),
    groups: new Set([
      'system:serviceaccounts',
      `system:serviceaccounts:${namespace}`,
      'system:authenticated',
      ...groups,
    ]),
  };
}
