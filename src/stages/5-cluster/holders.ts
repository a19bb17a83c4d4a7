import type { PolicyRule, RbacSubject } from '../../model/rbac.ts';
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

/** Who holds each rule of a cluster, aggregation included. */
export class Holders {
  readonly #byRule = new Map<PolicyRule, Holder[]>();

  /** `agents`: further accounts, as `namespace/name`, by which agents apply. */
  constructor(authorizer: Authorizer, agents: ReadonlySet<string>) {
    for (const binding of authorizer.cluster.bindings) {
      const seen = new Set<string>();
      for (const subject of binding.subjects) {
        const who = meantBy(binding, subject);
        if (who.kind === 'ServiceAccount' && who.namespace === undefined) continue;
        if (seen.has(subjectKey(who))) continue;
        seen.add(subjectKey(who));
        for (const held of authorizer.rulesOf({ binding, subject }))
          this.#add({ ...held, who, kind: kindOfHolder(who, agents) });
      }
    }
  }

  of(rule: PolicyRule): readonly Holder[] {
    return this.#byRule.get(rule) ?? [];
  }

  #add(holder: Holder): void {
    const known = this.#byRule.get(holder.rule);
    if (known === undefined) this.#byRule.set(holder.rule, [holder]);
    else known.push(holder);
  }
}
