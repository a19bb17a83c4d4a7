import type { Binding, PolicyRule, RbacSubject, Role } from '../../model/rbac.ts';
import { meantBy, subjectKey } from './ask/names.ts';
import type { Authorizer, HeldRule } from './authorizer.ts';
import { isAgentAccount, isPlatformAccount } from './known-controllers.ts';

/**
 * What kind of somebody a subject is. `everyone`: whoever can sign in, or cannot; `people`: a user or group;
 * `account`: a service account; `platform`: one of a known controller; `agent`: one by which Git is applied;
 * `system`: a part of Kubernetes itself.
 */
export type HolderKind = 'everyone' | 'people' | 'account' | 'platform' | 'agent' | 'system';

/** Somebody who holds a rule, and how. */
export interface Holder extends HeldRule {
  readonly who: RbacSubject;
  readonly kind: HolderKind;
}

const EVERYONE: ReadonlySet<string> = new Set([
  'system:authenticated',
  'system:unauthenticated',
  'system:serviceaccounts',
  'system:authenticated:oauth',
]);

/** True for subjects that mean everybody, or everybody of the machines. */
export function isEveryone({ kind, name }: RbacSubject): boolean {
  return kind === 'Group' ? EVERYONE.has(name) : kind === 'User' && name === 'system:anonymous';
}

export function kindOfHolder(who: RbacSubject, agents: ReadonlySet<string>): HolderKind {
  const { kind, name, namespace = '' } = who;
  if (kind === 'ServiceAccount') {
    if (agents.has(`${namespace}/${name}`) || isAgentAccount(namespace, name)) return 'agent';
    return isPlatformAccount(namespace, name) ? 'platform' : 'account';
  }
  if (isEveryone(who)) return 'everyone';
  if (kind === 'Group' && name.startsWith('system:serviceaccounts:')) return 'account';
  return name.startsWith('system:') ? 'system' : 'people';
}

/** Who holds each rule of a cluster, aggregation included; found when it is asked for, because few rules are. */
export class Holders {
  readonly #authorizer: Authorizer;
  readonly #agents: ReadonlySet<string>;
  readonly #byRule = new Map<PolicyRule, readonly Holder[]>();
  #roles: ReadonlyMap<PolicyRule, readonly Role[]> | undefined;
  #places: ReadonlyMap<Binding, number> | undefined;

  /** `agents`: further accounts, as `namespace/name`, by which agents apply. */
  constructor(authorizer: Authorizer, agents: ReadonlySet<string>) {
    this.#authorizer = authorizer;
    this.#agents = agents;
  }

  /** In the order of the bindings. */
  of(rule: PolicyRule): readonly Holder[] {
    const known = this.#byRule.get(rule);
    if (known !== undefined) return known;
    const found = this.#bindingsWith(rule).flatMap((binding) => this.#heldBy(binding, rule));
    this.#byRule.set(rule, found);
    return found;
  }

  #bindingsWith(rule: PolicyRule): readonly Binding[] {
    this.#roles ??= rolesByRule(this.#authorizer.cluster.roles);
    const found = (this.#roles.get(rule) ?? []).flatMap((role) => this.#authorizer.bindingsTo(role));
    if (found.length < 2) return found;
    this.#places ??= new Map(this.#authorizer.cluster.bindings.map((binding, at) => [binding, at]));
    const place = (binding: Binding): number => this.#places?.get(binding) ?? 0;
    return found.sort((one, other) => place(one) - place(other));
  }

  #heldBy(binding: Binding, rule: PolicyRule): readonly Holder[] {
    const seen = new Set<string>();
    return binding.subjects.flatMap((subject): readonly Holder[] => {
      const who = meantBy(binding, subject);
      if (who.kind === 'ServiceAccount' && who.namespace === undefined) return [];
      if (seen.has(subjectKey(who))) return [];
      seen.add(subjectKey(who));
      const kind = kindOfHolder(who, this.#agents);
      return this.#authorizer
        .rulesOf({ binding, subject }, rule)
        .map((held): Holder => ({ ...held, who, kind }));
    });
  }
}

function rolesByRule(roles: readonly Role[]): ReadonlyMap<PolicyRule, readonly Role[]> {
  const found = new Map<PolicyRule, Role[]>();
  for (const role of roles)
    for (const rule of new Set(role.rules)) {
      const known = found.get(rule);
      if (known === undefined) found.set(rule, [role]);
      else known.push(role);
    }
  return found;
}
