import type { ObjectKey, ResourceType } from '../../ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  EXTERNAL_ARTIFACTS,
  KUSTOMIZATIONS,
  ROLE_BINDINGS,
  ROLES,
} from '../../ports/cluster-kinds.ts';

/** A kind that admission judges. */
export interface JudgedKind {
  readonly type: ResourceType;
  /** `access`: it grants. `agent`: it says what an agent applies. */
  readonly what: 'access' | 'agent';
  /** Whoever offers it writes it and its status, and nobody else; it is not in Git. */
  readonly offered?: true;
}

const flux = (group: string, version: string, resource: string, kind: string): ResourceType => ({
  group: `${group}.toolkit.fluxcd.io`,
  version,
  resource,
  kind,
  namespaced: true,
});
const argo = (resource: string, kind: string): ResourceType => ({
  group: 'argoproj.io',
  version: 'v1alpha1',
  resource,
  kind,
  namespaced: true,
});

const ACCESS: readonly ResourceType[] = [ROLES, ROLE_BINDINGS, CLUSTER_ROLES, CLUSTER_ROLE_BINDINGS];
const AGENTS: readonly ResourceType[] = [
  KUSTOMIZATIONS,
  flux('helm', 'v2', 'helmreleases', 'HelmRelease'),
  flux('source', 'v1', 'gitrepositories', 'GitRepository'),
  flux('source', 'v1', 'ocirepositories', 'OCIRepository'),
  flux('source', 'v1', 'buckets', 'Bucket'),
  flux('source', 'v1', 'helmrepositories', 'HelmRepository'),
  argo('applications', 'Application'),
  argo('applicationsets', 'ApplicationSet'),
  argo('appprojects', 'AppProject'),
];

/** Every kind that is judged; the webhook is registered for these and no others. */
export const JUDGED_KINDS: readonly JudgedKind[] = [
  ...ACCESS.map((type) => ({ type, what: 'access' as const })),
  ...AGENTS.map((type) => ({ type, what: 'agent' as const })),
  { type: EXTERNAL_ARTIFACTS, what: 'agent', offered: true },
];

/** In whatever version; `undefined` for what is none of ours. */
export function judgedKind({ type }: ObjectKey): JudgedKind | undefined {
  return JUDGED_KINDS.find((one) => one.type.group === type.group && one.type.resource === type.resource);
}
