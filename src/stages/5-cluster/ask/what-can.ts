import type { ClusterUnknown } from '../../../model/rbac.ts';
import type { Authorizer, HeldRule } from '../authorizer.ts';
import { isClusterScoped } from '../discovery.ts';
import type { Requester } from '../match.ts';
import { mayHoldGrants } from './unknown.ts';

/** What some rules give together, each part of which counts. */
export interface HeldGrant {
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  /** Absent = every object. */
  readonly names?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  /** `null` = everywhere. */
  readonly namespace: string | null;
  readonly via: readonly HeldRule[];
}

export interface WhatCanAnswer {
  readonly grants: readonly HeldGrant[];
  readonly unknown: readonly ClusterUnknown[];
}

/**
 * What a requester holds. Rules that say the same are one grant; what means nothing where it is bound is left
 * out: paths and resources of cluster scope in a RoleBinding, and `resource/*`.
 */
export function whatCan(authorizer: Authorizer, requester: Requester, namespace?: string): WhatCanAnswer {
  const grants = new Map<string, Omit<HeldGrant, 'via'> & { readonly via: HeldRule[] }>();
  for (const held of authorizer.held(requester)) {
    if (namespace !== undefined && held.namespace !== null && held.namespace !== namespace) continue;
    const grant = effectiveGrant(authorizer, held);
    if (grant === undefined) continue;
    const key = JSON.stringify(grant);
    const known = grants.get(key);
    if (known === undefined) grants.set(key, { ...grant, via: [held] });
    else known.via.push(held);
  }
  const unknown = authorizer.cluster.unknown.filter(
    (one) =>
      mayHoldGrants(one) &&
      (namespace === undefined || one.object?.namespace === undefined || one.object.namespace === namespace),
  );
  return { grants: [...grants.values()].sort(byScope), unknown };
}

function byScope(one: HeldGrant, other: HeldGrant): number {
  const [left, right] = [one.namespace ?? '', other.namespace ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** What a rule gives where it is bound; `undefined` where it means nothing there. */
export function effectiveGrant(
  authorizer: Authorizer,
  { rule, namespace }: HeldRule,
): Omit<HeldGrant, 'via'> | undefined {
  const paths = namespace === null ? rule.nonResourceURLs : [];
  const resources =
    rule.apiGroups.length === 0
      ? []
      : rule.resources.filter(
          (resource) =>
            !resource.endsWith('/*') && (namespace === null || reaches(authorizer, rule.apiGroups, resource)),
        );
  if (rule.verbs.length === 0 || (resources.length === 0 && paths.length === 0)) return undefined;
  return {
    verbs: [...rule.verbs],
    groups: resources.length === 0 ? [] : [...rule.apiGroups],
    resources,
    ...(rule.resourceNames.length === 0 || resources.length === 0 ? {} : { names: [...rule.resourceNames] }),
    ...(paths.length === 0 ? {} : { nonResourceURLs: [...paths] }),
    namespace,
  };
}

/** Does a resource exist in a namespace, in one of these groups? The namespace itself does. */
function reaches(authorizer: Authorizer, groups: readonly string[], resource: string): boolean {
  const [plural = ''] = resource.split('/');
  if (plural === '*' || groups.includes('*')) return true;
  return groups.some(
    (group) =>
      (group === '' && plural === 'namespaces') ||
      isClusterScoped(group, plural, authorizer.cluster.customResources) !== true,
  );
}
