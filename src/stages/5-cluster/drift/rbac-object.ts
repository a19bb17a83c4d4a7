import { pooled, pooledText } from '../../../formats/json/pooled.ts';
import type { KubeObject } from '../../../formats/kubernetes/object.ts';
import { child, entriesOf } from '../../../formats/yaml/access.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import { fileLocation } from '../../../model/location.ts';
import type { Binding, ObjectName, Role } from '../../../model/rbac.ts';
import { AUTOUPDATE } from '../compose.ts';
import { GRANTING_KINDS, readCluster } from '../read.ts';

/** A role or a binding. */
export type RbacObject = Role | Binding;

const API = 'rbac.authorization.k8s.io/v1';

/** An object of the four kinds that grant, as it is kept: nothing of its text. */
export interface ReadRbac {
  /** `rbacKey` of it. */
  readonly key: string;
  /** Absent where it cannot be decoded. */
  readonly object?: RbacObject;
  readonly refused?: string;
}

/** Reads one object of a kind that grants; `undefined` for others, and for one without a name. */
export function readRbac(object: KubeObject): ReadRbac | undefined {
  if (!GRANTING_KINDS.has(object.kind) || !object.apiVersion.startsWith('rbac.authorization.k8s.io/'))
    return undefined;
  const { roles, bindings, unknown } = readCluster('', [object]);
  const read = roles[0] ?? bindings[0];
  if (read !== undefined && unknown.length === 0) return { key: rbacKey(read), object: compact(read) };
  if (object.name === undefined) return undefined;
  const key = rbacKey({
    kind: object.kind,
    name: object.name,
    ...(NAMESPACED.has(object.kind) ? { namespace: object.namespace ?? 'default' } : {}),
  });
  return { key, refused: unknown[0]?.reason ?? `${object.kind} ${object.name} cannot be read` };
}

const NAMESPACED: ReadonlySet<string> = new Set(['Role', 'RoleBinding']);

/** One string that means the object, and no other. */
export function rbacKey({ kind, namespace, name }: ObjectName | ObjectRef): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}

/** The key of the role that a binding refers to; `undefined` where there can be none. */
export function roleKeyOf(binding: Binding): string | undefined {
  const { kind, name } = binding.roleRef;
  if (kind === 'ClusterRole') return rbacKey({ kind, name });
  return binding.namespace === undefined ? undefined : rbacKey({ kind, name, namespace: binding.namespace });
}

export function isBinding(one: RbacObject): one is Binding {
  return 'roleRef' in one;
}

/** An object by its name, as entries name it. */
export function refOf({ kind, name, namespace }: RbacObject): ObjectRef {
  return { apiVersion: API, kind, ...(namespace === undefined ? {} : { namespace }), name };
}

/** Without what is only read by people, with one location for all of it, and with texts that others share. */
function compact(one: RbacObject): RbacObject {
  const at = fileLocation({ path: pooledText(`live: ${rbacKey(one)}`) });
  const { name, namespace } = one;
  const named = { name, ...(namespace === undefined ? {} : { namespace }), labels: {}, annotations: {} };
  if (isBinding(one)) {
    const { roleRef, subjects } = one;
    const subjectsAt = subjects.map((subject) => ({ ...pooled(bareSubject(subject)), at }));
    return {
      ...pooled({ kind: one.kind, ...named, roleRef: { kind: roleRef.kind, name: roleRef.name } }),
      subjects: subjectsAt,
      at,
    };
  }
  const { rules, aggregates, labels, annotations } = one;
  const kept = AUTOUPDATE in annotations ? { [AUTOUPDATE]: annotations[AUTOUPDATE] } : {};
  const role = { ...named, kind: one.kind, labels, annotations: kept };
  return {
    ...pooled({ ...role, ...(aggregates === undefined ? {} : { aggregates }) }),
    rules: rules.map((rule) => ({ ...pooled(bareRule(rule)), at })),
    at,
  };
}

function bareSubject({ kind, name, namespace }: Binding['subjects'][number]) {
  return { kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function bareRule({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: Role['rules'][number]) {
  return { verbs, apiGroups, resources, resourceNames, nonResourceURLs };
}

/** Labels or annotations of an object as written. */
export function metadataOf(object: KubeObject, field: 'labels' | 'annotations'): ReadonlyMap<string, string> {
  return new Map(
    entriesOf(child(object.root, 'metadata', field)).flatMap(({ key, value }) =>
      value.kind === 'scalar' ? [[key.source, value.source] as const] : [],
    ),
  );
}
