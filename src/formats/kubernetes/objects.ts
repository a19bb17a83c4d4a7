import { child, entry, isNull, textOf } from '../yaml/access.ts';
import type { RejectedDocument, YamlFile } from '../yaml/document.ts';
import type { MappingNode, YamlNode } from '../yaml/tree.ts';
import type { BrokenObject, KubeObject, ObjectsInFile } from './object.ts';

/** Lists in lists that are followed; `kubectl` follows any number. */
const NESTED_LISTS = 4;

/**
 * The Kubernetes objects of a file: its documents, and the items of those that are a List (`kind:
 * List`, or any kind ending in `List` with a sequence of items). An empty document, and one that
 * names neither `apiVersion` nor `kind`, is no object.
 */
export function readObjects(file: YamlFile): ObjectsInFile {
  const objects: KubeObject[] = [];
  const broken: BrokenObject[] = [];
  const rejected: RejectedDocument[] = [];
  for (const document of file.documents) {
    if (!document.ok) rejected.push(document);
    else if (document.root !== undefined) collect(document.root, 0, undefined, objects, broken);
  }
  return { objects, rejected, broken };
}

/** What a list says of its items where they leave it out, as the API server's typed lists do. */
interface ItemDefaults {
  readonly apiVersion: string;
  readonly kind: string;
}

function collect(
  node: YamlNode,
  depth: number,
  defaults: ItemDefaults | undefined,
  objects: KubeObject[],
  broken: BrokenObject[],
): void {
  if (node.kind !== 'mapping') {
    if (depth > 0) broken.push({ reason: 'an item of a List is no object', at: node.at });
    return;
  }
  const apiVersion = textOf(child(node, 'apiVersion')) ?? defaults?.apiVersion;
  const kind = textOf(child(node, 'kind')) ?? defaults?.kind;
  if (apiVersion === undefined || kind === undefined) {
    const meant = depth > 0 || entry(node, 'apiVersion') !== undefined || entry(node, 'kind') !== undefined;
    if (meant) broken.push({ reason: 'an object needs both apiVersion and kind', at: node.at });
    return;
  }
  const items = child(node, 'items');
  if (kind.endsWith('List') && (kind === 'List' || items !== undefined)) {
    collectItems(node, { apiVersion, kind }, depth, objects, broken);
    return;
  }
  const object = objectOf(node, apiVersion, kind);
  if ('reason' in object) broken.push(object);
  else objects.push(object);
}

function collectItems(
  list: MappingNode,
  type: ItemDefaults,
  depth: number,
  objects: KubeObject[],
  broken: BrokenObject[],
): void {
  const items = child(list, 'items');
  if (items === undefined || isNull(items)) return;
  if (items.kind !== 'sequence') {
    broken.push({ reason: 'the items of a List are no sequence', at: items.at });
    return;
  }
  if (depth >= NESTED_LISTS) {
    broken.push({ reason: 'Lists are nested too deeply to be read', at: list.at });
    return;
  }
  const defaults =
    type.kind === 'List' ? undefined : { apiVersion: type.apiVersion, kind: type.kind.slice(0, -4) };
  for (const item of items.items) collect(item, depth + 1, defaults, objects, broken);
}

/** The object that a mapping is, by the type given (or its own). */
export function objectOf(root: MappingNode, apiVersion: string, kind: string): KubeObject | BrokenObject {
  const metadata = child(root, 'metadata');
  if (metadata !== undefined && metadata.kind !== 'mapping' && !isNull(metadata)) {
    return { reason: 'the metadata of an object is no mapping', at: metadata.at };
  }
  for (const key of ['name', 'namespace']) {
    const node = child(metadata, key);
    if (node !== undefined && node.kind !== 'scalar')
      return { reason: `metadata.${key} is no text`, at: node.at };
  }
  const name = textOf(child(metadata, 'name'));
  const namespace = textOf(child(metadata, 'namespace'));
  return {
    apiVersion,
    kind,
    ...(name === undefined || name === '' ? {} : { name }),
    ...(namespace === undefined || namespace === '' ? {} : { namespace }),
    root,
    get at() {
      return root.at;
    },
  };
}
