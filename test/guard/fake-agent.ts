import { REQUESTED_AT } from '../../src/flows/guard/act.ts';
import type { Cluster, KubernetesObject, ResourceType } from '../../src/ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  KUSTOMIZATIONS,
  ROLE_BINDINGS,
  ROLES,
} from '../../src/ports/cluster-kinds.ts';
import type { Pause } from '../../src/ports/pause.ts';
import type { FakeDesired } from './fake-desired.ts';
import { AGENT_SPEC, kustomization } from './ground.ts';

const APPLIED: readonly ResourceType[] = [CLUSTER_ROLES, ROLES, CLUSTER_ROLE_BINDINGS, ROLE_BINDINGS];

/** Applies what Git says when it is asked to, and takes some time for it. */
export class FakeAgent {
  readonly #cluster: Cluster;
  readonly #desired: FakeDesired;
  readonly #pause: Pause;
  readonly #stopping = new AbortController();
  /** It does nothing, whoever asks. */
  isDead = false;
  milliseconds = 500;
  #applied: readonly KubernetesObject[] = [];

  constructor(cluster: Cluster, desired: FakeDesired, pause: Pause) {
    this.#cluster = cluster;
    this.#desired = desired;
    this.#pause = pause;
  }

  /** Makes its Kustomization and follows what asks it, until it is stopped. */
  async start(): Promise<void> {
    await this.#cluster.create(KUSTOMIZATIONS, kustomization('production', AGENT_SPEC));
    void this.#follow();
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #follow(): Promise<void> {
    let handled: string | undefined;
    const { signal } = this.#stopping;
    for await (const event of this.#cluster.watch(KUSTOMIZATIONS, {}, signal)) {
      if (event.kind !== 'modified') continue;
      const asked = event.object.metadata.annotations?.[REQUESTED_AT];
      if (asked === undefined || asked === handled) continue;
      handled = asked;
      await this.#pause.pause(this.milliseconds, signal);
      if (!this.isDead && !signal.aborted) await this.apply();
    }
  }

  /** Server-side apply with force, and prune; what cannot be changed fails, as the API server has it. */
  async apply(): Promise<void> {
    const objects = this.#desired.objects;
    for (const type of APPLIED)
      for (const object of objects.filter(({ kind }) => kind === type.kind)) {
        const { name, namespace } = object.metadata;
        const key = { type, name, ...(namespace === undefined ? {} : { namespace }) };
        try {
          await this.#cluster.patch(key, {
            kind: 'apply',
            body: object,
            manager: 'kustomize-controller',
            force: true,
          });
        } catch {
          // Another roleRef: it stays as it is until somebody deletes it.
        }
      }
    await this.#prune(objects);
    this.#applied = objects;
    this.#desired.rolledOut();
  }

  async #prune(objects: readonly KubernetesObject[]): Promise<void> {
    const wanted = new Set(objects.map(nameOf));
    for (const type of APPLIED)
      for (const object of this.#applied.filter(({ kind }) => kind === type.kind)) {
        const { name, namespace } = object.metadata;
        if (!wanted.has(nameOf(object)))
          await this.#cluster.delete({ type, name, ...(namespace === undefined ? {} : { namespace }) });
      }
  }
}

function nameOf({ kind, metadata: { namespace = '', name } }: KubernetesObject): string {
  return `${kind} ${namespace}/${name}`;
}
