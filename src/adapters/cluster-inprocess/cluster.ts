import type { Cluster, ClusterIdentity, KubernetesObject } from '../../ports/cluster.ts';
import { NAMESPACES } from '../../ports/cluster-kinds.ts';
import { unauthorized } from './answers.ts';
import { settle } from './controllers.ts';
import { SERVED } from './kinds.ts';
import { Machine, type Parts } from './machine.ts';
import { updated } from './managers.ts';
import { ClusterView } from './view.ts';

const SERVICE_ACCOUNT = 'system:serviceaccount:';

/** A small Kubernetes in this process: what it serves, it serves as the API server does. It forgets all when it ends. */
export class InProcessCluster {
  readonly #machine: Machine;

  /** `objects` are there from the start, as the API server makes its default roles; nobody's rights are asked. */
  constructor(parts: Parts, objects: readonly KubernetesObject[] = []) {
    this.#machine = new Machine(parts);
    for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease'])
      this.#seed({ apiVersion: 'v1', kind: NAMESPACES.kind, metadata: { name } });
    for (const object of objects) this.#seed(object);
    settle(this.#machine);
  }

  /** As a kubeconfig of this identity would see it; `system:masters` may do everything. */
  as({ user, groups }: ClusterIdentity): Cluster {
    const implied = user === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
    const all = new Set([...groups, ...accountGroups(user), implied]);
    return new ClusterView(this.#machine, () => ({ user, groups: [...all] }));
  }

  /** As a token that was issued here would see it, while it is in force. */
  withToken(token: string): Cluster {
    return new ClusterView(this.#machine, () => {
      const identity = this.#machine.tokens.identityOf(token, this.#machine.store);
      if (identity === undefined) throw unauthorized();
      return { ...identity, groups: [...accountGroups(identity.user), 'system:authenticated'] };
    });
  }

  #seed(object: KubernetesObject): void {
    const served = SERVED.find(({ type }) => type.kind === object.kind);
    if (served === undefined) throw new TypeError(`${object.kind} is not served here`);
    const { metadata } = object;
    const own = { uid: this.#machine.uid(), creationTimestamp: this.#machine.time };
    const made = { ...object, metadata: { ...metadata, ...own } };
    const writer = { manager: 'kube-apiserver', operation: 'Update', time: this.#machine.time } as const;
    this.#machine.store.put(served.type, updated(undefined, made, writer));
  }
}

function accountGroups(user: string): readonly string[] {
  if (!user.startsWith(SERVICE_ACCOUNT)) return [];
  const [namespace = ''] = user.slice(SERVICE_ACCOUNT.length).split(':');
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}
