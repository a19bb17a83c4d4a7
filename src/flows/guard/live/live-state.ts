import { KeptJson } from '../../../formats/json/kept.ts';
import { pooled, pooledText } from '../../../formats/json/pooled.ts';
import type { KubeObject } from '../../../formats/kubernetes/object.ts';
import { objectKey } from '../../../ledger/facets.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import type { KubernetesObject, ResourceType } from '../../../ports/cluster.ts';
import {
  apiVersionOf,
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  NAMESPACES,
  ROLE_BINDINGS,
  ROLES,
  SERVICE_ACCOUNTS,
} from '../../../ports/cluster-kinds.ts';
import { isItsMeaning } from '../../../stages/5-cluster/drift/opt-outs.ts';
import { rbacMeaning } from '../../../stages/5-cluster/meaning.ts';
import { refOf } from '../names.ts';
import type { DriftJudge } from './judge.ts';
import { treeOf } from './tree.ts';

/** Bindings first: a role that nobody is bound to grants nothing. */
export const GUARDED: readonly ResourceType[] = [CLUSTER_ROLE_BINDINGS, ROLE_BINDINGS, CLUSTER_ROLES, ROLES];
/** What says how the others are to be read. */
export const SURROUNDING: readonly ResourceType[] = [NAMESPACES, SERVICE_ACCOUNTS];

const GUARDED_NAMES: ReadonlySet<string> = new Set(
  GUARDED.map((type) => `${apiVersionOf(type)} ${type.kind}`),
);

/** Is it of a kind that grants? */
export function isGuarded({ apiVersion, kind }: Pick<ObjectRef, 'apiVersion' | 'kind'>): boolean {
  return GUARDED_NAMES.has(`${apiVersion} ${kind}`);
}

/** One object that grants, as it is now. */
export interface LiveObject {
  readonly key: string;
  readonly ref: ObjectRef;
  readonly type: ResourceType;
  /** Without what each manager owns of it. Another copy each time. */
  readonly object: KubernetesObject;
  readonly uid: string;
  /** Equal where two grant the same in the same words. */
  readonly meaning: string;
  /** What it means is all there is to it. */
  readonly isItsMeaning?: boolean;
  /** Its `resourceVersion`. */
  readonly version?: string | undefined;
}

interface KeptFields extends Omit<LiveObject, 'object'> {
  readonly isItsMeaning: boolean;
  readonly kept: KeptJson<KubernetesObject>;
  readonly version: string | undefined;
}

/** In little memory, for there are ten thousand of them. */
class KeptLive implements LiveObject {
  readonly key: string;
  readonly ref: ObjectRef;
  readonly type: ResourceType;
  readonly kept: KeptJson<KubernetesObject>;
  readonly uid: string;
  readonly meaning: string;
  readonly isItsMeaning: boolean;
  /** Its `resourceVersion`. */
  readonly version: string | undefined;

  constructor({ key, ref, type, kept, uid, meaning, isItsMeaning: isAll, version }: KeptFields) {
    this.key = key;
    this.ref = ref;
    this.type = type;
    this.kept = kept;
    this.uid = uid;
    this.meaning = meaning;
    this.isItsMeaning = isAll;
    this.version = version;
  }

  get object(): KubernetesObject {
    return this.kept.read();
  }
}

/** An object changed; `before` is how it was, where it was there. */
export interface Noted {
  readonly key: string;
  readonly ref: ObjectRef;
  readonly before?: KubernetesObject;
}

/** What grants in one cluster, as far as it was told. Whoever judges is told first, of everything. */
export class LiveState {
  readonly #judge: DriftJudge;
  readonly #objects: Map<string, KeptLive> = new Map();
  readonly #namespaces: Map<string, { readonly uid: string; readonly terminating: boolean }> = new Map();
  readonly #listed: Set<ResourceType> = new Set();

  constructor(judge: DriftJudge) {
    this.#judge = judge;
  }

  /** Every kind was listed once. */
  get isComplete(): boolean {
    return [...GUARDED, ...SURROUNDING].every((type) => this.#listed.has(type));
  }

  get(key: string): LiveObject | undefined {
    return this.#objects.get(key);
  }

  keys(): readonly string[] {
    return [...this.#objects.keys()];
  }

  /** What one cluster has and no other: the uid of its own namespace. Empty where that was not seen. */
  get identity(): string {
    return this.#namespaces.get('kube-system')?.uid ?? '';
  }

  put(type: ResourceType, given: KubernetesObject): Noted | undefined {
    const object = trimmed(type, given);
    const tree = treeOf(object);
    if (tree === undefined) this.#judge.remove(refOf(type, object));
    else this.#judge.put(tree);
    return this.#keep(type, object, tree);
  }

  remove(type: ResourceType, { metadata }: Pick<KubernetesObject, 'metadata'>): Noted | undefined {
    const ref = refOf(type, { apiVersion: apiVersionOf(type), kind: type.kind, metadata });
    this.#judge.remove(ref);
    if (type === NAMESPACES) this.#namespaces.delete(ref.name);
    if (!GUARDED.includes(type)) return undefined;
    const key = objectKey(ref);
    const before = this.#objects.get(key);
    this.#objects.delete(key);
    return before === undefined ? undefined : { key, ref, before: before.object };
  }

  /** The complete list of a kind; answers with what is not as it was. */
  replace(type: ResourceType, objects: readonly KubernetesObject[]): readonly Noted[] {
    const trees: KubeObject[] = [];
    const noted: Noted[] = [];
    const there = new Set<string>();
    if (type === NAMESPACES) this.#namespaces.clear();
    for (const given of objects) {
      const object = trimmed(type, given);
      const tree = treeOf(object);
      if (tree !== undefined) trees.push(tree);
      there.add(objectKey(refOf(type, object)));
      const one = this.#keep(type, object, tree);
      if (one !== undefined) noted.push(one);
    }
    this.#judge.replace(type.kind, trees);
    for (const [key, before] of this.#objects) {
      if (before.type !== type || there.has(key)) continue;
      this.#objects.delete(key);
      noted.push({ key, ref: before.ref, before: before.object });
    }
    this.#listed.add(type);
    return noted;
  }

  #keep(type: ResourceType, object: KubernetesObject, tree: KubeObject | undefined): Noted | undefined {
    const { uid = '', resourceVersion, deletionTimestamp } = object.metadata;
    if (type === NAMESPACES)
      this.#namespaces.set(object.metadata.name, { uid, terminating: deletionTimestamp !== undefined });
    if (!GUARDED.includes(type)) return undefined;
    const ref = pooled(refOf(type, object));
    const key = pooledText(objectKey(ref));
    const before = this.#objects.get(key);
    if (before?.uid === uid && before.version === resourceVersion) return undefined;
    const read = tree === undefined ? undefined : rbacMeaning(tree);
    const fields = {
      meaning: pooledText(read ?? plainMeaning(object)),
      isItsMeaning: tree !== undefined && read !== undefined && isItsMeaning(tree),
      version: resourceVersion,
    };
    this.#objects.set(key, new KeptLive({ key, ref, type, kept: new KeptJson(object), uid, ...fields }));
    return { key, ref, ...(before === undefined ? {} : { before: before.object }) };
  }
}

/** Lists leave the kind out, and `fieldsV1` is longer than all the rest. */
function trimmed(type: ResourceType, object: KubernetesObject): KubernetesObject {
  const { managedFields, ...metadata } = object.metadata;
  const managers = (Array.isArray(managedFields) ? managedFields : []).map(withoutFields);
  return {
    ...object,
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    metadata: { ...metadata, ...(managers.length === 0 ? {} : { managedFields: managers }) },
  };
}

function withoutFields(manager: unknown): object {
  const { fieldsV1: _, ...said } = manager instanceof Object ? (manager as Record<string, unknown>) : {};
  return said;
}

/** Of what cannot be read as RBAC: all that may grant, as it stands. */
function plainMeaning(object: KubernetesObject): string {
  const { rules, aggregationRule, roleRef, subjects } = object;
  return JSON.stringify([rules, aggregationRule, roleRef, subjects, object.metadata.labels]);
}
