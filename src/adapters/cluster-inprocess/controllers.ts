import type { KubernetesObject, ResourceType } from '../../ports/cluster.ts';
import { apiVersionOf, CLUSTER_ROLES, NAMESPACES, SERVICE_ACCOUNTS } from '../../ports/cluster-kinds.ts';
import { equal } from './json.ts';
import type { Machine } from './machine.ts';
import { apply } from './managers.ts';

/** What the controllers of a cluster do after a change, done at once. */
export function settle(machine: Machine): void {
  for (const namespace of machine.store.each(NAMESPACES)) keepNamespace(machine, namespace);
  for (const [type, object] of unfinalized(machine)) machine.store.remove(type, object);
  for (const namespace of machine.store.each(NAMESPACES))
    if (isDone(namespace) && machine.contentOf(namespace.metadata.name).length === 0)
      machine.store.remove(NAMESPACES, namespace);
  aggregate(machine);
}

/** Removes an object, or marks it where finalizers or content keep it. */
export function remove(machine: Machine, type: ResourceType, object: KubernetesObject): void {
  const kept = finalizersOf(object).length > 0 || type.resource === NAMESPACES.resource;
  if (!kept) machine.store.remove(type, object);
  else if (object.metadata.deletionTimestamp === undefined) {
    const metadata = { ...object.metadata, deletionTimestamp: machine.time };
    const phase = type.resource === NAMESPACES.resource ? { status: { phase: 'Terminating' } } : {};
    machine.store.put(type, { ...object, ...phase, metadata });
  }
  settle(machine);
}

function keepNamespace(machine: Machine, namespace: KubernetesObject): void {
  const { name, deletionTimestamp } = namespace.metadata;
  if (deletionTimestamp !== undefined) {
    for (const [type, object] of machine.contentOf(name)) {
      if (finalizersOf(object).length === 0) machine.store.remove(type, object);
      else if (object.metadata.deletionTimestamp === undefined)
        machine.store.put(type, { ...object, metadata: { ...object.metadata, deletionTimestamp } });
    }
    return;
  }
  if (namespace['status'] === undefined) {
    const labels = { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': name };
    machine.store.put(NAMESPACES, {
      ...namespace,
      metadata: { ...namespace.metadata, labels },
      status: { phase: 'Active' },
    });
  }
  if (machine.store.get(SERVICE_ACCOUNTS, 'default', name) === undefined)
    machine.store.put(SERVICE_ACCOUNTS, {
      apiVersion: apiVersionOf(SERVICE_ACCOUNTS),
      kind: SERVICE_ACCOUNTS.kind,
      metadata: { name: 'default', namespace: name, uid: machine.uid(), creationTimestamp: machine.time },
    });
}

/** What was to be deleted, and is kept by nothing any more. */
function unfinalized(machine: Machine): readonly (readonly [ResourceType, KubernetesObject])[] {
  return machine
    .everything()
    .filter(([type, object]) => type.resource !== NAMESPACES.resource && isDone(object));
}

function isDone(object: KubernetesObject): boolean {
  return object.metadata.deletionTimestamp !== undefined && finalizersOf(object).length === 0;
}

function finalizersOf({ metadata }: KubernetesObject): readonly unknown[] {
  const finalizers = metadata['finalizers'];
  return Array.isArray(finalizers) ? finalizers : [];
}

function aggregate(machine: Machine): void {
  for (const [role, rules] of machine.unaggregated()) {
    const writer = {
      manager: 'clusterrole-aggregation-controller',
      operation: 'Apply',
      time: machine.time,
    } as const;
    const result = apply(role, rules.length === 0 ? {} : { rules }, writer, true);
    if ('object' in result && !equal(result.object, role)) machine.store.put(CLUSTER_ROLES, result.object);
  }
}
