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
import { SERVICE_ACCOUNTS } from '../../ports/cluster-kinds.ts';
import { unreachable } from './answers.ts';
import type { Connection } from './connection.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { listAll } from './listing.ts';
import { isFields, objectFrom } from './objects.ts';
import { creationPath, objectPath, withQuery } from './paths.ts';
import { type ApiRequest, type RequestParts, Requests } from './requests.ts';
import { type WatchParts, watchCluster } from './watching.ts';

const JSON_BODY = 'application/json';
const MANAGER = 'mainward';

/** A cluster, asked through its API server with one credential. */
export class KubernetesCluster implements Cluster {
  readonly #requests: Requests;
  readonly #parts: WatchParts;

  constructor(connection: Connection, parts: RequestParts & WatchParts, limits: Partial<Limits> = {}) {
    this.#parts = parts;
    this.#requests = new Requests(connection, parts, { ...DEFAULT_LIMITS, ...limits });
  }

  async list(type: ResourceType, options: ListOptions = {}): Promise<ObjectList> {
    return listAll(this.#requests, type, options);
  }

  async get(key: ObjectKey): Promise<KubernetesObject | undefined> {
    const answer = await this.#requests.send({
      method: 'GET',
      path: objectPath(key),
      harmless: true,
      of: key.name,
    });
    return answer === undefined ? undefined : this.#object(answer.body, key.type);
  }

  watch(type: ResourceType, options: ListOptions, signal: AbortSignal): AsyncIterable<WatchEvent> {
    return watchCluster(this.#requests, this.#parts, type, options, signal);
  }

  async create(type: ResourceType, object: KubernetesObject): Promise<KubernetesObject> {
    const path = withQuery(creationPath(type, object.metadata.namespace), { fieldManager: MANAGER });
    const body = await this.#write({ method: 'POST', path, body: object, contentType: JSON_BODY }, type);
    return this.#object(body, type);
  }

  async patch(key: ObjectKey, patch: Patch, { subresource }: PatchOptions = {}): Promise<KubernetesObject> {
    const path = `${objectPath(key)}${subresource === undefined ? '' : `/${subresource}`}`;
    const request =
      patch.kind === 'merge'
        ? { path: withQuery(path, { fieldManager: MANAGER }), contentType: 'application/merge-patch+json' }
        : {
            path: withQuery(path, { fieldManager: patch.manager, force: String(patch.force) }),
            contentType: 'application/apply-patch+yaml',
          };
    const body = await this.#write({ method: 'PATCH', ...request, body: patch.body }, key.type);
    return this.#object(body, key.type);
  }

  async delete(key: ObjectKey, preconditions: Preconditions = {}): Promise<boolean> {
    const body = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: 'Background',
      preconditions,
    };
    const answer = await this.#requests.send({
      method: 'DELETE',
      path: objectPath(key),
      body,
      contentType: JSON_BODY,
      harmless: false,
      of: key.name,
    });
    return answer !== undefined;
  }

  async issue({ namespace, name, audiences, seconds, boundTo }: TokenQuestion): Promise<ClusterToken> {
    const bound =
      boundTo === undefined ? {} : { boundObjectRef: { apiVersion: 'v1', kind: 'Secret', ...boundTo } };
    const answer = await this.#requests.send({
      method: 'POST',
      path: `${objectPath({ type: SERVICE_ACCOUNTS, namespace, name })}/token`,
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { audiences, expirationSeconds: seconds, ...bound },
      },
      contentType: JSON_BODY,
      harmless: false,
    });
    const status = isFields(answer?.body) ? answer.body['status'] : undefined;
    const { token, expirationTimestamp: expires } = isFields(status) ? status : {};
    if (typeof token !== 'string' || typeof expires !== 'string') throw this.#nonsense();
    return { token, expires };
  }

  async allows(question: AccessQuestion): Promise<boolean> {
    const answer = await this.#requests.send({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: { user: question.user, groups: question.groups, ...attributesOf(question) },
      },
      contentType: JSON_BODY,
      harmless: true,
    });
    const status = isFields(answer?.body) ? answer.body['status'] : undefined;
    const allowed = isFields(status) ? status['allowed'] : undefined;
    if (typeof allowed !== 'boolean') throw this.#nonsense();
    return allowed;
  }

  async whoAmI(): Promise<ClusterIdentity> {
    const answer = await this.#requests.send({
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
      contentType: JSON_BODY,
      harmless: true,
    });
    const status = isFields(answer?.body) ? answer.body['status'] : undefined;
    const info = isFields(status) ? status['userInfo'] : undefined;
    const { username: user, groups = [] } = isFields(info) ? info : {};
    if (typeof user !== 'string' || user === '' || !isTexts(groups)) throw this.#nonsense();
    return { user, groups };
  }

  /** Ends its idle connections. */
  close(): void {
    this.#requests.close();
  }

  async #write(request: Omit<ApiRequest, 'harmless'>, type: ResourceType): Promise<unknown> {
    const confidential = type.kind === 'Secret';
    return (await this.#requests.send({ ...request, harmless: false, confidential }))?.body;
  }

  #object(body: unknown, type: ResourceType): KubernetesObject {
    const object = objectFrom(body, type);
    if (object === undefined) throw this.#nonsense();
    return object;
  }

  #nonsense(): Error {
    return unreachable(this.#requests.address, 'its answer is not what was asked for');
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

/** A request for a namespace carries its name as its namespace; a review has to say so itself. */
function attributesOf(question: AccessQuestion): Readonly<Record<string, unknown>> {
  const { verb, group = '', resource = '', subresource, name, nonResourcePath } = question;
  if (nonResourcePath !== undefined) return { nonResourceAttributes: { verb, path: nonResourcePath } };
  const namespace =
    group === '' && resource === 'namespaces' && name !== undefined ? name : question.namespace;
  return { resourceAttributes: { verb, group, resource, subresource, namespace, name } };
}
