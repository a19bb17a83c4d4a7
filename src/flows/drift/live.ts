import { liveObject } from '../../formats/kubernetes/live.ts';
import type { KubeObject } from '../../formats/kubernetes/object.ts';
import { MainwardError } from '../../model/errors.ts';
import type { ClusterReader, KubernetesObject, ResourceType } from '../../ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  NAMESPACES,
  ROLE_BINDINGS,
  ROLES,
} from '../../ports/cluster-kinds.ts';

/** The kinds that grant, and the one that says where. */
export const LOOKED_AT: readonly ResourceType[] = [
  NAMESPACES,
  CLUSTER_ROLES,
  ROLES,
  CLUSTER_ROLE_BINDINGS,
  ROLE_BINDINGS,
];

/** An object of a cluster, as the API has it and as readers of manifests take it. */
export interface LiveObject {
  readonly api: KubernetesObject;
  readonly object: KubeObject;
}

export interface Live {
  /** By kind; a kind that may not be listed is absent. */
  readonly listed: ReadonlyMap<string, readonly LiveObject[]>;
  /** Kinds that may not be listed. */
  readonly forbidden: readonly ResourceType[];
}

/** Lists a cluster. Rejects with the code of what could not be reached, and with CLUSTER_FORBIDDEN where no kind may be listed. */
export async function listLive(cluster: ClusterReader): Promise<Live> {
  const listed = new Map<string, readonly LiveObject[]>();
  const forbidden: ResourceType[] = [];
  let refusal: MainwardError | undefined;
  for (const type of LOOKED_AT) {
    try {
      const { items } = await cluster.list(type);
      listed.set(type.kind, items.flatMap(liveOf));
    } catch (error) {
      if (!isForbidden(error)) throw error;
      refusal ??= error;
      forbidden.push(type);
    }
  }
  if (refusal !== undefined && forbidden.length === LOOKED_AT.length) throw refusal;
  return { listed, forbidden };
}

export function liveOf(api: KubernetesObject): readonly LiveObject[] {
  const object = liveObject(api, 'live');
  return object === undefined ? [] : [{ api, object }];
}

export function isForbidden(error: unknown): error is MainwardError {
  return error instanceof MainwardError && error.code === 'CLUSTER_FORBIDDEN';
}

/** What to grant, so that a kind can be seen. */
export function grantFor({ group, resource }: ResourceType): string {
  return `let the account list and watch ${resource}${group === '' ? '' : `.${group}`}`;
}
