import type { PolicyRule } from '../../../model/rbac.ts';
import { wildcardOf } from '../../../stages/5-cluster/rule-power.ts';
import type { Control } from '../../control.ts';
import { judgeRights } from '../../judge-rights.ts';

export const control: Control = {
  id: 'cluster/impersonation-is-not-granted',
  title: 'Nobody may act as whomever they choose',
  severity: 'high',
  evaluate: (facts) =>
    judgeRights(facts, {
      severity: 'high',
      holds: 'no role in view lets its holder act as others without limit',
      concerns: (rule) => wildcardOf(rule) === undefined && impersonates(rule),
      opens: ['ID-IMP-USER', 'ID-IMP-GROUP', 'ID-IMP-SA'],
      says: (role, rule) => `${role} lets its holder act as ${whom(rule)}, and so hold whatever they hold.`,
    }),
};

const KINDS: readonly string[] = ['users', 'groups', 'serviceaccounts'];

/** A list of names is a choice that somebody made, but for the group that is allowed everything. */
function impersonates(rule: PolicyRule): boolean {
  return (
    (rule.verbs.includes('impersonate') || rule.verbs.includes('*')) &&
    (rule.apiGroups.includes('*') || rule.apiGroups.includes('')) &&
    rule.resources.some((one) => one === '*' || KINDS.includes(one)) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes('system:masters')) &&
    !onlyAccountsByWildcard(rule)
  );
}

/** `verbs: ['*']` on service accounts is how the objects are managed; that it also impersonates is the lesser part. */
function onlyAccountsByWildcard({ verbs, resources }: PolicyRule): boolean {
  return !verbs.includes('impersonate') && !resources.some((one) => one === 'users' || one === 'groups');
}

function whom({ resources, resourceNames }: PolicyRule): string {
  if (resourceNames.length > 0) return resourceNames.join(', ');
  const kinds = resources.includes('*') ? KINDS : KINDS.filter((kind) => resources.includes(kind));
  return `any of ${kinds.map((kind) => (kind === 'serviceaccounts' ? 'the service accounts' : `the ${kind}`)).join(', ')}`;
}
