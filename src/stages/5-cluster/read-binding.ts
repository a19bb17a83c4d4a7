import type { KubeObject } from '../../formats/kubernetes/object.ts';
import { child } from '../../formats/yaml/access.ts';
import type { YamlNode } from '../../formats/yaml/tree.ts';
import type { Binding, BoundSubject, RoleRef, SubjectKind } from '../../model/rbac.ts';
import { list, mapping, Refused, stringMap, text } from './refused.ts';

const GROUP = 'rbac.authorization.k8s.io';

/**
 * A RoleBinding or ClusterRoleBinding. Throws `Refused` for what the API server's validation refuses, but for
 * a service account without namespace in a ClusterRoleBinding, which is kept and means nobody.
 */
export function readBinding(
  object: KubeObject,
  kind: Binding['kind'],
  name: string,
  namespace: string | undefined,
): Binding {
  return {
    kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    roleRef: readRoleRef(object, kind),
    subjects: list(object.root, 'subjects').map(readSubject),
    labels: stringMap(object.root, 'labels'),
    annotations: stringMap(object.root, 'annotations'),
    at: object.at,
  };
}

function readRoleRef(object: KubeObject, kind: Binding['kind']): RoleRef {
  const ref = child(object.root, 'roleRef');
  if (ref === undefined) throw new Refused('it has no roleRef', object.at);
  mapping(ref, 'roleRef');
  const group = text(ref, 'apiGroup');
  if (group !== '' && group !== GROUP) throw new Refused(`roleRef.apiGroup is ${group}`, ref.at);
  const name = text(ref, 'name');
  if (name === '') throw new Refused('roleRef has no name', ref.at);
  const role = text(ref, 'kind');
  if (role === 'ClusterRole' || (role === 'Role' && kind === 'RoleBinding'))
    return { kind: role, name, at: child(ref, 'name')?.at ?? ref.at };
  throw new Refused(`roleRef.kind ${role === '' ? 'is missing' : `is ${role}`}`, ref.at);
}

function readSubject(node: YamlNode): BoundSubject {
  mapping(node, 'a subject');
  const kind = text(node, 'kind');
  const name = text(node, 'name');
  const namespace = text(node, 'namespace');
  const group = text(node, 'apiGroup');
  if (name === '') throw new Refused('a subject has no name', node.at);
  if (!isSubjectKind(kind))
    throw new Refused(`a subject's kind ${kind === '' ? 'is missing' : `is ${kind}`}`, node.at);
  const expected = kind === 'ServiceAccount' ? '' : GROUP;
  if (group !== '' && group !== expected) throw new Refused(`a subject's apiGroup is ${group}`, node.at);
  const at = node.at;
  return kind === 'ServiceAccount' && namespace !== '' ? { kind, name, namespace, at } : { kind, name, at };
}

function isSubjectKind(kind: string): kind is SubjectKind {
  return kind === 'User' || kind === 'Group' || kind === 'ServiceAccount';
}
