import type { KubernetesObject, ResourceType } from '../../ports/cluster.ts';
import { apiVersionOf } from '../../ports/cluster-kinds.ts';

type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object as the API answered it; lists leave out what type their items have. `undefined` where it is none. */
export function objectFrom(value: unknown, type: ResourceType): KubernetesObject | undefined {
  if (!isFields(value) || !isFields(value['metadata']) || typeof value['metadata']['name'] !== 'string')
    return undefined;
  return {
    ...value,
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    metadata: value['metadata'] as KubernetesObject['metadata'],
  };
}
