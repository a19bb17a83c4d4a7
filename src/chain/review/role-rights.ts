import { createHash } from 'node:crypto';
import type { Rights } from '../../model/access-diff.ts';
import type { Sha256 } from '../../model/ledger.ts';
import type { Binding, Role } from '../../model/rbac.ts';
import { SEVERITIES, type Severity } from '../../model/verdict.ts';
import { effectiveGrant } from '../../stages/5-cluster/ask/what-can.ts';
import type { Authorizer, HeldRule } from '../../stages/5-cluster/authorizer.ts';
import { dangerOf } from '../../stages/5-cluster/difference/danger.ts';
import { escalations } from '../../stages/5-cluster/escalation/escalations.ts';
import type { Surroundings } from '../../stages/5-cluster/escalation/primitive.ts';
import { surroundingsOf } from '../../stages/5-cluster/escalation/surroundings.ts';

/** What a binding gives, for people: the gravest first. */
export interface SaidRights {
  readonly rights: readonly string[];
  /** SHA-256 of all of it. */
  readonly gives: Sha256;
  readonly danger: Severity;
}

/** Says what bindings of one cluster give; each role in each place is judged once. */
export class RoleRights {
  readonly #authorizer: Authorizer;
  readonly #say: (rights: Rights) => string;
  readonly #known: Map<Role, Map<string, SaidRights>> = new Map();
  #around: Surroundings | undefined;

  /** `say`: rights in words. */
  constructor(authorizer: Authorizer, say: (rights: Rights) => string) {
    this.#authorizer = authorizer;
    this.#say = say;
  }

  /** Of a role that is not in view nobody can say what it gives, so it is taken for grave. */
  of(binding: Binding): SaidRights {
    const role = this.#authorizer.roleOf(binding);
    if (role === undefined) {
      const { kind, name } = binding.roleRef;
      const text = `whatever ${kind} ${name} allows, which is not in view`;
      return { rights: [text], gives: sha256(text), danger: 'high' };
    }
    const places = this.#known.get(role) ?? new Map<string, SaidRights>();
    this.#known.set(role, places);
    const place = binding.kind === 'ClusterRoleBinding' ? '' : (binding.namespace ?? '');
    const known = places.get(place) ?? this.#judge(binding, role);
    places.set(place, known);
    return known;
  }

  #judge(binding: Binding, role: Role): SaidRights {
    this.#around ??= surroundingsOf(this.#authorizer);
    const around = this.#around;
    const namespace = binding.kind === 'ClusterRoleBinding' ? null : (binding.namespace ?? '');
    const [subject] = binding.subjects;
    if (subject === undefined) return { rights: [], gives: sha256('[]'), danger: 'info' };
    const held = role.rules.map((rule): HeldRule => ({ rule, namespace, role, binding, subject }));
    const said = held.flatMap((one) => {
      const grant = effectiveGrant(this.#authorizer, one);
      if (grant === undefined) return [];
      return { grant, text: this.#say(grant), danger: dangerOf({ ...grant, via: [one] }, around).danger };
    });
    const together = escalations(held, around).map(({ severity }) => severity);
    const sorted = said.toSorted(
      (one, other) => rank(one.danger) - rank(other.danger) || (one.text < other.text ? -1 : 1),
    );
    const all = [...sorted.map(({ danger }) => danger), ...together];
    return {
      rights: bounded([...new Set(sorted.map(({ text }) => text))]),
      gives: sha256(JSON.stringify([...new Set(said.map(({ grant }) => canonical(grant)))].sort())),
      danger: SEVERITIES.find((severity) => all.includes(severity)) ?? 'info',
    };
  }
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

const MOST_SAID = 12;

function bounded(rights: readonly string[]): readonly string[] {
  if (rights.length <= MOST_SAID) return rights;
  return [...rights.slice(0, MOST_SAID - 1), `and ${rights.length - MOST_SAID + 1} rights more`];
}

function canonical({ verbs, groups, resources, names, nonResourceURLs }: Rights): string {
  const lists = [verbs, groups, resources, names ?? [], nonResourceURLs ?? []];
  return JSON.stringify(lists.map((list) => [...new Set(list)].sort()));
}

function sha256(text: string): Sha256 {
  return createHash('sha256').update(text).digest('hex');
}
