import type { ClusterIdentity, KubernetesObject, ObjectKey } from './cluster.ts';

/** A request as `admission.k8s.io/v1` hands it to a validating webhook, read and within its budget. */
export interface AdmissionRequest {
  readonly uid: string;
  readonly key: ObjectKey;
  readonly subresource?: string;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly who: ClusterIdentity;
  /** Absent for DELETE. */
  readonly object?: KubernetesObject;
  /** Absent for CREATE. */
  readonly oldObject?: KubernetesObject;
  readonly dryRun: boolean;
}

export interface AdmissionAnswer {
  readonly allowed: boolean;
  /** For a refusal: which rule, and how to proceed. */
  readonly message?: string;
  /** Shown by kubectl; what would be refused says so here. */
  readonly warnings: readonly string[];
}

/** Judges requests of one cluster. Never rejects: what cannot be judged is refused where it enforces. */
export interface AdmissionJudge {
  judge(request: AdmissionRequest): Promise<AdmissionAnswer>;
}

/** What the webhook is called in a cluster; the API server names it to whoever is refused. */
export const WEBHOOK_NAME = 'writes.admission.mainward.dev';
