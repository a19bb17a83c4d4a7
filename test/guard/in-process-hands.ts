import type { InProcessCluster } from '../../src/adapters/cluster-inprocess/cluster.ts';
import type { Witness } from '../../src/flows/guard/who/witness.ts';
import { liveObject } from '../../src/formats/kubernetes/live.ts';
import { MainwardError } from '../../src/model/errors.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ClusterIdentity, KubernetesObject } from '../../src/ports/cluster.ts';
import { rbacMeaning } from '../../src/stages/5-cluster/meaning.ts';
import { CLUSTER } from './policy.ts';
import type { ClusterStep, Hands, Outcome, Step } from './step.ts';

/** Told of each write that was done, as an audit log tells it. */
export interface AuditLog {
  readonly witness: Pick<Witness, 'note'>;
  readonly clock: Clock;
}

/** People at the cluster in this process, which knows no dry run. */
export class InProcessHands implements Hands {
  readonly #cluster: InProcessCluster;
  readonly #audit: AuditLog | undefined;

  constructor(cluster: InProcessCluster, audit?: AuditLog) {
    this.#cluster = cluster;
    this.#audit = audit;
  }

  async play(who: ClusterIdentity, step: Step): Promise<Outcome> {
    if (step.do === 'land' || step.do === 'restart') throw new Error(`Nobody can ${step.do} here.`);
    if (step.dryRun === true) return { done: true };
    try {
      const written = await this.#ask(step.impersonating ?? step.as ?? who, step);
      if (written !== undefined) this.#note(who, step, written);
      return { done: true };
    } catch (error) {
      if (!(error instanceof MainwardError)) throw error;
      return { done: false, status: Number(error.fields['status'] ?? 0), message: error.message };
    }
  }

  async #ask(who: ClusterIdentity, step: ClusterStep): Promise<KubernetesObject | undefined> {
    const cluster = this.#cluster.as(who);
    switch (step.do) {
      case 'create':
        return cluster.create(step.type, await this.#owned(step));
      case 'merge':
        return cluster.patch(
          step.key,
          { kind: 'merge', body: step.body },
          step.status === true ? { subresource: 'status' } : {},
        );
      case 'apply': {
        const { name, namespace } = step.object.metadata;
        const key = { type: step.type, name, ...(namespace === undefined ? {} : { namespace }) };
        const { manager, object: body } = step;
        return cluster.patch(key, { kind: 'apply', body, manager, force: true });
      }
      case 'delete':
        await cluster.delete(step.key);
        return undefined;
      case 'read':
        await cluster.list(step.type, step.namespace === undefined ? {} : { namespace: step.namespace });
        return undefined;
    }
  }

  #note(who: ClusterIdentity, step: ClusterStep, object: KubernetesObject): void {
    if (this.#audit === undefined) return;
    const { witness, clock } = this.#audit;
    const { apiVersion, kind, metadata } = object;
    const { namespace, name, uid, resourceVersion } = metadata;
    const { user, groups } = step.impersonating ?? step.as ?? who;
    const tree = liveObject(object, 'live');
    const meaning = tree === undefined ? undefined : rbacMeaning(tree);
    witness.note({
      cluster: CLUSTER,
      object: { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) },
      operation: step.do === 'create' ? 'CREATE' : 'UPDATE',
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(meaning === undefined ? {} : { meaning }),
      actor: {
        source: 'audit',
        user,
        groups,
        ...(step.impersonating === undefined ? {} : { impersonator: who.user }),
        at: new Date(clock.now()).toISOString(),
      },
      at: clock.now(),
    });
  }

  async #owned({ object, ownedBy }: Extract<ClusterStep, { do: 'create' }>): Promise<KubernetesObject> {
    if (ownedBy === undefined) return object;
    const owner = await this.#cluster.as({ user: 'root', groups: ['system:masters'] }).get(ownedBy);
    if (owner === undefined) throw new Error(`There is no ${ownedBy.name}.`);
    const { apiVersion, kind, metadata } = owner;
    const reference = { apiVersion, kind, name: metadata.name, uid: metadata.uid };
    return { ...object, metadata: { ...object.metadata, ownerReferences: [reference] } };
  }
}
