import type { AgentController, AgentObjectName } from '../../../model/agent.ts';
import type { FluxInstance } from '../../../model/flux.ts';
import type { Found } from '../inventory.ts';
import { type Privilege, privilegeOf } from '../privilege.ts';
import type { AgentObject } from '../read.ts';

/** Objects by the cluster they live in: those of the cluster itself, and those of which it cannot be told. */
export class InCluster {
  readonly #objects: readonly AgentObject[];
  readonly #controllers: readonly Found<AgentController>[];
  readonly #instances: readonly Found<FluxInstance>[];
  readonly #clusterOf: (item: AgentObject) => string | undefined;
  readonly #powers = new Map<string, Privilege>();
  readonly #cache = new Map<string, readonly AgentObject[]>();

  constructor(
    objects: readonly AgentObject[],
    controllers: readonly Found<AgentController>[],
    instances: readonly Found<FluxInstance>[],
    clusterOf: (item: AgentObject) => string | undefined,
  ) {
    this.#objects = objects.filter(({ object }) =>
      object.apiVersion.startsWith('rbac.authorization.k8s.io/'),
    );
    this.#controllers = controllers;
    this.#instances = instances;
    this.#clusterOf = clusterOf;
  }

  /** What an account may do in the cluster, as far as bindings in view tell. */
  powerOf(account: AgentObjectName, cluster: string | undefined): Privilege {
    const key = `${account.namespace}/${account.name}@${cluster ?? ''}`;
    let found = this.#powers.get(key);
    if (found === undefined) {
      found = privilegeOf(account, this.#bindings(cluster));
      this.#powers.set(key, found);
    }
    return found;
  }

  #bindings(cluster: string | undefined): readonly AgentObject[] {
    const key = cluster ?? '';
    let found = this.#cache.get(key);
    if (found === undefined) {
      found = this.#objects.filter((item) => this.#concerns(item, cluster));
      this.#cache.set(key, found);
    }
    return found;
  }

  /** Controllers of the cluster; a file of its own folder goes before one that could be anybody's. */
  controllers(cluster: string | undefined): readonly Found<AgentController>[] {
    return this.#own(this.#controllers, cluster);
  }

  instances(cluster: string | undefined): readonly Found<FluxInstance>[] {
    return this.#own(this.#instances, cluster);
  }

  #own<T>(found: readonly Found<T>[], cluster: string | undefined): readonly Found<T>[] {
    const own = found.filter(({ item }) => cluster !== undefined && this.#clusterOf(item) === cluster);
    return own.length > 0 ? own : found.filter(({ item }) => this.#concerns(item, cluster));
  }

  #concerns(item: AgentObject, cluster: string | undefined): boolean {
    const own = this.#clusterOf(item);
    return own === undefined || cluster === undefined || own === cluster;
  }
}
