import type { Primitive } from './primitive.ts';
import { CHANGE, EXPLICIT, need, READ, WRITE } from './rights.ts';

/** Ways through controllers that act for whoever writes their objects. */
export const DEPUTY_PRIMITIVES: readonly Primitive[] = [
  {
    id: 'GO-ARGO-APP',
    title: 'Deploy anything through Argo CD',
    severity: 'critical',
    where: 'argocd',
    reach: 'cluster-admin',
    needs: [[need(WRITE, 'argoproj.io', ['applications'])]],
    steps: [
      'create or change an Application in the namespace of Argo CD, in any project',
      'let its controller apply the objects with its own rights',
    ],
  },
  {
    id: 'GO-ARGO-APPSET',
    title: 'Generate Applications',
    severity: 'critical',
    where: 'argocd',
    reach: 'cluster-admin',
    needs: [[need(WRITE, 'argoproj.io', ['applicationsets'])]],
    steps: [
      'create an ApplicationSet that makes Applications in any project',
      'let the controller apply them with its own rights',
    ],
  },
  {
    id: 'GO-ARGO-PROJ',
    title: 'Widen projects of Argo CD',
    severity: 'critical',
    where: 'argocd',
    reach: 'cluster-admin',
    needs: [[need(WRITE, 'argoproj.io', ['appprojects'])]],
    steps: ['allow a project further sources, destinations and kinds'],
  },
  {
    id: 'GO-ARGO-CM',
    title: 'Administer Argo CD',
    severity: 'critical',
    where: 'argocd',
    reach: 'agent',
    needs: [
      [need(WRITE, '', ['configmaps'], { names: ['argocd-cm', 'argocd-rbac-cm', 'argocd-cmd-params-cm'] })],
    ],
    steps: ['change who may do what in Argo CD, or how people sign in'],
  },
  {
    id: 'GO-ARGO-SECRET',
    title: 'Read the credentials of Argo CD',
    severity: 'critical',
    where: 'argocd',
    reach: 'agent',
    needs: [[need(READ, '', ['secrets'])]],
    steps: ['read the signing key of sessions, tokens of clusters and credentials of repositories'],
  },
  {
    id: 'GO-ARGO-SECRETW',
    title: 'Add or redirect clusters and repositories of Argo CD',
    severity: 'critical',
    where: 'argocd',
    reach: 'agent',
    needs: [[need(['create', 'patch', 'update'], '', ['secrets'])]],
    steps: ['write a Secret with the label argocd.argoproj.io/secret-type'],
  },
  {
    id: 'GO-ARGO-SA',
    title: 'Act as Argo CD',
    severity: 'critical',
    where: 'argocd',
    reach: 'cluster-admin',
    needs: [
      [
        need(['create'], '', ['pods', 'pods/exec', 'pods/attach', 'serviceaccounts/token']),
        need(WRITE, 'apps', ['deployments', 'statefulsets', 'daemonsets', 'replicasets']),
        need(WRITE, 'batch', ['jobs', 'cronjobs']),
        need(WRITE, '', ['replicationcontrollers']),
      ],
    ],
    steps: ['run code in the namespace of Argo CD as one of its service accounts'],
  },
  {
    id: 'GO-FLUX-KS',
    title: 'Deploy anything through Flux',
    severity: 'critical',
    where: 'anywhere',
    reach: 'agent',
    clusterReach: 'agent',
    needs: [
      [
        need(WRITE, 'kustomize.toolkit.fluxcd.io', ['kustomizations'], EXPLICIT),
        need(WRITE, 'helm.toolkit.fluxcd.io', ['helmreleases'], EXPLICIT),
      ],
    ],
    steps: [
      'create a Kustomization or HelmRelease without a service account',
      'let the controller apply the objects with its own rights, unless it is started with --default-service-account',
    ],
  },
  {
    id: 'GO-FLUX-SRC',
    title: 'Point Flux at another source',
    severity: 'critical',
    where: 'anywhere',
    reach: 'agent',
    needs: [
      [
        need(
          CHANGE,
          'source.toolkit.fluxcd.io',
          ['gitrepositories', 'ocirepositories', 'buckets', 'helmrepositories', 'externalartifacts'],
          EXPLICIT,
        ),
      ],
    ],
    steps: ['change the URL of a source', 'let whatever follows it apply objects from there'],
  },
  {
    id: 'GO-FLUX-CREDEX',
    title: 'Send credentials of Flux elsewhere',
    severity: 'high',
    where: 'anywhere',
    reach: 'secrets',
    needs: [
      [
        need(
          ['patch', 'update'],
          'source.toolkit.fluxcd.io',
          ['gitrepositories', 'ocirepositories', 'buckets', 'helmrepositories'],
          EXPLICIT,
        ),
        need(['patch', 'update'], 'notification.toolkit.fluxcd.io', ['providers'], EXPLICIT),
      ],
    ],
    steps: ['change the URL of a source or provider while its secretRef stays', 'receive the credential'],
  },
  {
    id: 'GO-FLUX-IUA',
    title: 'Commit through Flux',
    severity: 'high',
    where: 'anywhere',
    reach: 'agent',
    needs: [
      [need(['create', 'patch', 'update'], 'image.toolkit.fluxcd.io', ['imageupdateautomations'], EXPLICIT)],
    ],
    steps: ['let the automation push commits with its deploy key, past the review'],
  },
  {
    id: 'GO-FLUX-RECV',
    title: 'Trigger or watch Flux',
    severity: 'medium',
    where: 'anywhere',
    reach: 'information',
    needs: [[need(WRITE, 'notification.toolkit.fluxcd.io', ['receivers', 'alerts', 'providers'], EXPLICIT)]],
    steps: ['make an open hook that triggers reconciliations, or have events sent elsewhere'],
  },
  {
    id: 'GO-FLUX-SELF',
    title: 'Act as Flux',
    severity: 'critical',
    where: 'flux',
    reach: 'cluster-admin',
    needs: [
      [
        need(['create'], '', ['pods', 'pods/exec', 'pods/attach', 'serviceaccounts/token']),
        need(WRITE, 'apps', ['deployments', 'statefulsets', 'daemonsets', 'replicasets']),
        need(WRITE, 'batch', ['jobs', 'cronjobs']),
        need(WRITE, '', ['replicationcontrollers']),
      ],
    ],
    steps: ['run code in the namespace of Flux as one of its service accounts'],
  },
  {
    id: 'GO-SOPS',
    title: 'Read the decryption keys of Flux',
    severity: 'critical',
    where: 'flux',
    reach: 'secrets',
    needs: [[need(READ, '', ['secrets'])]],
    steps: ['read the age or PGP key of SOPS', 'decrypt every secret in Git and its history'],
  },
  {
    id: 'GO-ESO',
    title: 'Read secrets through External Secrets',
    severity: 'high',
    where: 'anywhere',
    reach: 'secrets',
    needs: [
      [
        need(
          WRITE,
          'external-secrets.io',
          ['externalsecrets', 'clusterexternalsecrets', 'secretstores', 'clustersecretstores', 'pushsecrets'],
          EXPLICIT,
        ),
      ],
    ],
    steps: ['create an ExternalSecret against a shared store', 'read what the store may read'],
  },
  {
    id: 'GO-CERT',
    title: 'Have certificates issued',
    severity: 'medium',
    where: 'anywhere',
    reach: 'any-user',
    needs: [
      [
        need(
          WRITE,
          'cert-manager.io',
          ['certificates', 'certificaterequests', 'certificaterequests/status'],
          EXPLICIT,
        ),
      ],
    ],
    steps: [
      'ask an issuer for a certificate of another identity',
      'use it where the issuer is trusted for clients',
    ],
  },
  {
    id: 'GO-KYV',
    title: 'Run as Kyverno',
    severity: 'critical',
    where: 'anywhere',
    reach: 'agent',
    needs: [
      [
        need(WRITE, 'kyverno.io', ['policies', 'clusterpolicies', 'policyexceptions'], EXPLICIT),
        need(
          WRITE,
          'policies.kyverno.io',
          ['mutatingpolicies', 'generatingpolicies', 'validatingpolicies', 'policyexceptions'],
          EXPLICIT,
        ),
      ],
    ],
    steps: [
      'write a policy that generates or changes objects, or an exception from one',
      'let Kyverno do it with its own rights',
    ],
  },
  {
    id: 'GO-GK',
    title: 'Change Gatekeeper',
    severity: 'high',
    where: 'cluster',
    reach: 'guard-rails',
    needs: [
      [
        need(WRITE, 'templates.gatekeeper.sh', ['constrainttemplates'], EXPLICIT),
        need(
          WRITE,
          'mutations.gatekeeper.sh',
          ['assign', 'assignmetadata', 'modifyset', 'assignimage'],
          EXPLICIT,
        ),
        need(WRITE, 'config.gatekeeper.sh', ['configs'], EXPLICIT),
      ],
    ],
    steps: ['change or exempt from the policies of Gatekeeper'],
  },
  {
    id: 'GO-PROV',
    title: 'Deploy through another privileged controller',
    severity: 'critical',
    where: 'anywhere',
    reach: 'agent',
    needs: [
      [
        need(WRITE, 'kubernetes.crossplane.io', ['objects'], EXPLICIT),
        need(WRITE, 'helm.crossplane.io', ['releases'], EXPLICIT),
        need(WRITE, 'helm.cattle.io', ['helmcharts', 'helmchartconfigs'], EXPLICIT),
        need(WRITE, 'operators.coreos.com', ['subscriptions', 'clusterserviceversions'], EXPLICIT),
        need(WRITE, 'work.open-cluster-management.io', ['manifestworks'], EXPLICIT),
        need(WRITE, 'fleet.cattle.io', ['bundles', 'gitrepos'], EXPLICIT),
        need(WRITE, 'configsync.gke.io', ['rootsyncs', 'reposyncs'], EXPLICIT),
        need(
          WRITE,
          'iam.cnrm.cloud.google.com',
          ['iampolicies', 'iampolicymembers', 'iamserviceaccounts'],
          EXPLICIT,
        ),
        need(WRITE, 'iam.services.k8s.aws', ['roles', 'policies'], EXPLICIT),
        need(WRITE, 'rbacmanager.reactiveops.io', ['rbacdefinitions'], EXPLICIT),
        need(
          WRITE,
          'management.cattle.io',
          ['clusterroletemplatebindings', 'projectroletemplatebindings', 'globalrolebindings'],
          EXPLICIT,
        ),
        need(WRITE, 'capsule.clastix.io', ['tenants'], EXPLICIT),
        need(WRITE, 'fluxcd.controlplane.io', ['fluxinstances', 'resourcesets'], EXPLICIT),
      ],
    ],
    steps: [
      'create an object that the controller turns into others',
      'let it apply them with its own rights',
    ],
  },
];
