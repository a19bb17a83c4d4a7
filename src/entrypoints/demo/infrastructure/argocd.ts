import { type ClusterName, TEAMS } from '../organisation/teams.ts';
import { kustomization } from './kustomization.ts';

/** The ids of the OpenPGP keys with which GitHub signs merges (docs.github.com, "About commit signature verification"). */
export const SIGNERS_OF_THE_FORGE = '4AEE18F83AFDEB23, B5690EEEBB952194';

const ROLLED_OUT: readonly (readonly [group: string, kind: string])[] = [
  ['', 'ConfigMap'],
  ['', 'Service'],
  ['apps', 'Deployment'],
  ['networking.k8s.io', 'Ingress'],
];

/** The kinds that an application consists of, as a project's whitelist. */
export function kinds(): string {
  return ROLLED_OUT.map(([group, kind]) => `    - group: '${group}'\n      kind: ${kind}\n`).join('');
}

/** Argo CD's settings, access and the project that nobody is meant to use: `clusters/CLUSTER/argocd/`. */
export function argocd(cluster: ClusterName): ReadonlyMap<string, string> {
  return kustomization(`clusters/${cluster}/argocd`, [], {
    'settings.yaml': settings(cluster),
    'access.yaml': access(),
    'default-project.yaml': DEFAULT_PROJECT,
  });
}

function settings(cluster: ClusterName): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels:
    app.kubernetes.io/name: argocd-cm
    app.kubernetes.io/part-of: argocd
data:
  url: https://argocd.${cluster}.acme.example
  admin.enabled: 'false'
  users.anonymous.enabled: 'false'
  exec.enabled: 'false'
  application.resourceTrackingMethod: annotation
  application.sync.impersonation.enabled: 'true'
  application.sync.impersonation.enforced: 'true'
  application.sync.requireOverridePrivilegeForRevisionSync: 'true'
  oidc.config: |
    name: acme
    issuer: https://login.acme.example
    clientID: argocd-${cluster}
    requestedScopes: [openid, email, groups]
`;
}

function access(): string {
  const lines = TEAMS.filter((team) => team.agent === 'argocd').map(
    ({ name }) => `    p, role:team-${name}, applications, get, ${name}/*, allow
    p, role:team-${name}, applications, sync, ${name}/*, allow
    g, team-${name}, role:team-${name}
`,
  );
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-rbac-cm
  namespace: argocd
  labels:
    app.kubernetes.io/name: argocd-rbac-cm
    app.kubernetes.io/part-of: argocd
data:
  policy.default: ''
  scopes: '[groups, email]'
  policy.csv: |
${lines.join('')}`;
}

/** It permits nothing (argo-cd docs, user-guide/projects.md: "The default project"). */
const DEFAULT_PROJECT = `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: default
  namespace: argocd
spec:
  description: Nothing belongs here
  sourceRepos: []
  sourceNamespaces: []
  destinations: []
  clusterResourceWhitelist: []
  namespaceResourceBlacklist:
    - group: '*'
      kind: '*'
`;
