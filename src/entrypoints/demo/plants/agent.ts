import { all, append, replaceIn, write } from '../history/change.ts';
import { kinds, SIGNERS_OF_THE_FORGE } from '../infrastructure/argocd.ts';
import { withResource } from '../infrastructure/kustomization.ts';
import { urlOf } from '../organisation/teams.ts';
import type { Plant, Scene } from './plant.ts';

/** What the agents in the clusters follow, with which rights, and who can make them. All of it is in production. */
export function agentPlants({ people }: Scene): readonly Plant[] {
  const hotfixer = people.member('catalog', 6);
  return [
    {
      id: 'application-in-the-default-project',
      weakness: 'An Argo CD application is in the project default, which had to be opened for it.',
      control: 'agent/application-has-its-own-project',
      repository: 'infrastructure',
      place: {
        kind: 'file',
        path: 'clusters/production/tenants/shipping/label-printer.yaml',
        text: 'project: default',
      },
      subject: 'Application argocd/label-printer',
      beginning: {
        infrastructure: all(
          (files) =>
            withResource(files, 'clusters/production/tenants/shipping/label-printer.yaml', LABEL_PRINTER),
          write('clusters/production/argocd/default-project.yaml', OPENED_DEFAULT_PROJECT),
        ),
        'app-shipping': write('deploy/label-printer/deployment.yaml', worker('label-printer')),
      },
    },
    {
      id: 'argocd-user-syncs-any-revision',
      weakness: 'One developer may have Argo CD apply any revision of app-catalog to production.',
      control: 'agent/nobody-syncs-any-revision',
      repository: 'infrastructure',
      place: {
        kind: 'file',
        path: 'clusters/production/argocd/access.yaml',
        text: 'p, role:catalog-hotfix, applications, override, catalog/*, allow',
      },
      subject: hotfixer.email,
      beginning: {
        infrastructure: all(
          append(
            'clusters/production/argocd/access.yaml',
            `    p, role:catalog-hotfix, applications, override, catalog/*, allow
    g, role:catalog-hotfix, role:team-catalog
    g, ${hotfixer.email}, role:catalog-hotfix
`,
          ),
          replaceIn(
            'clusters/production/tenants/catalog/application.yaml',
            '  syncPolicy:\n    automated:\n      prune: true\n      selfHeal: true\n',
            '',
          ),
        ),
      },
    },
    {
      id: 'kustomization-without-a-service-account',
      weakness:
        'A Kustomization names no service account and the controller has no default one, so team tracking applies with Flux’s own rights.',
      control: 'agent/kustomization-has-a-service-account',
      repository: 'infrastructure',
      place: {
        kind: 'file',
        path: 'clusters/production/tenants/tracking/sync.yaml',
        text: 'apiVersion: kustomize.toolkit.fluxcd.io/v1',
      },
      subject: 'Kustomization tracking/app-tracking',
      beginning: {
        infrastructure: all(
          replaceIn(
            'clusters/production/tenants/tracking/sync.yaml',
            '  serviceAccountName: flux-reconciler\n',
            '',
          ),
          replaceIn(
            'clusters/production/flux-system/kustomize-controller.yaml',
            '            - --default-service-account=default\n',
            '',
          ),
        ),
      },
    },
    {
      id: 'agent-token-that-writes',
      weakness: 'The key by which production’s Flux reads app-loyalty may also write to it.',
      control: 'agent/reads-repository-only',
      repository: 'app-loyalty',
      place: { kind: 'evidence', path: 'forge/app-loyalty.json', text: '"title": "flux-production"' },
      subject: 'flux-production',
      evidence: (evidence) => ({
        ...evidence,
        deployKeys: (evidence.deployKeys ?? []).map((key) =>
          key.title === 'flux-production' ? { ...key, readOnly: false } : key,
        ),
      }),
    },
    {
      id: 'image-automation-without-review',
      weakness:
        'Whoever pushes a tag to app-loyalty makes an image that Flux writes into main and rolls out, and nobody else has to agree.',
      control: 'agent/image-automation-goes-through-review',
      repository: 'infrastructure',
      place: {
        kind: 'file',
        path: 'clusters/production/tenants/loyalty/points-worker.yaml',
        text: 'push: {branch: main}',
      },
      subject: 'ImageUpdateAutomation loyalty/points-worker',
      beginning: {
        infrastructure: (files) =>
          withResource(files, 'clusters/production/tenants/loyalty/points-worker.yaml', POINTS_WORKER),
        'app-loyalty': all(
          write(
            'deploy/points-worker/deployment.yaml',
            worker('points-worker', '1.4.2 # {"$imagepolicy": "loyalty:points-worker"}'),
          ),
          write('.github/workflows/points-worker.yaml', TAGGED_IMAGE),
        ),
      },
    },
  ];
}

function worker(name: string, tag = '1.0.0'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 1
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      automountServiceAccountToken: false
      containers:
        - name: ${name}
          image: ghcr.io/acme/${name}:${tag}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            runAsNonRoot: true
            capabilities:
              drop: [ALL]
            seccompProfile:
              type: RuntimeDefault
`;
}

const LABEL_PRINTER = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: label-printer
  namespace: argocd
spec:
  project: default
  source:
    repoURL: ${urlOf('app-shipping')}
    targetRevision: main
    path: deploy/label-printer
  destination:
    server: https://kubernetes.default.svc
    namespace: shipping
  syncPolicy:
    automated:
      prune: true
      selfHeal: true
`;

const OPENED_DEFAULT_PROJECT = `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: default
  namespace: argocd
spec:
  description: The label printer, until it has a project
  sourceRepos:
    - ${urlOf('app-shipping')}
  destinations:
    - server: https://kubernetes.default.svc
      namespace: shipping
  clusterResourceWhitelist: []
  namespaceResourceWhitelist:
${kinds()}  destinationServiceAccounts:
    - server: https://kubernetes.default.svc
      namespace: shipping
      defaultServiceAccount: argocd-deployer
  sourceIntegrity:
    git:
      policies:
        - repos:
            - url: ${urlOf('app-shipping')}
          gpg:
            mode: head
            keys: [${SIGNERS_OF_THE_FORGE}]
`;

const POINTS_WORKER = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: points-worker
  namespace: loyalty
spec:
  interval: 5m
  path: ./deploy/points-worker
  prune: true
  serviceAccountName: flux-reconciler
  targetNamespace: loyalty
  sourceRef:
    kind: GitRepository
    name: app-loyalty
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageRepository
metadata:
  name: points-worker
  namespace: loyalty
spec:
  image: ghcr.io/acme/points-worker
  interval: 5m
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata:
  name: points-worker
  namespace: loyalty
spec:
  imageRepositoryRef:
    name: points-worker
  policy:
    semver:
      range: '>=1.0.0'
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageUpdateAutomation
metadata:
  name: points-worker
  namespace: loyalty
spec:
  interval: 5m
  sourceRef:
    kind: GitRepository
    name: app-loyalty
  update:
    path: ./deploy/points-worker
    strategy: Setters
  git:
    checkout:
      ref:
        branch: main
    commit:
      author:
        name: Flux
        email: flux@acme.example
      signingKey:
        secretRef:
          name: flux-signing
    push: {branch: main}
`;

const TAGGED_IMAGE = `name: points-worker
on:
  push:
    tags: ['v*']
permissions: {}
jobs:
  image:
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    permissions:
      contents: read
      packages: write
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          persist-credentials: false
      - run: ./build/points-worker.sh "$GITHUB_REF_NAME"
        env:
          GITHUB_TOKEN: \${{ github.token }}
`;
