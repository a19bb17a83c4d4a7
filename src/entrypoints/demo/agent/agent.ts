import type { InProcessCluster } from '../../../adapters/cluster-inprocess/cluster.ts';
import type { Cluster, KubernetesObject, ResourceType } from '../../../ports/cluster.ts';
import { EXTERNAL_ARTIFACTS, KUSTOMIZATIONS } from '../../../ports/cluster-kinds.ts';
import { applyAll, type InventoryEntry, renderedAt } from './apply.ts';
import { type Artifact, fetchTree, refused } from './archive.ts';

export interface Agent {
  stop(): Promise<void>;
}

interface Spec {
  readonly path?: string;
  readonly serviceAccountName?: string;
  readonly suspend?: boolean;
  readonly sourceRef?: { readonly kind?: string; readonly name?: string; readonly namespace?: string };
}

interface Status {
  readonly lastAppliedRevision?: string;
  readonly inventory?: { readonly entries?: readonly InventoryEntry[] };
}

/**
 * A small stand-in for Flux's kustomize-controller: applies what Kustomizations take from ExternalArtifacts, as the
 * service account that they name. It does not come back by itself: only a new revision makes it apply anew.
 */
export function startAgent(cluster: InProcessCluster): Agent {
  const stopping = new AbortController();
  const own = cluster.as({ user: 'flux', groups: ['system:masters'] });
  let running: Promise<void> = Promise.resolve();
  const look = (): void => {
    running = running.then(() => reconcileAll(cluster, own));
  };
  const watching = [EXTERNAL_ARTIFACTS, KUSTOMIZATIONS].map((type) =>
    watched(own, type, stopping.signal, look),
  );
  return {
    async stop() {
      stopping.abort();
      await Promise.all(watching);
      await running;
    },
  };
}

async function watched(
  cluster: Cluster,
  type: ResourceType,
  signal: AbortSignal,
  look: () => void,
): Promise<void> {
  for await (const _ of cluster.watch(type, {}, signal)) look();
}

async function reconcileAll(cluster: InProcessCluster, own: Cluster): Promise<void> {
  const { items } = await own.list(KUSTOMIZATIONS);
  for (const one of items) await reconcile(cluster, own, one);
}

async function reconcile(cluster: InProcessCluster, own: Cluster, object: KubernetesObject): Promise<void> {
  const { path = './', serviceAccountName, suspend, sourceRef } = object['spec'] as Spec;
  const { name, namespace = '' } = object.metadata;
  if (suspend === true || sourceRef?.kind !== EXTERNAL_ARTIFACTS.kind) return;
  const artifact = await announced(own, sourceRef.namespace ?? namespace, sourceRef.name ?? '');
  const before = (object['status'] ?? {}) as Status;
  if (artifact === undefined || before.lastAppliedRevision === artifact.revision) return;
  const say = (status: Readonly<Record<string, unknown>>): Promise<unknown> =>
    own.patch(
      { type: KUSTOMIZATIONS, name, namespace },
      { kind: 'merge', body: { status: { observedGeneration: object.metadata.generation, ...status } } },
      { subresource: 'status' },
    );
  try {
    if (serviceAccountName === undefined) throw refused('it names no service account');
    const objects = renderedAt(await fetchTree(artifact), path);
    const user = `system:serviceaccount:${namespace}:${serviceAccountName}`;
    const entries = await applyAll(
      cluster.as({ user, groups: [] }),
      object,
      objects,
      before.inventory?.entries ?? [],
    );
    await say({
      inventory: { entries },
      lastAppliedRevision: artifact.revision,
      lastAttemptedRevision: artifact.revision,
      conditions: [ready('True', 'ReconciliationSucceeded', `Applied revision: ${artifact.revision}`)],
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const again = (object['status'] as { readonly lastAttemptedRevision?: string } | undefined)
      ?.lastAttemptedRevision;
    if (again !== artifact.revision)
      await say({
        lastAttemptedRevision: artifact.revision,
        conditions: [ready('False', 'ReconciliationFailed', message)],
      });
  }
}

/** `undefined` where the source has nothing that is ready. */
async function announced(cluster: Cluster, namespace: string, name: string): Promise<Artifact | undefined> {
  const source = await cluster.get({ type: EXTERNAL_ARTIFACTS, name, namespace });
  const status = source?.['status'] as
    | {
        readonly artifact?: Artifact;
        readonly conditions?: readonly { readonly type: string; readonly status: string }[];
      }
    | undefined;
  const isReady = status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') === true;
  return isReady ? status.artifact : undefined;
}

function ready(status: string, reason: string, message: string): Readonly<Record<string, string>> {
  return { type: 'Ready', status, reason, message, lastTransitionTime: new Date().toISOString() };
}
