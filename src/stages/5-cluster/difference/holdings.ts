import type { PolicyRule, RbacSubject, Role } from '../../../model/rbac.ts';
import { meantBy, subjectKey } from '../ask/names.ts';
import type { Authorizer, Bound } from '../authorizer.ts';
import { requesterOf } from '../match.ts';

/** What one subject holds by itself. */
export interface Held {
  readonly subject: RbacSubject;
  /** What bindings give it itself, by content: the role's rules, and where they are bound. */
  readonly own: Map<string, Bound[]>;
}

/** Who holds what on one side. Two sides that share `words` call equal contents by equal numbers. */
export class Holdings {
  readonly authorizer: Authorizer;
  readonly held: ReadonlyMap<string, Held>;
  readonly #words: Map<string, number>;
  readonly #contents = new Map<Role, number>();

  constructor(authorizer: Authorizer, words: Map<string, number>) {
    this.authorizer = authorizer;
    this.#words = words;
    const held = new Map<string, Held>();
    for (const binding of authorizer.cluster.bindings) {
      const role = authorizer.roleOf(binding);
      if (role === undefined) continue;
      const content = `${this.#contentOf(role)} ${binding.namespace ?? ''}`;
      for (const subject of binding.subjects) {
        const who = meantBy(binding, subject);
        if (!meansSomebody(who)) continue;
        const key = subjectKey(who);
        const one = held.get(key) ?? { subject: who, own: new Map<string, Bound[]>() };
        held.set(key, one);
        const known = one.own.get(content);
        if (known === undefined) one.own.set(content, [{ binding, subject }]);
        else known.push({ binding, subject });
      }
    }
    this.held = held;
  }

  /** Equal for subjects that hold the same, themselves and by the groups that the API server adds. */
  allOf(subject: RbacSubject): string {
    const groups = [...requesterOf(subject).groups].map((name) => subjectKey({ kind: 'Group', name }));
    const contents = [subjectKey(subject), ...groups].flatMap((key) => [
      ...(this.held.get(key)?.own.keys() ?? []),
    ]);
    return [...new Set(contents)].sort().join('\n');
  }

  /** Equal for roles that say the same, in whatever order. */
  #contentOf(role: Role): number {
    const known = this.#contents.get(role);
    if (known !== undefined) return known;
    const text = [...new Set(role.rules.map(canonical))].sort().join('\n');
    const content = this.#words.get(text) ?? this.#words.size;
    this.#words.set(text, content);
    this.#contents.set(role, content);
    return content;
  }
}

/** Equal for rules that say the same, in whatever order. */
export function canonical(rule: PolicyRule): string {
  const known = texts.get(rule);
  if (known !== undefined) return known;
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  const text = JSON.stringify(
    [verbs, apiGroups, resources, resourceNames, nonResourceURLs].map((list) => [...new Set(list)].sort()),
  );
  texts.set(rule, text);
  return text;
}

/** Rules are never changed, and are asked for again and again. */
const texts = new WeakMap<PolicyRule, string>();

/** A service account without a namespace is nobody; `system:masters` is asked for nothing. */
function meansSomebody({ kind, name, namespace }: RbacSubject): boolean {
  if (kind === 'ServiceAccount') return namespace !== undefined;
  return kind !== 'Group' || name !== 'system:masters';
}
