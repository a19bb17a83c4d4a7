import type { MainwardError } from '../model/errors.ts';

/** Any object of the Kubernetes API, as JSON. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** A kind as the API serves it. */
export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural, lower case. */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

export interface ObjectKey {
  readonly type: ResourceType;
  readonly name: string;
  readonly namespace?: string;
}

export interface ListOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  /** Objects of one page; the list is whole all the same. */
  readonly pageSize?: number;
}

export interface ObjectList {
  readonly items: readonly KubernetesObject[];
  /** Where a watch goes on from. */
  readonly resourceVersion: string;
}

/**
 * Reads. All verbs of all parts reject with CLUSTER_UNREACHABLE (no answer; a write may have happened all the same),
 * CLUSTER_FORBIDDEN (the identity may not, or is not accepted), CLUSTER_REFUSED (a kind that is not served, a name that is
 * none, an invalid object) or BUDGET_EXCEEDED. `fields.status` is the HTTP status, `fields.reason` the API's own word.
 */
export interface ClusterReader {
  list(type: ResourceType, options?: ListOptions): Promise<ObjectList>;
  /** `undefined` only where the kind is served and has no such object. */
  get(key: ObjectKey): Promise<KubernetesObject | undefined>;
}

export type WatchEvent =
  | { readonly kind: 'added' | 'modified' | 'deleted'; readonly object: KubernetesObject }
  /** The complete state: what is not in it is gone. Comes before any other state, and whenever the stream had to begin anew. */
  | { readonly kind: 'listed'; readonly list: ObjectList }
  /** The stream is broken and being tried again, without end; what happens meanwhile comes later. */
  | { readonly kind: 'interrupted'; readonly error: MainwardError };

/** Watches one kind: lists, follows, resumes where the connection ended, and lists anew where too much was missed. */
export interface ClusterWatcher {
  /** Ends when the signal aborts. Rejects only where the very first list is forbidden or refused. */
  watch(type: ResourceType, options: ListOptions, signal: AbortSignal): AsyncIterable<WatchEvent>;
}

/** What must still be so for a deletion to happen. */
export interface Preconditions {
  readonly uid?: string;
  readonly resourceVersion?: string;
}

export type Patch =
  | { readonly kind: 'merge'; readonly body: unknown }
  /** Server-side apply: `body` is the whole intent of `manager`. */
  | {
      readonly kind: 'apply';
      readonly body: KubernetesObject;
      readonly manager: string;
      readonly force: boolean;
    };

export interface PatchOptions {
  readonly subresource?: 'status';
}

/** Writes. What is there already, a failed precondition and a field of another manager reject with CLUSTER_CONFLICT. */
export interface ClusterWriter {
  create(type: ResourceType, object: KubernetesObject): Promise<KubernetesObject>;
  /** A merge patch wants the object to be there; one with `metadata.resourceVersion` wants it unchanged. */
  patch(key: ObjectKey, patch: Patch, options?: PatchOptions): Promise<KubernetesObject>;
  /** `false` where it was not there. What has finalizers stays until they are removed; a namespace until it is empty. */
  delete(key: ObjectKey, preconditions?: Preconditions): Promise<boolean>;
}

export interface TokenQuestion {
  readonly namespace: string;
  /** The service account. */
  readonly name: string;
  /** Empty = the API server's own. */
  readonly audiences: readonly string[];
  /** At least 600, the API server's floor. */
  readonly seconds: number;
  /** The Secret whose deletion revokes it, in the same namespace. */
  readonly boundTo?: { readonly name: string; readonly uid: string };
}

export interface ClusterToken {
  readonly token: string;
  /** RFC 3339. */
  readonly expires: string;
}

/** TokenRequest (`authentication.k8s.io/v1`). */
export interface ClusterTokenIssuer {
  issue(question: TokenQuestion): Promise<ClusterToken>;
}

export interface AccessQuestion {
  readonly user: string;
  readonly groups: readonly string[];
  readonly verb: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly nonResourcePath?: string;
}

/** SubjectAccessReview (`authorization.k8s.io/v1`). */
export interface ClusterAccess {
  allows(question: AccessQuestion): Promise<boolean>;
}

/** Who asks, as the API server takes it from a credential. It adds `system:authenticated` by itself. */
export interface ClusterIdentity {
  readonly user: string;
  readonly groups: readonly string[];
}

/** SelfSubjectReview (`authentication.k8s.io/v1`). */
export interface ClusterSelf {
  /** As whom the API server takes this credential. */
  whoAmI(): Promise<ClusterIdentity>;
}

/** What one credential gives of one cluster. A flow asks for the parts it needs. */
export interface Cluster
  extends ClusterReader,
    ClusterWatcher,
    ClusterWriter,
    ClusterTokenIssuer,
    ClusterAccess,
    ClusterSelf {}
