import type { ObjectRef } from '../../model/ledger.ts';
import type { KubernetesObject } from '../../ports/cluster.ts';

/** What a Flux Kustomization says of itself. */
export interface AgentStatus {
  readonly agent: ObjectRef;
  /** What it follows, e.g. `ExternalArtifact flux-system/infrastructure`. */
  readonly follows: string;
  /** The commit of the revision that it applied last; absent where it applied none, or none of Git. */
  readonly commit?: string;
  readonly inventory: readonly ObjectRef[];
}

/** Objects of one agent beyond these are not looked at. */
const MOST_OBJECTS = 10_000;

export function sourceName(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}

/** `undefined` for what is no Kustomization with a source. */
export function readAgentStatus(object: KubernetesObject): AgentStatus | undefined {
  const { apiVersion, kind, metadata } = object;
  const namespace = metadata.namespace ?? '';
  const source = fieldsOf(fieldsOf(object['spec'])['sourceRef']);
  const { kind: sourceKind, name, namespace: sourceNamespace } = source;
  if (typeof sourceKind !== 'string' || typeof name !== 'string') return undefined;
  const status = fieldsOf(object['status']);
  const commit = commitOf(status['lastAppliedRevision']);
  const entries = fieldsOf(status['inventory'])['entries'];
  return {
    agent: { apiVersion, kind, namespace, name: metadata.name },
    follows: sourceName(sourceKind, typeof sourceNamespace === 'string' ? sourceNamespace : namespace, name),
    ...(commit === undefined ? {} : { commit }),
    inventory: (Array.isArray(entries) ? entries : []).slice(0, MOST_OBJECTS).flatMap(inventoryObject),
  };
}

/** Of `main@sha1:…`, and of the older `main/…`. */
function commitOf(revision: unknown): string | undefined {
  if (typeof revision !== 'string') return undefined;
  return /(?:@sha(?:1|256):|\/)([0-9a-f]{40}|[0-9a-f]{64})$/.exec(revision)?.[1];
}

/** `NAMESPACE_NAME_GROUP_KIND`, where a colon of an RBAC name is two underscores (sigs.k8s.io/cli-utils, ObjMetadata). */
function inventoryObject(entry: unknown): readonly ObjectRef[] {
  const { id, v } = fieldsOf(entry);
  if (typeof id !== 'string' || typeof v !== 'string') return [];
  const first = id.indexOf('_');
  const last = id.lastIndexOf('_');
  const middle = id.lastIndexOf('_', last - 1);
  if (first === -1 || middle <= first) return [];
  const namespace = id.slice(0, first);
  const group = id.slice(middle + 1, last);
  const name = id.slice(first + 1, middle);
  return [
    {
      apiVersion: group === '' ? v : `${group}/${v}`,
      kind: id.slice(last + 1),
      ...(namespace === '' ? {} : { namespace }),
      name: group === RBAC ? name.replaceAll('__', ':') : name,
    },
  ];
}

const RBAC = 'rbac.authorization.k8s.io';

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return value instanceof Object && !Array.isArray(value) ? { ...value } : {};
}
