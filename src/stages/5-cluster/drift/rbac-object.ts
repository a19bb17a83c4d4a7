import { pooled, pooledText, shared } from '../../../formats/json/pooled.ts';
import type { KubeObject } from '../../../formats/kubernetes/object.ts';
import { child, entriesOf } from '../../../formats/yaml/access.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import { fileLocation } from '../../../model/location.ts';
import type { Binding, ObjectName, Role } from '../../../model/rbac.ts';
import { AUTOUPDATE } from '../compose.ts';
import { aggregationLabels } from '../meaning.ts';
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

/** Where what is kept is written counts for nobody. */
const AT = fileLocation({ path: '' });
const NONE = {};

/** Without what is only read by people, and sharing with others what is the same. */
function compact(one: RbacObject): RbacObject {
  const { name, namespace } = one;
  const named = {
    name: pooledText(name),
    ...(namespace === undefined ? {} : { namespace: pooledText(namespace) }),
  };
  if (isBinding(one)) {
    const { kind, roleRef, subjects } = one;
    return {
      kind,
      ...named,
      labels: NONE,
      annotations: NONE,
      roleRef: shared({ kind: roleRef.kind, name: roleRef.name }),
      subjects: subjects.map((subject) => ({ ...pooled(bareSubject(subject)), at: AT })),
      at: AT,
    };
  }
  const { kind, rules, aggregates, labels, annotations } = one;
  const kept = AUTOUPDATE in annotations ? { [AUTOUPDATE]: annotations[AUTOUPDATE] } : NONE;
  return {
    kind,
    ...named,
    ...(aggregates === undefined ? {} : { aggregates: pooled(aggregates) }),
    // ClusterRoles can be gathered by any label.
    labels: shared(kind === 'ClusterRole' ? labels : aggregationLabels(labels)),
    annotations: shared(kept),
    rules: rules.map((rule) => shared({ ...bareRule(rule), at: AT })),
    at: AT,
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
