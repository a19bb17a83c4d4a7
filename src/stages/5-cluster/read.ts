import type { KubeObject } from '../../formats/kubernetes/object.ts';
import { child, isNull, textOf } from '../../formats/yaml/access.ts';
import type {
  Binding,
  ClusterObjects,
  ClusterUnknown,
  ObjectName,
  Role,
  ServedResource,
  ServiceAccountObject,
} from '../../model/rbac.ts';
import { withoutConflicts } from './conflicts.ts';
import { readBinding } from './read-binding.ts';
import { readServedResource } from './read-crd.ts';
import { readRole } from './read-role.ts';
import { Refused, stringMap } from './refused.ts';

/** Kinds that say who may do what in a cluster, or what there is to be asked for. */
export const ACCESS_KINDS: readonly string[] = [
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ServiceAccount',
  'Namespace',
  'CustomResourceDefinition',
];

/** Kinds whose objects grant something. */
export const GRANTING_KINDS: ReadonlySet<string> = new Set([
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
]);

const RBAC_GROUP = 'rbac.authorization.k8s.io/';

/** True for objects that this stage reads. */
export function concernsAccess(object: KubeObject): boolean {
  if (object.kind === 'ServiceAccount' || object.kind === 'Namespace') return object.apiVersion === 'v1';
  if (object.kind === 'CustomResourceDefinition') return object.apiVersion === 'apiextensions.k8s.io/v1';
  return GRANTING_KINDS.has(object.kind) && object.apiVersion.startsWith(RBAC_GROUP);
}

interface Parts {
  readonly roles: Role[];
  readonly bindings: Binding[];
  readonly serviceAccounts: ServiceAccountObject[];
  readonly customResources: ServedResource[];
  readonly unknown: ClusterUnknown[];
}

/**
 * What the objects of one cluster say. An object that the API server would refuse to decode is named as
 * unknown, and so are two different objects of one name: only what both grant counts.
 */
export function readCluster(
  name: string,
  objects: readonly KubeObject[],
  unknown: readonly ClusterUnknown[] = [],
): ClusterObjects {
  const parts: Parts = {
    roles: [],
    bindings: [],
    serviceAccounts: [],
    customResources: [],
    unknown: [...unknown],
  };
  const namespaces = new Set<string>();
  for (const object of objects) {
    if (!concernsAccess(object)) continue;
    const namespace = object.kind === 'Namespace' ? object.name : namespaceOf(object);
    if (namespace !== undefined) namespaces.add(namespace);
    readOne(object, namespace, parts);
  }
  const roles = withoutConflicts(parts.roles, parts.unknown);
  const bindings = withoutConflicts(parts.bindings, parts.unknown);
  return { name, ...parts, roles, bindings, namespaces: [...namespaces].sort() };
}

const NAMESPACED: ReadonlySet<string> = new Set(['Role', 'RoleBinding', 'ServiceAccount']);

function namespaceOf(object: KubeObject): string | undefined {
  return NAMESPACED.has(object.kind) ? (object.namespace ?? 'default') : undefined;
}

function readOne(object: KubeObject, namespace: string | undefined, parts: Parts): void {
  try {
    if (object.apiVersion.startsWith(RBAC_GROUP) && object.apiVersion !== `${RBAC_GROUP}v1`)
      throw new Refused(`${object.apiVersion} is not served any more`, object.at);
    if (object.name === undefined) throw new Refused('it has no name', object.at);
    switch (object.kind) {
      case 'Role':
      case 'ClusterRole':
        parts.roles.push(readRole(object, object.kind, object.name, namespace));
        break;
      case 'RoleBinding':
      case 'ClusterRoleBinding':
        parts.bindings.push(readBinding(object, object.kind, object.name, namespace));
        break;
      case 'ServiceAccount':
        parts.serviceAccounts.push(readServiceAccount(object, object.name, namespace ?? 'default'));
        break;
      case 'CustomResourceDefinition': {
        const served = readServedResource(object);
        if (served !== undefined) parts.customResources.push(served);
      }
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    parts.unknown.push(refusal(object, namespace, error));
  }
}

function refusal(object: KubeObject, namespace: string | undefined, error: Refused): ClusterUnknown {
  const named: ObjectName | undefined =
    object.name === undefined
      ? undefined
      : { kind: object.kind, name: object.name, ...(namespace === undefined ? {} : { namespace }) };
  return {
    reason: `${object.kind} ${object.name ?? '(without a name)'} would be refused by the API server: ${error.message}`,
    at: error.at,
    mayConcern: [object.kind],
    ...(named === undefined ? {} : { object: named }),
  };
}

function readServiceAccount(object: KubeObject, name: string, namespace: string): ServiceAccountObject {
  const automount = child(object.root, 'automountServiceAccountToken');
  return {
    namespace,
    name,
    annotations: stringMap(object.root, 'annotations'),
    ...(automount === undefined || isNull(automount) ? {} : { automount: textOf(automount) !== 'false' }),
    at: object.at,
  };
}
