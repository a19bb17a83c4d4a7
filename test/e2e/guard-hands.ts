import {
  collectionPath,
  creationPath,
  objectPath,
  withQuery,
} from '../../src/adapters/cluster-kubernetes/paths.ts';
import type { ClusterIdentity, KubernetesObject } from '../../src/ports/cluster.ts';
import type { ClusterStep, Hands, Outcome, Step } from '../guard/step.ts';
import type { Answer, Send } from './api-requests.ts';
import type { ApiServer } from './api-server.ts';

/** What is done elsewhere than by a request. */
export interface Beside {
  land(files: Readonly<Record<string, string | null>>): Promise<void>;
  restart(): Promise<void>;
}

/** People with client certificates, who speak to a real API server without any code of ours. */
export class RealHands implements Hands {
  readonly #api: ApiServer;
  readonly #beside: Beside;
  readonly #as: Map<string, Send> = new Map();

  constructor(api: ApiServer, beside: Beside) {
    this.#api = api;
    this.#beside = beside;
  }

  async play(who: ClusterIdentity, step: Step): Promise<Outcome> {
    if (step.do === 'land') await this.#beside.land(step.files);
    else if (step.do === 'restart') await this.#beside.restart();
    else return outcomeOf(await this.#ask(step.as ?? who, step));
    return { done: true };
  }

  async #ask(who: ClusterIdentity, step: ClusterStep): Promise<Answer> {
    const name = JSON.stringify(who);
    const send = this.#as.get(name) ?? this.#api.as(who);
    this.#as.set(name, send);
    const { impersonating } = step;
    const headers =
      impersonating === undefined
        ? {}
        : { 'impersonate-user': impersonating.user, 'impersonate-group': impersonating.groups };
    const asked = { ...(step.dryRun === true ? { dryRun: 'All' } : {}), fieldManager: 'kubectl' };
    if (step.do === 'create') {
      const path = withQuery(creationPath(step.type, step.object.metadata.namespace), asked);
      return send('POST', path, await this.#owned(step), headers);
    }
    if (step.do === 'merge') {
      const path = `${objectPath(step.key)}${step.status === true ? '/status' : ''}`;
      const type = { 'content-type': 'application/merge-patch+json' };
      return send('PATCH', withQuery(path, asked), step.body, { ...headers, ...type });
    }
    if (step.do === 'apply') {
      const { name, namespace } = step.object.metadata;
      const path = objectPath({ type: step.type, name, ...(namespace === undefined ? {} : { namespace }) });
      const type = { 'content-type': 'application/apply-patch+yaml' };
      const query = { ...asked, fieldManager: step.manager, force: 'true' };
      return send('PATCH', withQuery(path, query), step.object, { ...headers, ...type });
    }
    if (step.do === 'delete') return send('DELETE', objectPath(step.key), undefined, headers);
    return send('GET', collectionPath(step.type, step.namespace), undefined, headers);
  }

  async #owned({ object, ownedBy }: Extract<ClusterStep, { do: 'create' }>): Promise<KubernetesObject> {
    if (ownedBy === undefined) return object;
    const { body } = await this.#api.send('GET', objectPath(ownedBy));
    const { apiVersion, kind, metadata } = body as KubernetesObject;
    const owner = { apiVersion, kind, name: metadata.name, uid: metadata.uid };
    return { ...object, metadata: { ...object.metadata, ownerReferences: [owner] } };
  }
}

function outcomeOf({ status, body }: Answer): Outcome {
  if (status < 300) return { done: true };
  const message = (body as { readonly message?: string } | undefined)?.message ?? String(body);
  return { done: false, status, message };
}
