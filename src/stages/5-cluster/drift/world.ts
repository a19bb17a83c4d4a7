import type { Binding, LabelSelector, RbacSubject, Role } from '../../../model/rbac.ts';
import { selectorMatches } from '../aggregate.ts';
import { meantBy, subjectKey } from '../ask/names.ts';
import { isBinding, type RbacObject, rbacKey, roleKeyOf } from './rbac-object.ts';

/** The roles and bindings of a cluster as one may think of them, to be looked up: as they are, or as Git has them. */
export interface World {
  get(key: string): RbacObject | undefined;
  /** ClusterRoles that aggregate others. */
  aggregating(): Iterable<Role>;
  /** ClusterRoles that a selector selects. */
  selected(selector: LabelSelector): Iterable<Role>;
  /** Bindings that name a subject, by `subjectKey` of whom they mean; `null` = those of the whole cluster. */
  naming(subject: string, namespace: string | null): Iterable<Binding>;
  /** Bindings to a role, by its key. */
  to(role: string): Iterable<Binding>;
}

/** A world in which one object is another one, or absent. */
export class With implements World {
  readonly #world: World;
  readonly #key: string;
  readonly #object: RbacObject | undefined;

  constructor(world: World, key: string, object: RbacObject | undefined) {
    this.#world = world;
    this.#key = key;
    this.#object = object;
  }

  get(key: string): RbacObject | undefined {
    return key === this.#key ? this.#object : this.#world.get(key);
  }

  aggregating(): Iterable<Role> {
    return this.#instead(this.#world.aggregating(), isAggregating);
  }

  selected(selector: LabelSelector): Iterable<Role> {
    return this.#instead(
      this.#world.selected(selector),
      (one): one is Role => isClusterRole(one) && selectorMatches(selector, one.labels),
    );
  }

  naming(subject: string, namespace: string | null): Iterable<Binding> {
    return this.#instead(
      this.#world.naming(subject, namespace),
      (one): one is Binding =>
        isBinding(one) && (one.namespace ?? null) === namespace && subjectsOf(one).has(subject),
    );
  }

  to(role: string): Iterable<Binding> {
    return this.#instead(
      this.#world.to(role),
      (one): one is Binding => isBinding(one) && roleKeyOf(one) === role,
    );
  }

  *#instead<One extends RbacObject>(
    others: Iterable<One>,
    fits: (one: RbacObject) => one is One,
  ): Iterable<One> {
    for (const other of others) if (rbacKey(other) !== this.#key) yield other;
    if (this.#object !== undefined && fits(this.#object)) yield this.#object;
  }
}

/** Each object as one of two worlds has it. */
export class Either implements World {
  readonly #one: World;
  readonly #other: World;
  readonly #isOther: (key: string) => boolean;

  constructor(one: World, other: World, isOther: (key: string) => boolean) {
    this.#one = one;
    this.#other = other;
    this.#isOther = isOther;
  }

  get(key: string): RbacObject | undefined {
    return this.#isOther(key) ? this.#other.get(key) : this.#one.get(key);
  }
  aggregating(): Iterable<Role> {
    return this.#both(this.#one.aggregating(), this.#other.aggregating());
  }
  selected(selector: LabelSelector): Iterable<Role> {
    return this.#both(this.#one.selected(selector), this.#other.selected(selector));
  }
  naming(subject: string, namespace: string | null): Iterable<Binding> {
    return this.#both(this.#one.naming(subject, namespace), this.#other.naming(subject, namespace));
  }
  to(role: string): Iterable<Binding> {
    return this.#both(this.#one.to(role), this.#other.to(role));
  }

  *#both<One extends RbacObject>(ones: Iterable<One>, others: Iterable<One>): Iterable<One> {
    for (const one of ones) if (!this.#isOther(rbacKey(one))) yield one;
    for (const other of others) if (this.#isOther(rbacKey(other))) yield other;
  }
}

export function isClusterRole(one: RbacObject): one is Role {
  return one.kind === 'ClusterRole';
}

export function isAggregating(one: RbacObject): one is Role {
  return one.kind === 'ClusterRole' && one.aggregates !== undefined;
}

/** Whom a subject of a binding means. A service account without a namespace is nobody. */
export function subjectOf(binding: Binding, subject: RbacSubject): RbacSubject | undefined {
  const who = meantBy(binding, subject);
  return who.kind === 'ServiceAccount' && who.namespace === undefined ? undefined : who;
}

/** Whom a binding means, by `subjectKey`. */
export function subjectsOf(binding: Binding): ReadonlyMap<string, RbacSubject> {
  return new Map(
    binding.subjects.flatMap((subject) => {
      const who = subjectOf(binding, subject);
      return who === undefined ? [] : [[subjectKey(who), who]];
    }),
  );
}
