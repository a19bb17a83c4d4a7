import { readObjects } from '../../../formats/kubernetes/objects.ts';
import { readYaml } from '../../../formats/yaml/read.ts';
import { MainwardError } from '../../../model/errors.ts';
import { plain } from '../../../policy/plain.ts';
import type { ClusterWriter, KubernetesObject, ResourceType } from '../../../ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  KUSTOMIZATIONS,
  NAMESPACES,
  ROLE_BINDINGS,
  ROLES,
  SERVICE_ACCOUNTS,
} from '../../../ports/cluster-kinds.ts';

/** In the order in which each may rest on those before it. */
export const ORDER: readonly ResourceType[] = [
  NAMESPACES,
  SERVICE_ACCOUNTS,
  CLUSTER_ROLES,
  ROLES,
  CLUSTER_ROLE_BINDINGS,
  ROLE_BINDINGS,
  KUSTOMIZATIONS,
];

/** What a manifest says, as the API takes it. Throws YAML_REJECTED where any of it is no object. */
export function objectsOf(text: string, path: string): readonly KubernetesObject[] {
  const read = readObjects(readYaml(new TextEncoder().encode(text), { path }));
  const [refused] = [
    ...read.rejected.map(({ reason }) => reason),
    ...read.broken.map(({ reason }) => reason),
  ];
  if (refused !== undefined)
    throw new MainwardError('YAML_REJECTED', `${path} is no manifest: ${refused}.`, {
      remedy: 'Mend the file.',
    });
  return read.objects.map(({ root }) => plain(root) as KubernetesObject);
}

/** Makes what is not there yet, with the rights of whoever `cluster` acts as. */
export async function seed(cluster: ClusterWriter, objects: readonly KubernetesObject[]): Promise<void> {
  for (const type of ORDER)
    for (const object of objects) if (object.kind === type.kind) await made(cluster, type, object);
}

async function made(cluster: ClusterWriter, type: ResourceType, object: KubernetesObject): Promise<void> {
  try {
    await cluster.create(type, object);
  } catch (error) {
    if (!(error instanceof MainwardError) || error.code !== 'CLUSTER_CONFLICT') throw error;
  }
}
