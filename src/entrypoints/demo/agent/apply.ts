import { Renderer } from '../../../formats/kustomize/render.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { SourceTree } from '../../../model/tree.ts';
import { plain } from '../../../policy/plain.ts';
import type { ClusterWriter, KubernetesObject, ObjectKey, ResourceType } from '../../../ports/cluster.ts';
import {
  apiVersionOf,
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  CONFIG_MAPS,
  NAMESPACES,
  ROLE_BINDINGS,
  ROLES,
  SERVICE_ACCOUNTS,
} from '../../../ports/cluster-kinds.ts';

/** What this agent applies, in the order in which each may rest on those before it. */
const APPLIED: readonly ResourceType[] = [
  NAMESPACES,
  SERVICE_ACCOUNTS,
  CONFIG_MAPS,
  CLUSTER_ROLES,
  ROLES,
  CLUSTER_ROLE_BINDINGS,
  ROLE_BINDINGS,
];
const MANAGER = 'kustomize-controller';
export const OWNER_LABEL = 'kustomize.toolkit.fluxcd.io';

export interface Owner {
  readonly namespace: string;
  readonly name: string;
}

/** An applied object, as `status.inventory` has it. */
export interface InventoryEntry {
  readonly id: string;
  readonly v: string;
}

/** What a path renders to, of the kinds that are applied here. Throws where any of it cannot be rendered. */
export function renderPath(tree: SourceTree, path: string): readonly KubernetesObject[] {
  const kinds = APPLIED.map(({ kind }) => kind);
  const rendered = new Renderer(tree, { kinds }).renderFlux(path);
  const [unknown] = rendered.unknown;
  if (unknown !== undefined)
    throw new Error(`kustomize build failed: ${unknown.reason} (${unknown.at.path})`);
  return rendered.objects.map(({ object }) => plain(object.root) as KubernetesObject);
}

/** Applies objects with server-side apply, and answers with the inventory. */
export async function applyAll(
  cluster: ClusterWriter,
  objects: readonly KubernetesObject[],
  owner: Owner,
): Promise<readonly InventoryEntry[]> {
  const inventory: InventoryEntry[] = [];
  for (const type of APPLIED) {
    for (const object of objects.filter(
      ({ kind, apiVersion }) => kind === type.kind && apiVersion === apiVersionOf(type),
    )) {
      const labels = {
        ...object.metadata.labels,
        [`${OWNER_LABEL}/name`]: owner.name,
        [`${OWNER_LABEL}/namespace`]: owner.namespace,
      };
      const body = { ...object, metadata: { ...object.metadata, labels } };
      await cluster.patch(keyOf(type, object), { kind: 'apply', body, manager: MANAGER, force: true });
      inventory.push(entryOf(type, object));
    }
  }
  return inventory;
}

/** Deletes what was applied before and is not any more, as far as it still bears the owner's labels. */
export async function prune(
  cluster: ClusterWriter & { get(key: ObjectKey): Promise<KubernetesObject | undefined> },
  before: readonly InventoryEntry[],
  now: readonly InventoryEntry[],
  owner: Owner,
): Promise<void> {
  const kept = new Set(now.map(({ id }) => id));
  for (const entry of before.filter(({ id }) => !kept.has(id)).toReversed()) {
    const key = keyOfEntry(entry);
    const live = key === undefined ? undefined : await cluster.get(key);
    if (key === undefined || live === undefined) continue;
    const { labels, uid } = live.metadata;
    if (labels?.[`${OWNER_LABEL}/name`] !== owner.name) continue;
    if (labels[`${OWNER_LABEL}/namespace`] !== owner.namespace) continue;
    await cluster.delete(key, uid === undefined ? {} : { uid });
  }
}

function keyOf(type: ResourceType, { metadata: { name, namespace } }: KubernetesObject): ObjectKey {
  if (!type.namespaced) return { type, name };
  if (namespace === undefined)
    throw new MainwardError('CLUSTER_REFUSED', `${type.kind} ${name} names no namespace.`);
  return { type, name, namespace };
}

/** `NAMESPACE_NAME_GROUP_KIND`; a colon of an RBAC name is two underscores. */
function entryOf(
  type: ResourceType,
  { metadata: { name, namespace = '' } }: KubernetesObject,
): InventoryEntry {
  const written = type.group === RBAC ? name.replaceAll(':', '__') : name;
  return { id: `${namespace}_${written}_${type.group}_${type.kind}`, v: type.version };
}

function keyOfEntry({ id, v }: InventoryEntry): ObjectKey | undefined {
  const [, namespace = '', written = '', group = '', kind = ''] =
    /^([^_]*)_(.*)_([^_]*)_([^_]*)$/.exec(id) ?? [];
  const type = APPLIED.find((one) => one.kind === kind && one.group === group && one.version === v);
  if (type === undefined) return undefined;
  const name = group === RBAC ? written.replaceAll('__', ':') : written;
  return { type, name, ...(type.namespaced ? { namespace } : {}) };
}

const RBAC = 'rbac.authorization.k8s.io';
