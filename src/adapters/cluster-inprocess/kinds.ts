import type { ResourceType } from '../../ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  CONFIG_MAPS,
  EXTERNAL_ARTIFACTS,
  KUSTOMIZATIONS,
  NAMESPACES,
  ROLE_BINDINGS,
  ROLES,
  SECRETS,
  SERVICE_ACCOUNTS,
  VALIDATING_WEBHOOK_CONFIGURATIONS,
} from '../../ports/cluster-kinds.ts';

export interface ServedKind {
  readonly type: ResourceType;
  /** `status` is written through its own subresource, and through nothing else. */
  readonly status: boolean;
  /** `metadata.generation` counts the changes of what is wanted. */
  readonly generation: boolean;
}

/** What the in-process cluster serves. */
export const SERVED: readonly ServedKind[] = [
  { type: NAMESPACES, status: true, generation: false },
  ...[SERVICE_ACCOUNTS, SECRETS, CONFIG_MAPS, ROLES, ROLE_BINDINGS, CLUSTER_ROLES, CLUSTER_ROLE_BINDINGS].map(
    (type) => ({ type, status: false, generation: false }),
  ),
  { type: VALIDATING_WEBHOOK_CONFIGURATIONS, status: false, generation: true },
  ...[EXTERNAL_ARTIFACTS, KUSTOMIZATIONS].map((type) => ({ type, status: true, generation: true })),
];

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** Equal for what is one kind. */
export function kindKey({ group, version, resource }: ResourceType): string {
  return `${group}/${version}/${resource}`;
}
