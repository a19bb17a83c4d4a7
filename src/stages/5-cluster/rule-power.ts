import type { PolicyRule } from '../../model/rbac.ts';

const CHANGES: ReadonlySet<string> = new Set([
  '*',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
]);
const READS: ReadonlySet<string> = new Set(['*', 'get', 'list', 'watch']);
/** Groups whose resources, taken all together, are enough to run anything or to hand out rights. */
const BUILT_IN: ReadonlySet<string> = new Set(['', 'apps', 'batch', 'rbac.authorization.k8s.io']);
/** Changed by whoever is allowed to ask, or to say that it is alive; nobody gets further by that. */
const HARMLESS: ReadonlySet<string> = new Set([
  'events',
  'leases',
  'selfsubjectaccessreviews',
  'selfsubjectrulesreviews',
  'selfsubjectreviews',
  'subjectaccessreviews',
  'localsubjectaccessreviews',
  'tokenreviews',
]);

export function changesSomething(rule: PolicyRule): boolean {
  return rule.verbs.some((verb) => CHANGES.has(verb));
}

/** How much a wildcard takes in: everything there is, everything of a built-in group, or nothing that counts. */
export function wildcardOf(rule: PolicyRule): 'everything' | 'group' | undefined {
  if (!rule.resources.includes('*') || rule.resourceNames.length > 0 || !changesSomething(rule))
    return undefined;
  if (rule.apiGroups.includes('*')) return 'everything';
  return rule.apiGroups.some((group) => BUILT_IN.has(group)) ? 'group' : undefined;
}

/** Does it let every Secret be read? */
export function readsSecrets(rule: PolicyRule): boolean {
  return (
    rule.verbs.some((verb) => READS.has(verb)) &&
    (rule.apiGroups.includes('*') || rule.apiGroups.includes('')) &&
    (rule.resources.includes('*') || rule.resources.includes('secrets')) &&
    rule.resourceNames.length === 0
  );
}

/** Does it let something be changed that counts: neither an event, nor a lease, nor a question about rights? */
export function changesThatCount(rule: PolicyRule): boolean {
  if (!changesSomething(rule) || rule.apiGroups.length === 0) return false;
  return rule.resources.some((resource) => {
    const [plural = ''] = resource.split('/');
    return !HARMLESS.has(plural) && !resource.endsWith('/*');
  });
}

/** Does it give a verb on a resource of the RBAC API? `*` counts for a verb, and for a resource of that group. */
export function givesRbacVerb(rule: PolicyRule, verb: 'bind' | 'escalate'): boolean {
  return (
    (rule.verbs.includes(verb) || rule.verbs.includes('*')) &&
    (rule.apiGroups.includes('*') || rule.apiGroups.includes('rbac.authorization.k8s.io')) &&
    rule.resources.some((one) => one === '*' || one === 'roles' || one === 'clusterroles')
  );
}
