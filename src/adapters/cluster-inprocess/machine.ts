import type { AccessRequest } from '../../model/rbac.ts';
import { type AdmissionJudge, type AdmissionRequest, WEBHOOK_NAME } from '../../ports/admission.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ClusterIdentity, KubernetesObject, ObjectKey, ResourceType } from '../../ports/cluster.ts';
import { CLUSTER_ROLES, NAMESPACES } from '../../ports/cluster-kinds.ts';
import type { Random } from '../../ports/random.ts';
import { forbidden, refused } from './answers.ts';
import type { Authority, AuthorityOf } from './authority.ts';
import { equal } from './json.ts';
import { kindKey, RBAC_GROUP, SERVED, type ServedKind } from './kinds.ts';
import { ObjectStore } from './store.ts';
import { TokenRegister } from './tokens.ts';

/** What the in-process cluster is made of. */
export interface Parts {
  readonly clock: Clock;
  readonly random: Random;
  readonly authorityOf: AuthorityOf;
  /** Asked about every write that is authorized and valid, as a validating webhook for all kinds would be. */
  readonly admission?: AdmissionJudge;
}

/** The state of the cluster, and what every request to it needs. */
export class Machine {
  readonly store: ObjectStore = new ObjectStore();
  readonly tokens: TokenRegister;
  readonly #parts: Parts;
  readonly #served: ReadonlyMap<string, ServedKind> = new Map(SERVED.map((one) => [kindKey(one.type), one]));
  #authority: Authority | undefined;
  #aggregatedBy: Authority | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.tokens = new TokenRegister(parts);
    this.store.listen(({ type }) => {
      if (type.group === RBAC_GROUP) this.#authority = undefined;
    });
  }

  get now(): number {
    return this.#parts.clock.now();
  }

  /** RFC 3339, in whole seconds, as the API writes times. */
  get time(): string {
    return timeOf(this.now);
  }

  get authority(): Authority {
    const rbac = SERVED.filter(({ type }) => type.group === RBAC_GROUP);
    this.#authority ??= this.#parts.authorityOf(rbac.flatMap(({ type }) => this.store.all(type)));
    return this.#authority;
  }

  served(type: ResourceType): ServedKind {
    const found = this.#served.get(kindKey(type));
    if (found === undefined)
      throw refused(404, 'NotFound', `it does not serve ${type.resource} of ${type.group}/${type.version}`);
    return found;
  }

  /** Throws unless the identity may do this. */
  authorize(
    who: ClusterIdentity,
    verb: string,
    at: Partial<ObjectKey> & { readonly type: ResourceType },
    subresource?: string,
  ): void {
    const request: AccessRequest = {
      verb,
      apiGroup: at.type.group,
      resource: at.type.resource,
      ...(subresource === undefined ? {} : { subresource }),
      name: at.name ?? '',
      namespace: at.namespace ?? '',
    };
    if (this.authority.allows(who, request)) return;
    const what = `${at.type.resource}${subresource === undefined ? '' : `/${subresource}`}`;
    const where = at.namespace === undefined ? '' : ` in namespace ${at.namespace}`;
    throw forbidden(`${who.user} may not ${verb} ${what}${where}`);
  }

  /** Rejects as the API server does where the webhook says no. */
  async admit(request: Omit<AdmissionRequest, 'uid' | 'dryRun'>): Promise<void> {
    const answer = await this.#parts.admission?.judge({ ...request, uid: this.uid(), dryRun: false });
    if (answer === undefined || answer.allowed) return;
    const why = answer.message ?? 'it says no more';
    throw forbidden(`admission webhook "${WEBHOOK_NAME}" denied the request: ${why}`);
  }

  uid(): string {
    const bytes = this.#parts.random.bytes(16);
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return [8, 12, 16, 20, 32].map((end, index) => hex.slice([0, 8, 12, 16, 20][index], end)).join('-');
  }

  /** Every object of every kind, in no order. */
  everything(): readonly (readonly [ResourceType, KubernetesObject])[] {
    return SERVED.flatMap(({ type }) => this.store.each(type).map((object) => [type, object] as const));
  }

  /** Every object of every kind that lies in a namespace. */
  contentOf(namespace: string): readonly (readonly [ResourceType, KubernetesObject])[] {
    return this.everything().filter(([, object]) => object.metadata.namespace === namespace);
  }

  /** Throws unless objects may be made in this namespace. */
  checkNamespace(namespace: string): void {
    const found = this.store.get(NAMESPACES, namespace);
    if (found === undefined) throw refused(404, 'NotFound', `there is no namespace ${namespace}`);
    if (found.metadata.deletionTimestamp !== undefined)
      throw forbidden(`namespace ${namespace} is being deleted`);
  }

  /** ClusterRoles whose rules are not those that their aggregation gives them. */
  unaggregated(): readonly (readonly [KubernetesObject, readonly unknown[]])[] {
    const authority = this.authority;
    if (authority === this.#aggregatedBy) return [];
    this.#aggregatedBy = authority;
    return [...authority.gathered()].flatMap(([name, rules]) => {
      const role = this.store.get(CLUSTER_ROLES, name);
      return role === undefined || equal(role['rules'], rules) ? [] : [[role, rules] as const];
    });
  }
}

export function timeOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
