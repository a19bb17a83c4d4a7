import type { Location } from '../../model/location.ts';
import { child, entriesOf, textOf } from '../yaml/access.ts';
import { textLike, withEntry } from '../yaml/derived.ts';
import type { MappingNode, YamlNode } from '../yaml/tree.ts';
import { isClusterScoped } from './scope.ts';

/** An identity an object had before a transformation. */
export interface PreviousId {
  readonly kind: string;
  readonly name: string;
  /** Effective: `default` where none was written, `''` for a cluster-scoped kind. */
  readonly namespace: string;
}

/** An object on its way through kustomizations. Never changed, only replaced. */
export interface Resource {
  readonly root: MappingNode;
  readonly from: Location;
  readonly chain: readonly string[];
  /** Oldest first. */
  readonly previous: readonly PreviousId[];
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
}

export interface ResourceId {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  /** As written. */
  readonly namespace: string;
}

/** Nodes never change, and references ask for the same identities over and over. */
const ids = new WeakMap<MappingNode, ResourceId>();

export function idOf(root: MappingNode): ResourceId {
  const known = ids.get(root);
  if (known !== undefined) return known;
  const id = readId(root);
  ids.set(root, id);
  return id;
}

function readId(root: MappingNode): ResourceId {
  const apiVersion = textOf(child(root, 'apiVersion')) ?? '';
  const slash = apiVersion.indexOf('/');
  return {
    group: slash === -1 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind: textOf(child(root, 'kind')) ?? '',
    name: textOf(child(root, 'metadata', 'name')) ?? '',
    namespace: textOf(child(root, 'metadata', 'namespace')) ?? '',
  };
}

export function effectiveNamespace(id: ResourceId): string {
  if (isClusterScoped(id.group, id.kind)) return '';
  return id.namespace === '' ? 'default' : id.namespace;
}

/** The identity the object was written with. */
export function originalId(resource: Resource): PreviousId {
  return resource.previous[0] ?? currentId(resource);
}

export function currentId(resource: Resource): PreviousId {
  const id = idOf(resource.root);
  return { kind: id.kind, name: id.name, namespace: effectiveNamespace(id) };
}

export function withPrevious(resource: Resource): Resource {
  return { ...resource, previous: [...resource.previous, currentId(resource)] };
}

/** The identity kustomize demands to be unique among the objects of a build. */
export function identityKey(root: MappingNode): string {
  const id = idOf(root);
  return JSON.stringify([id.group, id.version, id.kind, effectiveNamespace(id), id.name]);
}

/** Sets `metadata.KEY`, located at `origin`. */
export function withMetadata(root: MappingNode, key: string, text: string, origin: YamlNode): MappingNode {
  const metadata = child(root, 'metadata');
  const base: MappingNode = metadata?.kind === 'mapping' ? metadata : emptyMapping(origin);
  return withEntry(root, 'metadata', withEntry(base, key, textLike(text, origin)));
}

export function emptyMapping(origin: YamlNode): MappingNode {
  return {
    kind: 'mapping',
    entries: [],
    get at() {
      return origin.at;
    },
  };
}

/** Labels or annotations as texts. */
export function stringMapOf(node: YamlNode | undefined): ReadonlyMap<string, string> {
  return new Map(entriesOf(node).map((one) => [one.key.source, textOf(one.value) ?? '']));
}
