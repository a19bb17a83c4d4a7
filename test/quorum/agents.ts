import { evidence, fluxRepository, members, person, roster, rule, type Scenario, TEAM } from './setup.ts';

const BOUNDED = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 1m, url: https://github.com/acme/infra.git, ref: {branch: main}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: shop}
spec:
  interval: 10m
  path: ./apps/production
  prune: true
  serviceAccountName: deployer
  sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}
`;

const ACCOUNT = `apiVersion: v1
kind: ServiceAccount
metadata: {name: deployer, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: deployer, namespace: shop}
rules:
  - apiGroups: [apps]
    resources: [deployments]
    verbs: [create, update, patch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: deployer, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer}
subjects: [{kind: ServiceAccount, name: deployer, namespace: shop}]
`;

/** The platform repository defines the tenant and needs two; the tenant's own repository needs nobody. */
const TENANT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  infra: {
    ...fluxRepository(),
    'clusters/production/tenants/shop.yaml': `${ACCOUNT}---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: shop, namespace: shop}
spec: {interval: 1m, url: https://github.com/acme/shop.git, ref: {branch: main}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: shop, namespace: shop}
spec:
  interval: 10m
  path: ./deploy
  prune: true
  serviceAccountName: deployer
  targetNamespace: shop
  sourceRef: {kind: GitRepository, name: shop}
`,
  },
  shop: {
    'deploy/app.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop, namespace: shop}\nspec: {}\n',
  },
};

const ARGO_SETTINGS = `apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-cm, namespace: argocd}
data: {admin.enabled: "false", users.anonymous.enabled: "false"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-cmd-params-cm, namespace: argocd}
data: {}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: argocd-application-controller}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: argocd-application-controller, namespace: argocd}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: argocd-application-controller, namespace: argocd, labels: {app.kubernetes.io/name: argocd-application-controller}}
spec:
  serviceName: argocd-application-controller
  selector: {matchLabels: {app: x}}
  template:
    metadata: {labels: {app: x}}
    spec:
      serviceAccountName: argocd-application-controller
      containers: [{name: argocd-application-controller, image: "quay.io/argoproj/argocd:v3.5.0", args: [/usr/local/bin/argocd-application-controller]}]
`;

function argo(
  policy: string,
  automated: boolean,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return {
    infra: {
      'clusters/production/argocd/settings.yaml': `${ARGO_SETTINGS}---
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.default: ''
  policy.csv: |
${policy
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
`,
      'clusters/production/argocd/project.yaml': `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: [https://github.com/acme/infra.git]
  destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
  namespaceResourceBlacklist:
    - {group: rbac.authorization.k8s.io, kind: Role}
    - {group: rbac.authorization.k8s.io, kind: RoleBinding}
`,
      'clusters/production/argocd/shop.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: shop
  source: {repoURL: https://github.com/acme/infra.git, targetRevision: main, path: apps/shop}
  destination: {server: https://kubernetes.default.svc, namespace: shop}
${automated ? '  syncPolicy: {automated: {selfHeal: true, prune: true}}\n' : ''}`,
      'apps/shop/deployment.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec: {}\n',
    },
  };
}

const SYNC_ANY =
  'p, role:ops, applications, get, shop/*, allow\np, role:ops, applications, sync, shop/*, allow\ng, ops, role:ops';
const SYNC_OWN = `${SYNC_ANY}\np, role:ops, applications, override, shop/*, allow`;
const WITH_OPS = roster([person('ann'), person('ben'), person('cho'), person('dan', ['ops'])]);

/** Which path of which repository reaches which cluster, as whom, and what an agent's own users may do. */
export const AGENT_SCENARIOS: readonly Scenario[] = [
  {
    name: 'an account that may not write access leaves access alone',
    why: 'The feed acts as an account that may only write deployments; what applies clusters/production is not in view, and may do more.',
    repositories: {
      infra: {
        'clusters/production/apps.yaml': BOUNDED,
        'clusters/production/account.yaml': ACCOUNT,
        'apps/production/app.yaml': ACCOUNT,
      },
    },
    evidence: [evidence('infra', { rules: [] })],
    roster: TEAM,
    expect: [
      { effect: 'workload', atLeast: 0, atMost: 1, alone: ['ann', 'ben', 'cho'] },
      { effect: 'access', atLeast: 0, atMost: null },
    ],
  },
  {
    name: "a tenant's own repository is the way round the platform's reviews, for workloads only",
    why: 'infra needs two; shop is not protected, and its feed may write deployments in its namespace only.',
    repositories: TENANT,
    evidence: [evidence('infra'), evidence('shop', { rules: [], members: members('cho') })],
    roster: TEAM,
    expect: [
      { effect: 'workload', atLeast: 1, atMost: 1, people: [['cho']], alone: ['cho'] },
      { effect: 'access', atLeast: 2, atMost: 2 },
    ],
  },
  {
    name: 'a repository that feeds production and is not in view keeps the answer open',
    why: 'Who may change shop is not known.',
    repositories: { infra: TENANT['infra'] ?? {} },
    evidence: [evidence('infra')],
    roster: TEAM,
    expect: [{ effect: 'workload', atLeast: 0, atMost: 2 }],
  },
  {
    name: 'a user of Argo CD who may sync any revision needs somebody who can offer one',
    why: 'Dan may sync any revision but has no write access; with a writer it takes two, as a reviewed change does.',
    repositories: argo(SYNC_ANY, false),
    evidence: [evidence('infra', { rules: [rule({ approvals: 2 })] })],
    roster: WITH_OPS,
    expect: [
      {
        effect: 'workload',
        atLeast: 2,
        atMost: 2,
        people: [
          ['ann', 'dan'],
          ['ben', 'dan'],
          ['cho', 'dan'],
        ],
      },
    ],
  },
  {
    name: 'whoever can write and sync any revision does both alone',
    why: 'Dan pushes a branch and syncs it: one person in two steps.',
    repositories: argo(SYNC_ANY, false),
    evidence: [
      evidence('infra', { rules: [rule({ approvals: 2 })], members: members('ann', 'ben', 'cho', 'dan') }),
    ],
    roster: WITH_OPS,
    expect: [{ effect: 'workload', atLeast: 1, atMost: 1, people: [['dan']], alone: ['dan'] }],
  },
  {
    name: 'whoever may override syncs manifests of their own and needs no repository at all',
    why: 'Dan has no write access anywhere; override lets him apply local manifests.',
    repositories: argo(SYNC_OWN, false),
    evidence: [evidence('infra', { rules: [rule({ approvals: 2 })] })],
    roster: WITH_OPS,
    expect: [{ effect: 'workload', atLeast: 1, atMost: 1, people: [['dan']], alone: ['dan'] }],
  },
  {
    name: 'while automated sync is on no other revision can be synced',
    why: 'Argo CD refuses any revision but the named one, so only reviewed changes arrive.',
    repositories: argo(SYNC_ANY, true),
    evidence: [evidence('infra')],
    roster: WITH_OPS,
    expect: [{ effect: 'workload', atLeast: 2, atMost: 2 }],
  },
];
