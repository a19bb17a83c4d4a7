import type { AccessRequest, PolicyRule, Role } from '../../model/rbac.ts';
import { ruleAllows } from './match.ts';

interface RuleOfRole {
  readonly role: Role;
  readonly rule: PolicyRule;
}

/** Finds the rules of all roles that allow a request without trying each. */
export class RuleIndex {
  readonly #byResource = new Map<string, RuleOfRole[]>();
  readonly #withPaths: RuleOfRole[] = [];

  constructor(roles: readonly Role[]) {
    for (const role of roles) {
      for (const rule of role.rules) {
        if (rule.nonResourceURLs.length > 0) this.#withPaths.push({ role, rule });
        for (const resource of new Set(rule.resources)) {
          const list = this.#byResource.get(resource);
          if (list === undefined) this.#byResource.set(resource, [{ role, rule }]);
          else list.push({ role, rule });
        }
      }
    }
  }

  allowing(
    request: AccessRequest,
  ): readonly { readonly role: Role; readonly rules: readonly PolicyRule[] }[] {
    const rules = new Map<Role, Set<PolicyRule>>();
    for (const { role, rule } of this.#candidates(request)) {
      if (!ruleAllows(rule, request)) continue;
      const known = rules.get(role);
      if (known === undefined) rules.set(role, new Set([rule]));
      else known.add(rule);
    }
    return [...rules].map(([role, found]) => ({ role, rules: [...found] }));
  }

  #candidates(request: AccessRequest): readonly RuleOfRole[] {
    if (request.nonResourcePath !== undefined) return this.#withPaths;
    const { resource, subresource } = request;
    const keys =
      subresource === undefined || subresource === ''
        ? ['*', resource]
        : ['*', `${resource}/${subresource}`, `*/${subresource}`];
    return [...new Set(keys)].flatMap((key) => this.#byResource.get(key) ?? []);
  }
}
