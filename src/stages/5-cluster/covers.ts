import type { PolicyRule } from '../../model/rbac.ts';
import { pathMatches } from './match.ts';

/** The five parts of a rule that say what it allows. */
export type RuleContent = Omit<PolicyRule, 'at'>;

/**
 * Does whoever holds `owned` hold all of `wanted`, as the escalation check of the API server asks
 * (`k8s.io/component-helpers` `auth/rbac/validation.Covers`)? Each single combination of `wanted` must be
 * covered by one rule of `owned`.
 */
export function covers(owned: readonly RuleContent[], wanted: readonly RuleContent[]): boolean {
  return wanted.every((rule) => single(rule).every((one) => owned.some((owner) => ruleCovers(owner, one))));
}

interface Single {
  readonly verb: string;
  readonly group?: string;
  readonly resource?: string;
  readonly name?: string;
  readonly path?: string;
}

function single(rule: RuleContent): readonly Single[] {
  const names = rule.resourceNames.length === 0 ? [undefined] : rule.resourceNames;
  const resources = rule.apiGroups.flatMap((group) =>
    rule.resources.flatMap((resource) =>
      rule.verbs.flatMap((verb) =>
        names.map((name) => ({ verb, group, resource, ...(name === undefined ? {} : { name }) })),
      ),
    ),
  );
  const paths = rule.nonResourceURLs.flatMap((path) => rule.verbs.map((verb) => ({ verb, path })));
  return [...resources, ...paths];
}

function ruleCovers(owner: RuleContent, one: Single): boolean {
  if (!hasOrAll(owner.verbs, one.verb)) return false;
  if (one.path !== undefined) return pathMatches(owner, one.path);
  const { group = '', resource = '', name } = one;
  if (!hasOrAll(owner.apiGroups, group) || !coversResource(owner.resources, resource)) return false;
  return owner.resourceNames.length === 0 || (name !== undefined && owner.resourceNames.includes(name));
}

function hasOrAll(list: readonly string[], one: string): boolean {
  return list.includes('*') || list.includes(one);
}

function coversResource(owned: readonly string[], resource: string): boolean {
  if (hasOrAll(owned, resource)) return true;
  const slash = resource.indexOf('/');
  return slash !== -1 && owned.includes(`*${resource.slice(slash)}`);
}
