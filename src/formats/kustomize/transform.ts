import { child, entriesOf, itemsOf, textOf } from '../yaml/access.ts';
import { mappingLike, sequenceLike, textLike, withEntry } from '../yaml/derived.ts';
import type { MappingNode, YamlNode } from '../yaml/tree.ts';
import { emptyMapping, idOf, originalId, type Resource, withMetadata, withPrevious } from './resource.ts';
import { isClusterScoped } from './scope.ts';

const UNPREFIXED: ReadonlySet<string> = new Set(['CustomResourceDefinition', 'Namespace']);
const TEMPLATED: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'ReplicationController',
]);

const TEMPLATES = [['spec', 'template']];
const CRON_TEMPLATES = [
  ['spec', 'jobTemplate'],
  ['spec', 'jobTemplate', 'spec', 'template'],
];

/** The `namespace` field: of objects, of a Namespace's own name, and of the binding subjects named `default`, which are all that kustomize touches. */
export function setNamespace(resource: Resource, namespace: YamlNode): Resource {
  const text = textOf(namespace);
  if (text === undefined || text === '') return resource;
  const id = idOf(resource.root);
  let { root } = resource;
  if (!isClusterScoped(id.group, id.kind)) root = withMetadata(root, 'namespace', text, namespace);
  if (id.kind === 'Namespace' && id.group === '' && id.version === 'v1')
    root = withMetadata(root, 'name', text, namespace);
  if (id.kind === 'RoleBinding' || id.kind === 'ClusterRoleBinding')
    root = setDefaultSubjects(root, text, namespace);
  return { ...withPrevious(resource), root };
}

function setDefaultSubjects(root: MappingNode, text: string, origin: YamlNode): MappingNode {
  const subjects = child(root, 'subjects');
  if (subjects?.kind !== 'sequence') return root;
  const items = itemsOf(subjects).map((subject) =>
    subject.kind === 'mapping' && textOf(child(subject, 'name')) === 'default'
      ? withEntry(subject, 'namespace', textLike(text, origin))
      : subject,
  );
  return withEntry(root, 'subjects', sequenceLike(items, subjects));
}

/** `namePrefix` and `nameSuffix`: of every object but namespaces, resource definitions and API services. */
export function affixName(
  resource: Resource,
  affix: string,
  where: 'prefix' | 'suffix',
  origin: YamlNode,
): Resource {
  const id = idOf(resource.root);
  const { kind } = originalId(resource);
  if (
    affix === '' ||
    UNPREFIXED.has(kind) ||
    (kind === 'APIService' && id.group === 'apiregistration.k8s.io')
  )
    return resource;
  const name = where === 'prefix' ? `${affix}${id.name}` : `${id.name}${affix}`;
  const nameNode = child(resource.root, 'metadata', 'name') ?? origin;
  const renamed = { ...withPrevious(resource), root: withMetadata(resource.root, 'name', name, nameNode) };
  return where === 'prefix'
    ? { ...renamed, prefixes: [...resource.prefixes, affix] }
    : { ...renamed, suffixes: [...resource.suffixes, affix] };
}

/** Adds labels or annotations to an object, and to its pod template where `templates` says so. */
export function addMetadata(
  resource: Resource,
  field: 'labels' | 'annotations',
  pairs: YamlNode | undefined,
  templates: boolean,
): Resource {
  if (entriesOf(pairs).length === 0 || pairs === undefined) return resource;
  let root = addAt(resource.root, ['metadata', field], pairs);
  const { kind } = idOf(root);
  const paths = kind === 'CronJob' ? CRON_TEMPLATES : TEMPLATED.has(kind) ? TEMPLATES : [];
  for (const path of templates ? paths : []) {
    if (child(root, ...path) !== undefined) root = addAt(root, [...path, 'metadata', field], pairs);
  }
  return root === resource.root ? resource : { ...resource, root };
}

function addAt(node: MappingNode, path: readonly string[], pairs: YamlNode): MappingNode {
  const [key, ...rest] = path;
  if (key === undefined) {
    const entries = new Map(node.entries.map((one) => [one.key.source, one]));
    for (const { key: name, value } of entriesOf(pairs)) {
      const text = textLike(textOf(value) ?? '', value);
      entries.set(name.source, {
        key: entries.get(name.source)?.key ?? textLike(name.source, text),
        value: text,
      });
    }
    return mappingLike([...entries.values()], node);
  }
  const existing = child(node, key);
  const base = existing?.kind === 'mapping' ? existing : emptyMapping(pairs);
  return withEntry(node, key, addAt(base, rest, pairs));
}
