import type { AccessRequest } from '../../model/rbac.ts';
import type { ClusterIdentity, KubernetesObject } from '../../ports/cluster.ts';

/** The write of an RBAC object, as the check against escalation sees it. */
export interface RbacWrite {
  readonly object: KubernetesObject;
  /** What it replaces; absent where it is created. */
  readonly before?: KubernetesObject;
  /** The name in the request's path; empty for a plain create. */
  readonly requestName: string;
}

export interface RbacRefusal {
  readonly kind: 'forbidden' | 'missing-role';
  readonly why: string;
}

/** What the RBAC objects of a cluster let whom do. It is handed in: an adapter judges nothing. */
export interface Authority {
  allows(who: ClusterIdentity, request: AccessRequest): boolean;
  /** Why an RBAC object is refused as invalid, whoever writes it. */
  invalid(object: KubernetesObject): string | undefined;
  /** Why `who`, who may write the kind, may not write this: it hands on what he does not hold, or what is not there. */
  escalation(who: ClusterIdentity, write: RbacWrite): RbacRefusal | undefined;
  /** Name of each ClusterRole that aggregates -> the rules that its controller gathers for it. */
  gathered(): ReadonlyMap<string, readonly unknown[]>;
}

/** Judges the RBAC objects of one moment. */
export type AuthorityOf = (rbac: readonly KubernetesObject[]) => Authority;
