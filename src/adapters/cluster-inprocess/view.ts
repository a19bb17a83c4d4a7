import type {
  AccessQuestion,
  Cluster,
  ClusterIdentity,
  ClusterToken,
  KubernetesObject,
  ListOptions,
  ObjectKey,
  ObjectList,
  Patch,
  PatchOptions,
  Preconditions,
  ResourceType,
  TokenQuestion,
  WatchEvent,
} from '../../ports/cluster.ts';
import { SECRETS, SERVICE_ACCOUNTS } from '../../ports/cluster-kinds.ts';
import { conflict, refused } from './answers.ts';
import { remove } from './controllers.ts';
import { type Machine, timeOf } from './machine.ts';
import { checkKey } from './validation.ts';
import { listOf, watchStore } from './watching.ts';
import { create, type PlannedWrite, patch } from './writes.ts';

const REVIEWS: ResourceType = {
  group: 'authorization.k8s.io',
  version: 'v1',
  resource: 'subjectaccessreviews',
  kind: 'SubjectAccessReview',
  namespaced: false,
};
const LEAST_SECONDS = 600;

/** The cluster as one credential sees it. */
export class ClusterView implements Cluster {
  readonly #machine: Machine;
  /** Throws where the credential is not accepted any more. */
  readonly #identify: () => ClusterIdentity;

  constructor(machine: Machine, identify: () => ClusterIdentity) {
    this.#machine = machine;
    this.#identify = identify;
  }

  async list(type: ResourceType, options: ListOptions = {}): Promise<ObjectList> {
    this.#mayList(type, options, ['list']);
    return listOf(this.#machine.store, type, options);
  }

  async get(key: ObjectKey): Promise<KubernetesObject | undefined> {
    const who = this.#identify();
    this.#machine.served(key.type);
    this.#machine.authorize(who, 'get', key);
    checkKey(key);
    return this.#machine.store.get(key.type, key.name, key.namespace);
  }

  async *watch(
    type: ResourceType,
    options: ListOptions,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent, void, undefined> {
    this.#mayList(type, options, ['list', 'watch']);
    yield* watchStore(this.#machine.store, type, options, signal);
  }

  async create(type: ResourceType, object: KubernetesObject): Promise<KubernetesObject> {
    return this.#write(() => create(this.#machine, this.#identify(), type, object));
  }

  async patch(key: ObjectKey, change: Patch, options: PatchOptions = {}): Promise<KubernetesObject> {
    return this.#write(() => patch(this.#machine, this.#identify(), key, change, options));
  }

  async delete(key: ObjectKey, preconditions: Preconditions = {}): Promise<boolean> {
    const who = this.#identify();
    this.#machine.served(key.type);
    this.#machine.authorize(who, 'delete', key);
    checkKey(key);
    for (;;) {
      const object = this.#machine.store.get(key.type, key.name, key.namespace);
      if (object === undefined) return false;
      const { uid, resourceVersion } = preconditions;
      const changed =
        (uid !== undefined && uid !== object.metadata.uid) ||
        (resourceVersion !== undefined && resourceVersion !== object.metadata.resourceVersion);
      if (changed) throw conflict('Conflict', `${key.type.kind} ${key.name} is not the one that is meant`);
      await this.#machine.admit({ who, key, operation: 'DELETE', oldObject: object });
      if (this.#machine.store.get(key.type, key.name, key.namespace) !== object) continue;
      remove(this.#machine, key.type, object);
      return true;
    }
  }

  async issue(question: TokenQuestion): Promise<ClusterToken> {
    const { namespace, name, audiences, seconds, boundTo } = question;
    const { store, tokens, now } = this.#machine;
    this.#machine.authorize(this.#identify(), 'create', { type: SERVICE_ACCOUNTS, namespace, name }, 'token');
    if (seconds < LEAST_SECONDS)
      throw refused(422, 'Invalid', `a token lives at least ${LEAST_SECONDS} seconds`);
    const accountUid = store.get(SERVICE_ACCOUNTS, name, namespace)?.metadata.uid;
    if (accountUid === undefined) throw refused(404, 'NotFound', `there is no service account ${name}`);
    if (boundTo !== undefined) {
      const uid = store.get(SECRETS, boundTo.name, namespace)?.metadata.uid;
      if (uid === undefined) throw refused(404, 'NotFound', `there is no Secret ${boundTo.name}`);
      if (uid !== boundTo.uid) throw conflict('Conflict', `the Secret ${boundTo.name} is another one by now`);
    }
    const expires = now + seconds * 1000;
    const token = tokens.issue({
      namespace,
      account: name,
      accountUid,
      expires,
      accepted: audiences.length === 0,
      ...(boundTo === undefined ? {} : { secret: boundTo }),
    });
    return { token, expires: timeOf(expires) };
  }

  async whoAmI(): Promise<ClusterIdentity> {
    const { user, groups } = this.#identify();
    return { user, groups: [...new Set([...groups, 'system:authenticated'])] };
  }

  async allows(question: AccessQuestion): Promise<boolean> {
    this.#machine.authorize(this.#identify(), 'create', { type: REVIEWS });
    const {
      user,
      groups,
      verb,
      group = '',
      resource = '',
      subresource,
      namespace = '',
      name = '',
    } = question;
    const path = question.nonResourcePath;
    return this.#machine.authority.allows(
      { user, groups },
      {
        verb,
        apiGroup: group,
        resource,
        namespace,
        name,
        ...(subresource === undefined ? {} : { subresource }),
        ...(path === undefined ? {} : { nonResourcePath: path }),
      },
    );
  }

  /** Whoever judges it takes time: what is another object by then is judged anew. */
  async #write(plan: () => PlannedWrite): Promise<KubernetesObject> {
    for (;;) {
      const write = plan();
      await this.#machine.admit(write.request);
      if (write.isCurrent()) return write.commit();
    }
  }

  #mayList(type: ResourceType, { namespace }: ListOptions, verbs: readonly string[]): void {
    const who = this.#identify();
    this.#machine.served(type);
    for (const verb of verbs)
      this.#machine.authorize(who, verb, { type, ...(namespace === undefined ? {} : { namespace }) });
  }
}
