import type { InProcessCluster } from '../../../adapters/cluster-inprocess/cluster.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { systemPause } from '../../../adapters/system/pause.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Cluster, KubernetesObject } from '../../../ports/cluster.ts';
import { EXTERNAL_ARTIFACTS, KUSTOMIZATIONS } from '../../../ports/cluster-kinds.ts';
import type { Pause } from '../../../ports/pause.ts';
import { applyAll, type InventoryEntry, prune, renderPath } from './apply.ts';
import { type Artifact, fetchArtifact } from './artifact.ts';

export interface AgentParts {
  /** Its own identity: it reads sources and Kustomizations, and writes their status. */
  readonly cluster: Cluster;
  /** The cluster as another user sees it: applying happens as the account that a Kustomization names. */
  readonly as: (user: string) => Cluster;
  readonly clock: Clock;
  readonly pause: Pause;
}

export interface Agent {
  stop(): Promise<void>;
}

/** Begins to play it in a cluster of this process. */
export function startAgent(cluster: InProcessCluster): Agent {
  const stopping = new AbortController();
  const agent = new StandInAgent({
    cluster: cluster.as({ user: 'flux', groups: ['system:masters'] }),
    as: (user) => cluster.as({ user, groups: [] }),
    clock: systemClock,
    pause: systemPause,
  });
  const running = agent.run(stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** What failed is tried again so often. */
const RETRY_MS = 1_000;

/**
 * Plays Flux's kustomize-controller where there is none: follows ExternalArtifacts, applies what Kustomizations name of
 * them as the account that they name, prunes by inventory, and says so in their status as the real one does. For the
 * demo: it has no health checks, no dependencies, no decryption and no variables.
 */
export class StandInAgent {
  readonly #parts: AgentParts;
  /** When applying failed, by Kustomization. */
  readonly #failed: Map<string, number> = new Map();
  #work: Promise<void> = Promise.resolve();

  constructor(parts: AgentParts) {
    this.#parts = parts;
  }

  /** Reconciles whenever a source or a Kustomization changes, until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { cluster } = this.#parts;
    await Promise.all([
      this.#retry(signal),
      ...[EXTERNAL_ARTIFACTS, KUSTOMIZATIONS].map(async (type) => {
        for await (const event of cluster.watch(type, {}, signal))
          if (event.kind !== 'interrupted') await this.reconcile();
      }),
    ]);
  }

  async #retry(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#parts.pause.pause(RETRY_MS, signal);
      if (this.#failed.size > 0 && !signal.aborted) await this.reconcile();
    }
  }

  /** One round over everything; one after the other. */
  reconcile(): Promise<void> {
    const next = this.#work.then(() => this.#round());
    this.#work = next.catch(() => undefined);
    return next;
  }

  async #round(): Promise<void> {
    const { cluster } = this.#parts;
    const sources = (await cluster.list(EXTERNAL_ARTIFACTS)).items;
    for (const kustomization of (await cluster.list(KUSTOMIZATIONS)).items) {
      const wish = wishOf(kustomization);
      const source = sources.find(
        ({ metadata: { namespace, name } }) =>
          namespace === wish?.sourceNamespace && name === wish?.sourceName,
      );
      const artifact = source === undefined ? undefined : artifactOf(source);
      if (wish === undefined || artifact === undefined || this.#isDone(kustomization, artifact)) continue;
      await this.#apply(kustomization, wish, artifact);
    }
  }

  /** As the real one: a revision that was tried for this generation is tried again where somebody asks, or, not at once, where that failed. */
  #isDone({ metadata, ...object }: KubernetesObject, { revision }: Artifact): boolean {
    const { observedGeneration, lastAttemptedRevision, lastHandledReconcileAt } = fieldsOf(object['status']);
    if (askedAt({ metadata }) !== lastHandledReconcileAt) return false;
    if (observedGeneration !== (metadata.generation ?? 1) || lastAttemptedRevision !== revision) return false;
    const failed = this.#failed.get(`${metadata.namespace}/${metadata.name}`);
    return failed === undefined || failed + RETRY_MS > this.#parts.clock.now();
  }

  async #apply(kustomization: KubernetesObject, wish: Wish, artifact: Artifact): Promise<void> {
    const { cluster, as, clock } = this.#parts;
    const key = `${wish.namespace}/${wish.name}`;
    const before = inventoryOf(kustomization);
    const user =
      wish.serviceAccount === undefined
        ? undefined
        : `system:serviceaccount:${wish.namespace}:${wish.serviceAccount}`;
    const applying = user === undefined ? cluster : as(user);
    try {
      const objects = renderPath(await fetchArtifact(artifact), wish.path);
      const now = await applyAll(applying, objects, wish);
      if (wish.prune) await prune(applying, before, now, wish);
      this.#failed.delete(key);
      await this.#say(kustomization, artifact, {
        lastAppliedRevision: artifact.revision,
        inventory: { entries: now },
        conditions: [
          this.#ready(
            kustomization,
            'True',
            'ReconciliationSucceeded',
            `Applied revision: ${artifact.revision}`,
          ),
        ],
      });
    } catch (error) {
      this.#failed.set(key, clock.now());
      const message = `${error instanceof Error ? error.message : 'it failed'}${user === undefined ? '' : ` (as ${user})`}`;
      await this.#say(kustomization, artifact, {
        conditions: [this.#ready(kustomization, 'False', 'ReconciliationFailed', message)],
      });
    }
  }

  async #say({ metadata }: KubernetesObject, { revision }: Artifact, status: object): Promise<void> {
    const { name, namespace = '', generation = 1 } = metadata;
    const asked = askedAt({ metadata });
    const handled = asked === undefined ? {} : { lastHandledReconcileAt: asked };
    const body = {
      status: { observedGeneration: generation, lastAttemptedRevision: revision, ...handled, ...status },
    };
    const key = { type: KUSTOMIZATIONS, name, namespace };
    await this.#parts.cluster.patch(key, { kind: 'merge', body }, { subresource: 'status' });
  }

  #ready({ metadata }: KubernetesObject, status: string, reason: string, message: string): object {
    const lastTransitionTime = `${new Date(this.#parts.clock.now()).toISOString().slice(0, 19)}Z`;
    const observedGeneration = metadata.generation ?? 1;
    return { type: 'Ready', status, reason, message, lastTransitionTime, observedGeneration };
  }
}

/** What somebody wrote who wants it applied again. */
function askedAt({ metadata }: Pick<KubernetesObject, 'metadata'>): string | undefined {
  return metadata.annotations?.['reconcile.fluxcd.io/requestedAt'];
}

interface Wish {
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  readonly prune: boolean;
  readonly serviceAccount?: string;
  readonly sourceNamespace: string;
  readonly sourceName: string;
}

function wishOf({ metadata, ...object }: KubernetesObject): Wish | undefined {
  const spec = fieldsOf(object['spec']);
  const { kind, name, namespace } = fieldsOf(spec['sourceRef']);
  const own = metadata.namespace ?? '';
  if (kind !== EXTERNAL_ARTIFACTS.kind || typeof name !== 'string' || spec['suspend'] === true)
    return undefined;
  const { path, prune: prunes, serviceAccountName: account } = spec;
  return {
    namespace: own,
    name: metadata.name,
    path: typeof path === 'string' ? path.replace(/^(?:\.\/|\/)+/, '').replace(/\/+$/, '') : '',
    prune: prunes === true,
    ...(typeof account === 'string' ? { serviceAccount: account } : {}),
    sourceNamespace: typeof namespace === 'string' ? namespace : own,
    sourceName: name,
  };
}

function artifactOf(source: KubernetesObject): Artifact | undefined {
  const { url, revision, digest } = fieldsOf(fieldsOf(source['status'])['artifact']);
  if (typeof url !== 'string' || typeof revision !== 'string' || typeof digest !== 'string') return undefined;
  return { url, revision, digest };
}

function inventoryOf(kustomization: KubernetesObject): readonly InventoryEntry[] {
  const { entries } = fieldsOf(fieldsOf(kustomization['status'])['inventory']);
  return (Array.isArray(entries) ? entries : []).flatMap((entry: unknown) => {
    const { id, v } = fieldsOf(entry);
    return typeof id === 'string' && typeof v === 'string' ? [{ id, v }] : [];
  });
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return value instanceof Object && !Array.isArray(value) ? { ...value } : {};
}
