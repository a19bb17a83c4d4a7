import { type ClusterName, repositoryOf, type Team, urlOf } from '../organisation/teams.ts';
import { kinds, SIGNERS_OF_THE_FORGE } from './argocd.ts';
import { kustomization } from './kustomization.ts';

/** What a team has in every cluster: `tenants/TEAM/`. */
export function tenantBase(team: Team): ReadonlyMap<string, string> {
  const folder = `tenants/${team.name}`;
  return kustomization(folder, [], {
    'namespace.yaml': namespace(team),
    'people.yaml': [
      binding(team, 'developers', 'tenant-viewer', group(`team-${team.name}`)),
      binding(team, 'on-call', 'tenant-operator', group(`${team.name}-on-call`)),
    ].join('---\n'),
    'agent.yaml': team.agent === 'flux' ? fluxAccounts(team) : argoAccounts(team),
  });
}

/** What differs between the clusters: `clusters/CLUSTER/tenants/TEAM/`. */
export function tenantOverlay(team: Team, cluster: ClusterName): ReadonlyMap<string, string> {
  const files: Record<string, string> = { 'quota.yaml': quota(team, cluster) };
  if (team.agent === 'flux') files['sync.yaml'] = fluxSync(team, cluster);
  else {
    files['project.yaml'] = argoProject(team);
    files['application.yaml'] = argoApplication(team, cluster);
  }
  const label = `patches:
  - target:
      kind: Namespace
      name: ${team.name}
    patch: |-
      - op: add
        path: /metadata/labels/acme.example~1environment
        value: ${cluster}
`;
  return kustomization(
    `clusters/${cluster}/tenants/${team.name}`,
    [`../../../../tenants/${team.name}`],
    files,
    label,
  );
}

function namespace(team: Team): string {
  return `apiVersion: v1
kind: Namespace
metadata:
  name: ${team.name}
  labels:
    acme.example/team: ${team.name}
    pod-security.kubernetes.io/enforce: restricted
`;
}

function group(name: string): string {
  return `  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: ${name}
`;
}

function account(namespaceOf: string, name: string): string {
  return `  - kind: ServiceAccount
    name: ${name}
    namespace: ${namespaceOf}
`;
}

function binding(team: Team, name: string, role: string, subjects: string): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: ${name}
  namespace: ${team.name}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: ${role}
subjects:
${subjects}`;
}

function serviceAccount(team: Team, name: string): string {
  return `apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
  namespace: ${team.name}
automountServiceAccountToken: false
`;
}

function fluxAccounts(team: Team): string {
  const controllers =
    account('flux-system', 'source-controller') + account('flux-system', 'image-automation-controller');
  return [
    serviceAccount(team, 'flux-reconciler'),
    binding(team, 'flux-reconciler', 'tenant-reconciler', account(team.name, 'flux-reconciler')),
    binding(team, 'flux-tenant', 'flux-tenant', account('flux-system', 'kustomize-controller')),
    binding(team, 'flux-credentials', 'flux-credentials', controllers),
  ].join('---\n');
}

function argoAccounts(team: Team): string {
  return [
    serviceAccount(team, 'argocd-deployer'),
    binding(team, 'argocd-deployer', 'tenant-reconciler', account(team.name, 'argocd-deployer')),
    binding(team, 'argocd-tenant', 'argocd-tenant', account('argocd', 'argocd-application-controller')),
  ].join('---\n');
}

function quota(team: Team, cluster: ClusterName): string {
  return `apiVersion: v1
kind: ResourceQuota
metadata:
  name: quota
  namespace: ${team.name}
spec:
  hard:
    requests.cpu: '${cluster === 'production' ? 16 : 4}'
    requests.memory: ${cluster === 'production' ? 32 : 8}Gi
    pods: '${cluster === 'production' ? 60 : 20}'
`;
}

/** The repository of a team, and what of it is applied, with the team's own account. */
function fluxSync(team: Team, cluster: ClusterName): string {
  const repository = repositoryOf(team.name);
  return `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: ${repository}
  namespace: ${team.name}
spec:
  interval: 1m
  url: ${urlOf(repository)}
  ref:
    branch: main
  secretRef:
    name: git-auth
  verify:
    mode: HEAD
    secretRef:
      name: git-signers
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${repository}
  namespace: ${team.name}
spec:
  interval: 5m
  path: ./deploy/overlays/${cluster}
  prune: true
  serviceAccountName: flux-reconciler
  targetNamespace: ${team.name}
  sourceRef:
    kind: GitRepository
    name: ${repository}
`;
}

function argoProject(team: Team): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: ${team.name}
  namespace: argocd
spec:
  description: What team ${team.name} runs
  sourceRepos:
    - ${urlOf(repositoryOf(team.name))}
  destinations:
    - server: https://kubernetes.default.svc
      namespace: ${team.name}
  clusterResourceWhitelist: []
  namespaceResourceWhitelist:
${kinds()}  destinationServiceAccounts:
    - server: https://kubernetes.default.svc
      namespace: ${team.name}
      defaultServiceAccount: argocd-deployer
  orphanedResources:
    warn: true
  sourceIntegrity:
    git:
      policies:
        - repos:
            - url: ${urlOf(repositoryOf(team.name))}
          gpg:
            mode: head
            keys: [${SIGNERS_OF_THE_FORGE}]
`;
}

function argoApplication(team: Team, cluster: ClusterName): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${team.name}
  namespace: argocd
spec:
  project: ${team.name}
  source:
    repoURL: ${urlOf(repositoryOf(team.name))}
    targetRevision: main
    path: deploy/overlays/${cluster}
  destination:
    server: https://kubernetes.default.svc
    namespace: ${team.name}
  syncPolicy:
    automated:
      prune: true
      selfHeal: true
`;
}
