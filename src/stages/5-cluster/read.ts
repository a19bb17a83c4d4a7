import type { KubeObject } from '../../formats/kubernetes/object.ts';
import { child, entriesOf, itemsOf, stringsOf, textOf } from '../../formats/yaml/access.ts';
import type { YamlNode } from '../../formats/yaml/tree.ts';
import type {
  Binding,
  BoundSubject,
  ClusterObjects,
  ClusterUnknown,
  LabelSelector,
  PolicyRule,
  Role,
  ServiceAccountObject,
  SubjectKind,
} from '../../model/rbac.ts';

/** Kinds that say who may do what in a cluster. */
export const ACCESS_KINDS: readonly string[] = [
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ServiceAccount',
  'Namespace',
];

const RBAC_VERSIONS: ReadonlySet<string> = new Set(
  ['v1', 'v1beta1', 'v1alpha1'].map((one) => `rbac.authorization.k8s.io/${one}`),
);
const SUBJECT_KINDS: ReadonlySet<string> = new Set(['User', 'Group', 'ServiceAccount']);

/** True for objects that this stage reads. */
export function concernsAccess(object: KubeObject): boolean {
  if (object.kind === 'ServiceAccount' || object.kind === 'Namespace') return object.apiVersion === 'v1';
  return ACCESS_KINDS.includes(object.kind) && RBAC_VERSIONS.has(object.apiVersion);
}

/** What the objects of one cluster say; an object that the API server would refuse is named as unknown. */
export function readCluster(
  name: string,
  objects: readonly KubeObject[],
  unknown: readonly ClusterUnknown[] = [],
): ClusterObjects {
  const roles: Role[] = [];
  const bindings: Binding[] = [];
  const serviceAccounts: ServiceAccountObject[] = [];
  const problems: ClusterUnknown[] = [...unknown];
  const namespaces = new Set<string>();
  for (const object of objects) {
    if (!concernsAccess(object)) continue;
    if (object.name === undefined) {
      problems.push({ reason: `a ${object.kind} without a name cannot be judged`, at: object.at });
      continue;
    }
    const namespace = object.namespace ?? (object.kind === 'Namespace' ? object.name : undefined);
    if (namespace !== undefined) namespaces.add(namespace);
    switch (object.kind) {
      case 'Role':
      case 'ClusterRole':
        roles.push(readRole(object, object.kind, object.name));
        break;
      case 'RoleBinding':
      case 'ClusterRoleBinding': {
        const binding = readBinding(object, object.kind, object.name);
        if (binding === undefined)
          problems.push({ reason: `${object.kind} ${object.name} has no usable roleRef`, at: object.at });
        else bindings.push(binding);
        break;
      }
      case 'ServiceAccount':
        serviceAccounts.push({
          namespace: object.namespace ?? 'default',
          name: object.name,
          annotations: stringMap(object, 'annotations'),
          at: object.at,
        });
    }
  }
  return { name, roles, bindings, serviceAccounts, namespaces: [...namespaces].sort(), unknown: problems };
}

function readRole(object: KubeObject, kind: Role['kind'], name: string): Role {
  const aggregation = child(object.root, 'aggregationRule');
  return {
    kind,
    name,
    ...(kind === 'Role' ? { namespace: object.namespace ?? 'default' } : {}),
    rules: itemsOf(child(object.root, 'rules')).map(readRule),
    ...(kind === 'ClusterRole' && aggregation?.kind === 'mapping'
      ? { aggregates: itemsOf(child(aggregation, 'clusterRoleSelectors')).map(readSelector) }
      : {}),
    labels: stringMap(object, 'labels'),
    annotations: stringMap(object, 'annotations'),
    at: object.at,
  };
}

function readRule(node: YamlNode): PolicyRule {
  return {
    verbs: texts(node, 'verbs'),
    apiGroups: texts(node, 'apiGroups'),
    resources: texts(node, 'resources'),
    resourceNames: texts(node, 'resourceNames'),
    nonResourceURLs: texts(node, 'nonResourceURLs'),
    at: node.at,
  };
}

function readSelector(node: YamlNode): LabelSelector {
  const labels = entriesOf(child(node, 'matchLabels')).map(
    (one) => [one.key.source, textOf(one.value) ?? ''] as const,
  );
  return {
    matchLabels: Object.fromEntries(labels),
    matchExpressions: itemsOf(child(node, 'matchExpressions')).map((one) => ({
      key: textOf(child(one, 'key')) ?? '',
      operator: textOf(child(one, 'operator')) ?? '',
      values: texts(one, 'values'),
    })),
  };
}

function readBinding(object: KubeObject, kind: Binding['kind'], name: string): Binding | undefined {
  const ref = child(object.root, 'roleRef');
  const roleKind = textOf(child(ref, 'kind'));
  const roleName = textOf(child(ref, 'name'));
  if (roleName === undefined || (roleKind !== 'Role' && roleKind !== 'ClusterRole')) return undefined;
  return {
    kind,
    name,
    ...(kind === 'RoleBinding' ? { namespace: object.namespace ?? 'default' } : {}),
    roleRef: { kind: roleKind, name: roleName },
    subjects: itemsOf(child(object.root, 'subjects')).flatMap(readSubject),
    labels: stringMap(object, 'labels'),
    annotations: stringMap(object, 'annotations'),
    at: object.at,
  };
}

function readSubject(node: YamlNode): readonly BoundSubject[] {
  const kind = textOf(child(node, 'kind'));
  const name = textOf(child(node, 'name'));
  if (name === undefined || !isSubjectKind(kind)) return [];
  const namespace = textOf(child(node, 'namespace'));
  return [
    {
      kind,
      name,
      ...(kind === 'ServiceAccount' && namespace !== undefined && namespace !== '' ? { namespace } : {}),
      at: node.at,
    },
  ];
}

function isSubjectKind(kind: string | undefined): kind is SubjectKind {
  return kind !== undefined && SUBJECT_KINDS.has(kind);
}

function texts(node: YamlNode | undefined, key: string): readonly string[] {
  return stringsOf(child(node, key)).map((one) => one.text);
}

function stringMap(object: KubeObject, key: 'labels' | 'annotations'): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entriesOf(child(object.root, 'metadata', key)).map((one) => [one.key.source, textOf(one.value) ?? '']),
  );
}
