import type { KubeObject } from '../../../formats/kubernetes/object.ts';
import { child, textOf } from '../../../formats/yaml/access.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import type { RbacSubject } from '../../../model/rbac.ts';
import { subjectKey } from '../ask/names.ts';
import { Authorizer } from '../authorizer.ts';
import { withDefaults } from '../compose.ts';
import type { DefaultPolicy } from '../defaults.ts';
import type { Surroundings } from '../escalation/primitive.ts';
import { surroundingsOf } from '../escalation/surroundings.ts';
import { meaningOf } from '../meaning.ts';
import { RbacIndex } from './rbac-index.ts';
import { isBinding, type RbacObject, rbacKey, readRbac, refOf, roleKeyOf } from './rbac-object.ts';
import { View } from './slice.ts';
import { Either, type World } from './world.ts';

/** A namespace or service account as far as it matters here. */
export interface LiveName {
  readonly uid?: string;
  readonly terminating: boolean;
}

/** The four kinds that grant, and the two that say where. */
export type LiveKind =
  | 'Role'
  | 'ClusterRole'
  | 'RoleBinding'
  | 'ClusterRoleBinding'
  | 'Namespace'
  | 'ServiceAccount';

/**
 * Who may do what in one cluster, as it is and as Git has it, kept up to date object by object: a change costs what the
 * object is long, and a question what it concerns.
 */
export class LiveRbac {
  readonly live: RbacIndex;
  readonly #git: RbacIndex;
  readonly #unreadable = new Map<string, string>();
  readonly #names = new Map<string, LiveName>();
  /** Live objects that count as if Git had them so. */
  readonly #accepted = new Set<string>();
  #desired = false;
  #namespacesListed = false;
  #surroundings: Surroundings | undefined;

  /** `handedOut` is called for each object that a question looks at. */
  constructor(handedOut?: () => void) {
    this.live = new RbacIndex(handedOut);
    this.#git = new RbacIndex(handedOut);
  }

  /** An object as it is now. Other kinds than `LiveKind` are passed over. */
  put(object: KubeObject): void {
    if (object.kind === 'Namespace' || object.kind === 'ServiceAccount') {
      if (object.name === undefined || object.apiVersion !== 'v1') return;
      const key = rbacKey({ kind: object.kind, name: object.name, ...namespaceOf(object) });
      const uid = textOf(child(object.root, 'metadata', 'uid'));
      const terminating = textOf(child(object.root, 'metadata', 'deletionTimestamp')) !== undefined;
      this.#names.set(key, { ...(uid === undefined ? {} : { uid }), terminating });
      return;
    }
    const read = readRbac(object);
    if (read === undefined) return;
    if (read.object === undefined) {
      this.live.remove(read.key);
      this.#unreadable.set(read.key, read.refused ?? 'it cannot be read');
    } else {
      this.#unreadable.delete(read.key);
      this.live.put(sameAs(this.#git.peek(read.key), read.object));
    }
  }

  /** An object that is gone. */
  remove(ref: ObjectRef): void {
    this.#removeKey(rbacKey(ref));
  }

  /** All objects of a kind: what is not among them is gone. */
  replace(kind: LiveKind, objects: Iterable<KubeObject>): void {
    const gone = new Set(
      [...this.live.keys(), ...this.#unreadable.keys(), ...this.#names.keys()].filter((key) =>
        key.startsWith(`${kind} `),
      ),
    );
    for (const object of objects) {
      if (object.kind !== kind || object.name === undefined) continue;
      this.put(object);
      gone.delete(rbacKey({ kind, name: object.name, ...namespaceOf(object) }));
    }
    for (const key of gone) this.#removeKey(key);
    if (kind === 'Namespace') this.#namespacesListed = true;
    this.#surroundings = undefined;
  }

  /**
   * What Git has: all objects of the four kinds, completed by the defaults of the release as its API server does. As long as
   * it was not said, or with `undefined`, everything that is live counts as if Git had it.
   */
  desire(objects: Iterable<KubeObject> | undefined, defaults: DefaultPolicy | undefined): void {
    this.#surroundings = undefined;
    this.#desired = objects !== undefined;
    const read = [...(objects ?? [])].flatMap((object) => readRbac(object)?.object ?? []);
    const roles = read.filter((one) => !isBinding(one));
    const bindings = read.filter(isBinding);
    const all =
      objects === undefined || defaults === undefined
        ? { roles, bindings }
        : withDefaults(
            { name: '', roles, bindings, serviceAccounts: [], namespaces: [], unknown: [] },
            defaults,
          );
    const gone = new Set(this.#git.keys());
    for (const one of [...all.roles, ...all.bindings]) {
      const key = rbacKey(one);
      gone.delete(key);
      this.#git.put(sameAs(this.live.peek(key), one));
    }
    for (const key of gone) this.#git.remove(key);
  }

  /** Says that a live object counts as if Git had it so: it is known, a default, an agent's that is on its way. */
  accept(ref: ObjectRef): void {
    this.#accepted.add(rbacKey(ref));
  }

  /** Says that what Git has counts again. */
  reject(ref: ObjectRef): void {
    this.#accepted.delete(rbacKey(ref));
  }

  /** What counts as given: Git's objects, and live ones that were accepted. */
  explained(): World {
    return this.#desired ? new Either(this.#git, this.live, (key) => this.#accepted.has(key)) : this.live;
  }

  /** Why a live object cannot be read. */
  unreadable(key: string): string | undefined {
    return this.#unreadable.get(key);
  }

  namespace(name: string): LiveName | undefined {
    return this.#names.get(rbacKey({ kind: 'Namespace', name }));
  }

  serviceAccount(namespace: string, name: string): LiveName | undefined {
    return this.#names.get(rbacKey({ kind: 'ServiceAccount', name, namespace }));
  }

  /** Is a namespace being deleted, or gone? False where namespaces were never listed and it is not known. */
  isLeaving(namespace: string): boolean {
    return this.namespace(namespace)?.terminating ?? this.#namespacesListed;
  }

  /** Bindings that mean a subject, wherever they are; a service account under whatever name it goes. */
  bindingsOf(subject: RbacSubject): readonly ObjectRef[] {
    return [...this.live.everywhere(subjectKey(subject))].map(refOf);
  }

  /** Bindings to a role. */
  bindingsTo(role: ObjectRef): readonly ObjectRef[] {
    return [...this.live.to(rbacKey(role))].map(refOf);
  }

  /**
   * Live objects that are not as Git has them and whose judgement may turn when this one changes: bindings of a role and
   * of those that gather it, and the roles of a binding and those that they gather. They are judged anew.
   */
  concernedBy(ref: ObjectRef): readonly ObjectRef[] {
    const key = rbacKey(ref);
    const view = new View(this.live);
    const found = new Map<string, RbacObject>();
    const add = (one: RbacObject | undefined): void => {
      if (one !== undefined && rbacKey(one) !== key && !this.#isExplained(one)) found.set(rbacKey(one), one);
    };
    const object = this.live.get(key);
    if (object !== undefined && isBinding(object)) {
      const role = view.role(roleKeyOf(object) ?? '');
      if (role !== undefined) for (const one of view.gathered(role)) add(this.live.get(one));
      return [...found.values()].map(refOf);
    }
    const holders = object === undefined ? new Set([key]) : view.holders(object);
    for (const one of [...holders, ...(object === undefined ? [] : view.gathered(object))])
      add(this.live.get(one));
    for (const one of holders) for (const binding of this.live.to(one)) add(binding);
    return [...found.values()].map(refOf);
  }

  /** As the whole cluster was when it was last listed, or when Git's state was last said. */
  surroundings(): Surroundings {
    this.#surroundings ??= this.#look();
    return this.#surroundings;
  }

  #look(): Surroundings {
    const all = [...this.live.all()];
    const roles = all.filter((one) => !isBinding(one));
    const bindings = all.filter(isBinding);
    const found = surroundingsOf(
      new Authorizer({ name: '', roles, bindings, serviceAccounts: [], namespaces: [], unknown: [] }),
    );
    return keptOf(
      found,
      roles.flatMap(({ kind, name }) => (kind === 'ClusterRole' ? [name] : [])),
    );
  }

  #isExplained(one: RbacObject): boolean {
    const key = rbacKey(one);
    if (!this.#desired || this.#accepted.has(key)) return true;
    const git = this.#git.get(key);
    return git !== undefined && meaningOf(git) === meaningOf(one);
  }

  #removeKey(key: string): void {
    this.live.remove(key);
    this.#unreadable.delete(key);
    this.#names.delete(key);
    this.#accepted.delete(key);
  }
}

/** The same for some ClusterRoles, without the cluster that it was found in. */
function keptOf(found: Surroundings, clusterRoles: readonly string[]): Surroundings {
  const powerful = new Set(clusterRoles.filter((name) => found.isPowerful(name)));
  return { ...found, isPowerful: isAmong(powerful) };
}

/** Apart, for it would hold on to all that is at hand where it is made. */
function isAmong(names: ReadonlySet<string>): (name: string) => boolean {
  return (name) => names.has(name);
}

/** One object for both worlds where they have the same. */
function sameAs(known: RbacObject | undefined, one: RbacObject): RbacObject {
  return known !== undefined && JSON.stringify(known) === JSON.stringify(one) ? known : one;
}

const NAMESPACED: ReadonlySet<string> = new Set(['Role', 'RoleBinding', 'ServiceAccount']);

function namespaceOf(object: KubeObject): { readonly namespace?: string } {
  return NAMESPACED.has(object.kind) ? { namespace: object.namespace ?? 'default' } : {};
}
