import { Renderer } from '../../../formats/kustomize/render.ts';
import type { SourceTree } from '../../../model/tree.ts';
import { plain } from '../../../policy/plain.ts';
import type { Cluster, KubernetesObject, ObjectKey, ResourceType } from '../../../ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  CONFIG_MAPS,
  NAMESPACES,
  ROLE_BINDINGS,
  ROLES,
  SERVICE_ACCOUNTS,
} from '../../../ports/cluster-kinds.ts';
import { refused } from './archive.ts';

const MANAGER = 'kustomize-controller';
/** In the order in which each may rest on those before it. */
const APPLIED: readonly ResourceType[] = [
  NAMESPACES,
  SERVICE_ACCOUNTS,
  CLUSTER_ROLES,
  ROLES,
  CLUSTER_ROLE_BINDINGS,
  ROLE_BINDINGS,
  CONFIG_MAPS,
];

/** What was applied, as `status.inventory` lists it: `NAMESPACE_NAME_GROUP_KIND`. */
export interface InventoryEntry {
  readonly id: string;
  readonly v: string;
}

/** What a folder of the tree renders to. Throws CLUSTER_REFUSED where any of it cannot be told. */
export function renderedAt(tree: SourceTree, path: string): readonly KubernetesObject[] {
  const renderer = new Renderer(tree, { kinds: APPLIED.map(({ kind }) => kind) });
  const { objects, unknown } = renderer.renderFlux(path.replace(/^\.?\//, ''));
  const [gap] = unknown;
  if (gap !== undefined) throw refused(gap.reason);
  return objects.map(({ object }) => plain(object.root) as KubernetesObject);
}

/** Applies with the rights of `cluster`, and removes what it applied before and is gone. The answer is the inventory. */
export async function applyAll(
  cluster: Cluster,
  owner: KubernetesObject,
  objects: readonly KubernetesObject[],
  before: readonly InventoryEntry[],
): Promise<readonly InventoryEntry[]> {
  const applied: InventoryEntry[] = [];
  for (const type of APPLIED) {
    for (const object of objects.filter(({ kind }) => kind === type.kind)) {
      const body = labelled(object, owner);
      await cluster.patch(keyOf(type, object), { kind: 'apply', body, manager: MANAGER, force: true });
      applied.push({ id: entryId(type, object), v: type.version });
    }
  }
  const kept = new Set(applied.map(({ id }) => id));
  for (const { id } of before.toReversed()) {
    const key = kept.has(id) ? undefined : keyOfEntry(id);
    if (key !== undefined) await cluster.delete(key);
  }
  return applied;
}

function labelled(object: KubernetesObject, { metadata }: KubernetesObject): KubernetesObject {
  const labels = {
    ...object.metadata.labels,
    'kustomize.toolkit.fluxcd.io/name': metadata.name,
    'kustomize.toolkit.fluxcd.io/namespace': metadata.namespace ?? '',
  };
  return { ...object, metadata: { ...object.metadata, labels } };
}

function keyOf(type: ResourceType, { metadata: { name, namespace } }: KubernetesObject): ObjectKey {
  return { type, name, ...(type.namespaced && namespace !== undefined ? { namespace } : {}) };
}

function entryId(type: ResourceType, { metadata }: KubernetesObject): string {
  const namespace = type.namespaced ? (metadata.namespace ?? '') : '';
  return [namespace, metadata.name.replaceAll(':', '__'), type.group, type.kind].join('_');
}

function keyOfEntry(id: string): ObjectKey | undefined {
  const [namespace = '', ...rest] = id.split('_');
  const [kind, group] = [rest.pop(), rest.pop()];
  const type = APPLIED.find((one) => one.kind === kind && one.group === group);
  const name = rest.join('_').replaceAll('__', ':');
  if (type === undefined || name === '') return undefined;
  return { type, name, ...(namespace === '' ? {} : { namespace }) };
}
