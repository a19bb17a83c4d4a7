import { pooledText } from '../../../formats/json/pooled.ts';
import type { Binding, LabelSelector, Role } from '../../../model/rbac.ts';
import { selectorMatches } from '../aggregate.ts';
import { isBinding, type RbacObject, rbacKey, roleKeyOf } from './rbac-object.ts';
import { isAggregating, isClusterRole, subjectsOf, type World } from './world.ts';

/** Roles and bindings, found by subject, by role and by label. To put one in or to take it out costs what it is long. */
export class RbacIndex implements World {
  readonly #objects = new Map<string, RbacObject>();
  readonly #aggregating = new Map<string, Role>();
  readonly #bySubject = new Groups<Binding>();
  /** By namespace, '' for the whole cluster. */
  readonly #byPlace = new Map<string, Groups<Binding>>();
  readonly #byRole = new Groups<Binding>();
  readonly #byLabel = new Groups<Role>();
  readonly #clusterRoles = new Map<string, Role>();
  readonly #handedOut: () => void;

  /** `handedOut` is called for each object that a look-up hands out. */
  constructor(handedOut: () => void = () => undefined) {
    this.#handedOut = handedOut;
  }

  get size(): number {
    return this.#objects.size;
  }

  keys(): IterableIterator<string> {
    return this.#objects.keys();
  }

  put(object: RbacObject): void {
    const key = pooledText(rbacKey(object));
    this.remove(key);
    this.#objects.set(key, object);
    if (isBinding(object)) {
      const place = this.#placeOf(object);
      for (const one of subjectsOf(object).keys()) {
        const subject = pooledText(one);
        this.#bySubject.add(subject, key, object);
        place.add(subject, key, object);
      }
      const role = roleKeyOf(object);
      if (role !== undefined) this.#byRole.add(role, key, object);
    } else if (isClusterRole(object)) {
      this.#clusterRoles.set(key, object);
      if (isAggregating(object)) this.#aggregating.set(key, object);
      for (const [label, value] of Object.entries(object.labels))
        this.#byLabel.add(labelled(label, value), key, object);
    }
  }

  remove(key: string): void {
    const object = this.#objects.get(key);
    if (object === undefined) return;
    this.#objects.delete(key);
    if (isBinding(object)) {
      const place = this.#placeOf(object);
      for (const subject of subjectsOf(object).keys()) {
        this.#bySubject.remove(subject, key);
        place.remove(subject, key);
      }
      if (place.size === 0) this.#byPlace.delete(placeName(object));
      const role = roleKeyOf(object);
      if (role !== undefined) this.#byRole.remove(role, key);
    } else {
      this.#clusterRoles.delete(key);
      this.#aggregating.delete(key);
      for (const [label, value] of Object.entries(object.labels))
        this.#byLabel.remove(labelled(label, value), key);
    }
  }

  get(key: string): RbacObject | undefined {
    const object = this.#objects.get(key);
    if (object !== undefined) this.#handedOut();
    return object;
  }

  /** The same, and it is not counted as handed out: nobody asks what it grants. */
  peek(key: string): RbacObject | undefined {
    return this.#objects.get(key);
  }

  /** All there are; for whoever looks at a whole cluster. */
  all(): Iterable<RbacObject> {
    return this.#out(this.#objects.values());
  }

  clusterRoleKeys(): Iterable<string> {
    return this.#clusterRoles.keys();
  }

  aggregating(): Iterable<Role> {
    return this.#out(this.#aggregating.values());
  }

  *selected(selector: LabelSelector): Iterable<Role> {
    for (const role of this.#out(this.#candidates(selector)))
      if (selectorMatches(selector, role.labels)) yield role;
  }

  naming(subject: string, namespace: string | null): Iterable<Binding> {
    return this.#out(this.#byPlace.get(namespace ?? '')?.of(subject) ?? []);
  }

  /** Bindings that name a subject, in all places. */
  everywhere(subject: string): Iterable<Binding> {
    return this.#out(this.#bySubject.of(subject));
  }

  to(role: string): Iterable<Binding> {
    return this.#out(this.#byRole.of(role));
  }

  /** The fewest that one of the selector's labels leaves; all where it names none. */
  #candidates({ matchLabels }: LabelSelector): Iterable<Role> {
    const labels = Object.entries(matchLabels).map(([label, value]) => labelled(label, value));
    const [first] = labels.sort((a, b) => this.#byLabel.count(a) - this.#byLabel.count(b));
    return first === undefined ? this.#clusterRoles.values() : this.#byLabel.of(first);
  }

  #placeOf(binding: Binding): Groups<Binding> {
    const name = placeName(binding);
    const known = this.#byPlace.get(name) ?? new Groups<Binding>();
    this.#byPlace.set(name, known);
    return known;
  }

  *#out<One>(objects: Iterable<One>): Iterable<One> {
    for (const object of objects) {
      this.#handedOut();
      yield object;
    }
  }
}

function placeName({ namespace }: Binding): string {
  return namespace ?? '';
}

function labelled(label: string, value: string): string {
  return `${label}=${value}`;
}

/** Members by group, each under the key of its own. Most groups have one member, and a map of one is ten times as large. */
class Groups<Member extends RbacObject> {
  readonly #groups = new Map<string, Member | Map<string, Member>>();

  get size(): number {
    return this.#groups.size;
  }

  add(group: string, key: string, member: Member): void {
    const known = this.#groups.get(group);
    if (known instanceof Map) known.set(key, member);
    else if (known === undefined || rbacKey(known) === key) this.#groups.set(group, member);
    else
      this.#groups.set(
        group,
        new Map([
          [rbacKey(known), known],
          [key, member],
        ]),
      );
  }

  remove(group: string, key: string): void {
    const known = this.#groups.get(group);
    if (known instanceof Map) known.delete(key);
    const isEmpty = known instanceof Map ? known.size === 0 : known !== undefined && rbacKey(known) === key;
    if (isEmpty) this.#groups.delete(group);
  }

  of(group: string): Iterable<Member> {
    const known = this.#groups.get(group);
    if (known === undefined) return [];
    return known instanceof Map ? known.values() : [known];
  }

  count(group: string): number {
    const known = this.#groups.get(group);
    return known instanceof Map ? known.size : known === undefined ? 0 : 1;
  }
}
