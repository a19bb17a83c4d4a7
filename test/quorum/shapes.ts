import type { System } from '../../src/model/policy.ts';
import { evidence, fluxRepository, members, person, roster, type Scenario, TEAM } from './setup.ts';

const APP = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop, namespace: shop}\nspec: {}\n';

function kustomization(
  name: string,
  path: string,
  source = 'flux-system',
  kind: 'GitRepository' | 'OCIRepository' = 'GitRepository',
): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  interval: 10m
  path: ./${path}
  prune: true
  sourceRef: {kind: ${kind}, name: ${source}}
`;
}

const SYNC = fluxRepository()['clusters/production/flux-system/gotk-sync.yaml'] ?? '';
const COMPONENTS = fluxRepository()['clusters/production/flux-system/gotk-components.yaml'] ?? '';

const IMAGES = `apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageRepository
metadata: {name: shop, namespace: flux-system}
spec: {image: ghcr.io/acme/shop, interval: 5m}
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata: {name: shop, namespace: flux-system}
spec: {imageRepositoryRef: {name: shop}, policy: {semver: {range: '>=1.0.0'}}}
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageUpdateAutomation
metadata: {name: shop, namespace: flux-system}
spec:
  interval: 30m
  sourceRef: {kind: GitRepository, name: flux-system}
  git:
    checkout: {ref: {branch: main}}
    commit: {author: {email: flux@example.org}}
    push: {branch: main}
  update: {path: ./apps/production, strategy: Setters}
`;

const ARGO = `apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-cm, namespace: argocd}
data: {admin.enabled: "false", users.anonymous.enabled: "false"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-cmd-params-cm, namespace: argocd}
data: {}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data: {policy.default: '', policy.csv: ''}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: argocd-application-controller}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: argocd-application-controller, namespace: argocd}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: argocd-application-controller, namespace: argocd}
spec:
  template:
    spec:
      serviceAccountName: argocd-application-controller
      containers: [{name: argocd-application-controller, image: "quay.io/argoproj/argocd:v3.5.0", args: [/usr/local/bin/argocd-application-controller]}]
`;

function project(name: string, repository: string, namespace: string, kinds = ''): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: ${name}, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/acme/${repository}.git']
  destinations: [{server: https://kubernetes.default.svc, namespace: '${namespace}'}]
${kinds}`;
}

function application(name: string, of: string, repository: string, path: string, namespace: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: ${of}
  source: {repoURL: 'https://github.com/acme/${repository}.git', targetRevision: main, path: ${path}}
  destination: {server: https://kubernetes.default.svc, namespace: ${namespace}}
  syncPolicy: {automated: {selfHeal: true, prune: true}}
`;
}

const NO_ACCESS = `  namespaceResourceBlacklist:
    - {group: rbac.authorization.k8s.io, kind: Role}
    - {group: rbac.authorization.k8s.io, kind: RoleBinding}
`;
const APPLICATIONS_ONLY = '  namespaceResourceWhitelist: [{group: argoproj.io, kind: Application}]\n';

/** The shop is deployed from infra; a tenants' repository may bring nothing but Applications. */
const TENANTS_OF_ARGO: Scenario['repositories'] = {
  infra: {
    'argocd/settings.yaml': ARGO,
    'argocd/projects.yaml': [
      project('shop', 'infra', 'shop', NO_ACCESS),
      project('tenants', 'tenants', 'argocd', APPLICATIONS_ONLY),
    ].join('---\n'),
    'argocd/apps.yaml': [
      application('shop-prod', 'shop', 'infra', 'apps/shop', 'shop'),
      application('tenants-staging', 'tenants', 'tenants', 'apps', 'argocd'),
    ].join('---\n'),
    'apps/shop/app.yaml': APP,
  },
  tenants: { 'apps/readme.yaml': '{}\n' },
};

const SET: Scenario['repositories'] = {
  infra: {
    'clusters/production/settings.yaml': ARGO,
    'clusters/production/project.yaml': project('apps', 'infra', 'shop', NO_ACCESS),
    'clusters/production/set.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: apps, namespace: argocd}
spec:
  goTemplate: true
  generators:
    - git:
        repoURL: https://github.com/acme/infra.git
        revision: main
        directories: [{path: apps/*}]
  template:
    metadata: {name: '{{.path.basename}}'}
    spec:
      project: apps
      source: {repoURL: 'https://github.com/acme/infra.git', targetRevision: main, path: '{{.path.path}}'}
      destination: {server: https://kubernetes.default.svc, namespace: '{{.path.basename}}'}
      syncPolicy: {automated: {selfHeal: true}}
`,
    'apps/shop/app.yaml': APP,
  },
};

function system(groups: readonly string[]): System {
  return {
    name: 'acme',
    repositories: [],
    clusters: [],
    environments: [],
    breakGlass: [{ environment: 'production', groups }],
    at: { path: 'system.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 },
  };
}

const WITH_DAN = roster([person('ann'), person('ben'), person('cho'), person('dan', ['on-call'])]);

/** Shapes of repositories as they are published: what is not in view, what lies idle, what brings more of its own kind. */
export const SHAPE_SCENARIOS: readonly Scenario[] = [
  {
    name: 'Flux without a service account applies with full rights, so access goes the same way',
    why: 'gotk-components binds kustomize-controller to cluster-admin, and main is not protected.',
    repositories: { infra: fluxRepository() },
    evidence: [evidence('infra', { rules: [] })],
    roster: TEAM,
    expect: [
      { effect: 'workload', atLeast: 1, atMost: 1, alone: ['ann', 'ben', 'cho'] },
      { effect: 'access', atLeast: 1, atMost: 1, alone: ['ann', 'ben', 'cho'] },
    ],
  },
  {
    name: 'a bootstrap that is not in view is assumed, and said so',
    why: 'Kustomizations follow a source flux-system that no file defines; it can only be this repository.',
    repositories: {
      infra: {
        'clusters/production/gotk.yaml': COMPONENTS,
        'clusters/production/apps.yaml': kustomization('apps', 'apps/production'),
        'apps/production/app.yaml': APP,
      },
    },
    evidence: [evidence('infra', { rules: [] })],
    roster: TEAM,
    expect: [
      {
        effect: 'workload',
        atLeast: 0,
        atMost: null,
        assumed: 'GitRepository flux-system is main of infra: it is not in view',
      },
    ],
  },
  {
    name: 'a controller that is not in view may have a lesser default account',
    why: 'Nothing shows the flags of kustomize-controller, so its full rights are assumed.',
    repositories: { infra: { 'clusters/production/flux-system/gotk-sync.yaml': SYNC } },
    evidence: [evidence('infra', { rules: [] })],
    roster: TEAM,
    expect: [
      {
        effect: 'workload',
        atLeast: 1,
        atMost: null,
        assumed: 'kustomize-controller has no --default-service-account: it is not in view',
      },
    ],
  },
  {
    name: 'an artifact made of a folder of the repository leads back to it',
    why: 'Paths of an OCI artifact that is not in view are all there below kubernetes/.',
    repositories: {
      infra: {
        'kubernetes/clusters/production/gotk.yaml': COMPONENTS,
        'kubernetes/clusters/production/apps.yaml': [
          kustomization('apps', 'apps/shop', 'flux-system', 'OCIRepository'),
          kustomization('more', 'apps/more', 'flux-system', 'OCIRepository'),
        ].join('---\n'),
        'kubernetes/apps/shop/app.yaml': APP,
        'kubernetes/apps/more/app.yaml': APP,
      },
    },
    evidence: [evidence('infra', { rules: [] })],
    roster: TEAM,
    expect: [
      {
        effect: 'workload',
        atLeast: 0,
        atMost: null,
        assumed: 'OCIRepository flux-system is made of main of infra',
      },
    ],
  },
  {
    name: 'what nothing applies is no way until something does',
    why: 'A Kustomization left in archive/ follows an unprotected repository, but Flux only looks into clusters/production.',
    repositories: {
      infra: {
        ...fluxRepository(),
        'archive/old.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: old, namespace: flux-system}
spec: {interval: 1m, url: https://github.com/acme/old.git, ref: {branch: main}}
---
${kustomization('old', 'deploy', 'old')}`,
      },
      old: { 'deploy/app.yaml': APP },
    },
    evidence: [evidence('infra'), evidence('old', { rules: [] })],
    roster: TEAM,
    expect: [
      {
        effect: 'workload',
        atLeast: 0,
        atMost: 2,
        assumed: 'something applies Kustomization flux-system/old: nothing in view does',
      },
    ],
  },
  {
    name: 'an image that a robot commits is changed by whoever changes what it is built from',
    why: 'infra needs two, but Flux writes each new tag of shop to main, and shop is not protected.',
    repositories: {
      infra: {
        ...fluxRepository(),
        'clusters/production/images.yaml': IMAGES,
        'clusters/production/apps.yaml': kustomization('apps', 'apps/production'),
        'apps/production/app.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: shop}
spec:
  template:
    spec:
      containers:
        - name: shop
          image: ghcr.io/acme/shop:1.0.0 # {"$imagepolicy": "flux-system:shop"}
`,
      },
      shop: { 'main.go': 'package main\n' },
    },
    evidence: [evidence('infra'), evidence('shop', { rules: [], members: members('cho') })],
    roster: TEAM,
    expect: [
      { effect: 'workload', atLeast: 1, atMost: 1, people: [['cho']], alone: ['cho'] },
      { effect: 'access', atLeast: 2, atMost: 2 },
    ],
  },
  {
    name: 'an ApplicationSet brings what lies in the folders, and no access where its project bars it',
    why: 'Its generated Application follows apps/shop on main, which is not protected. No four people find a way to access.',
    repositories: SET,
    evidence: [evidence('infra', { rules: [] })],
    roster: TEAM,
    expect: [
      { effect: 'workload', atLeast: 1, atMost: 1, alone: ['ann', 'ben', 'cho'] },
      { effect: 'access', atLeast: 5, atMost: null },
    ],
  },
  {
    name: 'a project that lets in Applications limits nothing, in no environment of its Argo CD',
    why: 'infra needs two; cho alone brings an Application of her own making to staging, and it may lead anywhere.',
    repositories: TENANTS_OF_ARGO,
    evidence: [evidence('infra'), evidence('tenants', { rules: [], members: members('cho') })],
    roster: TEAM,
    expect: [
      { target: 'staging', effect: 'workload', atLeast: 1, atMost: 1, people: [['cho']] },
      { effect: 'workload', atLeast: 1, atMost: 1, people: [['cho']], alone: ['cho'] },
      { effect: 'access', atLeast: 1, atMost: 1, people: [['cho']] },
    ],
  },
  {
    name: 'the built-in account of Argo CD administers, and is no way of delivery',
    why: 'Whoever holds admin can do everything, but so can every administrator: delivery needs two.',
    repositories: {
      infra: {
        ...SET['infra'],
        'clusters/production/settings.yaml': ARGO.replace('admin.enabled: "false"', 'admin.enabled: "true"'),
      },
    },
    evidence: [evidence('infra')],
    roster: TEAM,
    expect: [
      { effect: 'workload', atLeast: 2, atMost: 2 },
      {
        route: 'administration',
        effect: 'workload',
        atLeast: 0,
        atMost: null,
        assumed: 'somebody holds the credential of admin',
      },
    ],
  },
  {
    name: 'whom a binding makes all-powerful administers the cluster',
    why: 'Delivery needs two; Dan, whom the cluster knows by his address, needs no repository. The user that Flux once impersonated is nobody.',
    repositories: {
      infra: {
        ...fluxRepository(),
        'clusters/production/admins.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: admins}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects:
  - {apiGroup: rbac.authorization.k8s.io, kind: User, name: dan@example.org}
  - {apiGroup: rbac.authorization.k8s.io, kind: User, name: 'gotk:shop:reconciler'}
`,
      },
    },
    evidence: [evidence('infra')],
    roster: WITH_DAN,
    expect: [
      { effect: 'workload', atLeast: 2, atMost: 2 },
      { route: 'administration', effect: 'access', atLeast: 0, atMost: 1, alone: ['dan'] },
    ],
  },
  {
    name: 'break-glass is for those whom the System names',
    why: 'Only Dan is on call.',
    repositories: { infra: fluxRepository() },
    evidence: [evidence('infra')],
    roster: WITH_DAN,
    system: system(['on-call']),
    expect: [
      { effect: 'workload', atLeast: 2, atMost: 2 },
      { route: 'break-glass', effect: 'workload', atLeast: 1, atMost: 1, alone: ['dan'] },
    ],
  },
  {
    name: 'break-glass that nobody declared is not known to be absent',
    why: 'An emergency kubeconfig in a safe is in no repository.',
    repositories: { infra: fluxRepository() },
    evidence: [evidence('infra')],
    roster: TEAM,
    expect: [{ route: 'break-glass', effect: 'workload', atLeast: 0, atMost: null }],
  },
  {
    name: 'a folder of kustomizations without an agent is a way only if something applies it',
    why: 'Nothing shows what takes overlays/production to a cluster.',
    repositories: {
      manifests: {
        'base/kustomization.yaml': 'resources: [app.yaml]\n',
        'base/app.yaml': APP,
        'overlays/production/kustomization.yaml': 'resources: [../../base]\n',
      },
    },
    evidence: [evidence('manifests', { rules: [] })],
    roster: TEAM,
    expect: [
      {
        effect: 'workload',
        atLeast: 1,
        atMost: null,
        assumed: 'something not in view applies manifests to production',
      },
    ],
  },
  {
    name: 'what is fetched from elsewhere may bring further ways, so nothing is claimed from below',
    why: 'apps/production has a base of another repository, which may define a feed of its own.',
    repositories: {
      infra: {
        ...fluxRepository(),
        'clusters/production/apps.yaml': kustomization('apps', 'apps/production'),
        'apps/production/kustomization.yaml':
          'resources: ["https://github.com/other/base?ref=main", app.yaml]\n',
        'apps/production/app.yaml': APP,
      },
    },
    evidence: [evidence('infra')],
    roster: TEAM,
    expect: [{ effect: 'workload', atLeast: 0, atMost: 2 }],
  },
  {
    name: 'a chart that makes Applications is not rendered, so nothing is claimed from below',
    why: 'An app of apps as a Helm chart: its templates may name any repository.',
    repositories: {
      manifests: {
        'apps/Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 1.0.0\n',
        'apps/templates/apps.yaml':
          'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: "{{ .Values.name }}"}\n',
      },
    },
    evidence: [evidence('manifests', { rules: [] })],
    roster: TEAM,
    expect: [
      {
        effect: 'workload',
        atLeast: 0,
        atMost: null,
        assumed: 'something not in view applies manifests to production',
      },
    ],
  },
  {
    name: 'what names no environment, in a cluster that serves production, is production',
    why: 'tools come to the same cluster as shop-prod, from a repository that is not protected.',
    repositories: {
      infra: {
        'argocd/settings.yaml': ARGO,
        'argocd/projects.yaml': [project('shop', 'infra', 'shop'), project('tools', 'tools', 'tools')].join(
          '---\n',
        ),
        'argocd/apps.yaml': [
          application('shop-prod', 'shop', 'infra', 'apps/shop', 'shop'),
          application('tools', 'tools', 'tools', 'deploy', 'tools'),
        ].join('---\n'),
        'apps/shop/app.yaml': APP,
      },
      tools: { 'deploy/app.yaml': APP },
    },
    evidence: [evidence('infra'), evidence('tools', { rules: [], members: members('cho') })],
    roster: TEAM,
    expect: [{ effect: 'workload', atLeast: 1, atMost: 1, people: [['cho']] }],
  },
];
