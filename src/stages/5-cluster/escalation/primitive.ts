import type { Severity } from '../../../model/verdict.ts';
import type { Need } from './need.ts';

/** What an escalation reaches, the greatest first. */
export type ReachKind =
  | 'cluster-admin'
  | 'cluster-nodes'
  | 'any-user'
  | 'agent'
  | 'namespace-admin'
  | 'service-accounts'
  | 'secrets'
  | 'workloads'
  | 'access'
  | 'network'
  | 'guard-rails'
  | 'information';

/**
 * A way to more rights than were given, as far as RBAC decides it. All needs must be met; one of `needs` is a
 * list of alternatives.
 */
export interface Primitive {
  readonly id: string;
  readonly title: string;
  /** Where it counts in the whole cluster; one level lower in a namespace without privileged accounts. */
  readonly severity: Severity;
  /** Where it is judged: in the whole cluster only, in each namespace too, or in namespaces of an agent. */
  readonly where: 'cluster' | 'anywhere' | 'argocd' | 'flux' | 'kube-system' | 'privileged';
  readonly needs: readonly (readonly Need[])[];
  /** All needs must be met for one and the same object. */
  readonly sameObject?: true;
  /** Where the first need is limited to names of ClusterRoles, one of them must be worth having. */
  readonly powerful?: true;
  readonly reach: ReachKind;
  /** What it reaches where it counts in the whole cluster; otherwise as `reach`. */
  readonly clusterReach?: ReachKind;
  readonly steps: readonly string[];
}

/** What of a cluster decides how far a way leads. */
export interface Surroundings {
  /** Namespaces in which Argo CD runs, and Flux. */
  readonly argocd: readonly string[];
  readonly flux: readonly string[];
  /** Namespaces that hold an account from which the whole cluster can be had. */
  readonly privileged: ReadonlySet<string>;
  /** Is a ClusterRole of this name worth binding to oneself? False for one that is not in view. */
  isPowerful(clusterRole: string): boolean;
}
