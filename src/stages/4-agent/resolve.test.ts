import { describe, expect, it } from 'vitest';
import { readObjects } from '../../formats/kubernetes/objects.ts';
import { readYaml } from '../../formats/yaml/read.ts';
import type { Feed } from '../../model/agent.ts';
import type { SourceTree } from '../../model/tree.ts';
import { agentFacts } from './facts/all.ts';
import type { FeedContext } from './feeds/context.ts';
import type { AgentObject } from './read.ts';
import { type ResolvedFeeds, resolveFeeds } from './resolve.ts';

type Files = Readonly<Record<string, string>>;

function objectsOf(
  files: Files,
  chains: Readonly<Record<string, readonly string[]>> = {},
): readonly AgentObject[] {
  return Object.entries(files).flatMap(([path, text]) =>
    readObjects(readYaml(new TextEncoder().encode(text), { path, repository: 'fleet' })).objects.map(
      (object) => ({ object, chain: chains[path] ?? [] }),
    ),
  );
}

function treeOf(files: Files): SourceTree {
  return {
    repository: 'fleet',
    entries: Object.keys(files)
      .sort()
      .map((path) => ({ path, kind: 'file', size: 1 })),
    has: (path) => path in files,
    read: (path) => (path in files ? new TextEncoder().encode(files[path]) : undefined),
  };
}

function resolve(
  files: Files,
  chains: Readonly<Record<string, readonly string[]>> = {},
  more: Partial<FeedContext> = {},
): ResolvedFeeds {
  return resolveFeeds(objectsOf(files, chains), {
    repositories: [{ name: 'fleet', urls: [], tree: treeOf(files) }],
    ...more,
  });
}

function feed(resolved: ResolvedFeeds, id: string): Feed {
  const found = resolved.feeds.find((one) => one.id === id);
  if (found === undefined)
    throw new Error(`no feed ${id} among ${resolved.feeds.map((one) => one.id).join(', ')}`);
  return found;
}

const SYNC = (cluster: string): string => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {url: 'ssh://git@github.com/acme/gitops', ref: {branch: main}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {path: ./clusters/${cluster}, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}
`;
const APPS = (path: string, more = ''): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec: {path: ${path}, prune: true, sourceRef: {kind: GitRepository, name: flux-system}${more}}
`;

const FLEET: Files = {
  'clusters/production/flux-system/gotk-sync.yaml': SYNC('production'),
  'clusters/production/apps.yaml': APPS('./apps'),
  'clusters/staging/flux-system/gotk-sync.yaml': SYNC('staging'),
  'clusters/staging/apps.yaml': APPS('./apps', ', serviceAccountName: deployer'),
  'apps/release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: web}
spec: {chart: {spec: {chart: web, version: 1.2.3, sourceRef: {kind: HelmRepository, name: charts}}}}
`,
};

describe('Flux', () => {
  it('names clusters by the folder of their bootstrap and gives each object its feed', () => {
    const resolved = resolve(FLEET);
    expect(resolved.feeds.map((one) => one.id).sort()).toEqual([
      'flux:HelmRelease:web/web@production',
      'flux:HelmRelease:web/web@staging',
      'flux:Kustomization:flux-system/apps@production',
      'flux:Kustomization:flux-system/apps@staging',
      'flux:Kustomization:flux-system/flux-system@production',
      'flux:Kustomization:flux-system/flux-system@staging',
    ]);
    const apps = feed(resolved, 'flux:Kustomization:flux-system/apps@production');
    expect(apps.parent).toBe('flux:Kustomization:flux-system/flux-system@production');
    expect(apps.source).toMatchObject({
      repository: 'fleet',
      matched: 'assumed',
      path: 'apps',
      revision: { kind: 'branch', value: 'main' },
    });
    expect(apps.destination).toMatchObject({
      cluster: 'production',
      namedBy: 'folder',
      environment: 'production',
    });
    expect(feed(resolved, 'flux:HelmRelease:web/web@staging').parent).toBe(
      'flux:Kustomization:flux-system/apps@staging',
    );
  });

  it('takes the account of the object, and assumes full rights without one and without a controller in view', () => {
    const resolved = resolve(FLEET);
    expect(feed(resolved, 'flux:Kustomization:flux-system/apps@staging').identity).toMatchObject({
      serviceAccount: { namespace: 'flux-system', name: 'deployer' },
      impersonated: true,
      privilege: 'unknown',
    });
    expect(feed(resolved, 'flux:Kustomization:flux-system/apps@production').identity).toMatchObject({
      impersonated: false,
      privilege: 'cluster-admin',
      ground: 'assumed',
      chosen: 'unknown',
    });
  });

  it('takes the controller’s default account of that cluster, and its bindings', () => {
    const resolved = resolve({
      ...FLEET,
      'clusters/production/flux-system/gotk-components.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: kustomize-controller, namespace: flux-system}
spec: {template: {spec: {serviceAccountName: kustomize-controller, containers: [{name: manager, image: 'ghcr.io/fluxcd/kustomize-controller:v1.9.6', args: [--default-service-account=default]}]}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: all}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: default, namespace: flux-system}]
`,
    });
    expect(feed(resolved, 'flux:Kustomization:flux-system/apps@production').identity).toMatchObject({
      serviceAccount: { name: 'default' },
      impersonated: true,
      privilege: 'cluster-admin',
      ground: 'witnessed',
    });
    expect(feed(resolved, 'flux:Kustomization:flux-system/apps@staging').identity.privilege).toBe('unknown');
  });

  it('matches a known remote in any form as witnessed', () => {
    const resolved = resolve(
      FLEET,
      {},
      {
        repositories: [{ name: 'fleet', urls: ['https://github.com/acme/gitops.git'], tree: treeOf(FLEET) }],
      },
    );
    expect(feed(resolved, 'flux:Kustomization:flux-system/apps@production').source.matched).toBe('witnessed');
  });

  it('does not take another repository for this one', () => {
    const resolved = resolve(
      FLEET,
      {},
      { repositories: [{ name: 'fleet', urls: ['https://github.com/acme/other'], tree: treeOf(FLEET) }] },
    );
    const apps = feed(resolved, 'flux:Kustomization:flux-system/apps@production');
    expect(apps.source.repository).toBeUndefined();
    expect(apps.unknown.map((one) => one.about)).toContain('source');
  });

  it('assumes the bootstrap that is not in view', () => {
    const { 'clusters/production/apps.yaml': apps = '' } = FLEET;
    const resolved = resolve({ 'clusters/production/apps.yaml': apps, 'apps/x.yaml': 'a: b' });
    const bootstrap = feed(resolved, 'flux:Kustomization:flux-system/flux-system@production');
    expect(bootstrap).toMatchObject({ ground: 'assumed', source: { path: 'clusters/production' } });
    expect(feed(resolved, 'flux:Kustomization:flux-system/apps@production').parent).toBe(bootstrap.id);
  });

  it('keeps the assumed bootstrap once what it applies is known', () => {
    const { 'clusters/production/apps.yaml': apps = '' } = FLEET;
    const files = { 'clusters/production/apps.yaml': apps, 'apps/x.yaml': 'a: b' };
    const first = resolve(files);
    const bootstrap = first.feeds[0]?.id ?? '';
    const again = resolveFeeds(
      objectsOf(files).map((item) => ({ ...item, fedBy: bootstrap })),
      { repositories: [{ name: 'fleet', urls: [], tree: treeOf(files) }] },
      first.feeds,
    );
    expect(again.feeds.map((one) => one.id)).toEqual(first.feeds.map((one) => one.id));
    expect(again.feeds[0]?.parent).toBeUndefined();
  });

  it('takes cluster/ for one cluster divided by topic, unless its folders are environments', () => {
    const at = (folder: string): string | undefined =>
      resolve({ [`${folder}/ks.yaml`]: APPS('./apps'), 'apps/x.yaml': 'a: b' }).feeds.find(
        (one) => one.name === 'apps',
      )?.destination.cluster;
    expect(at('cluster/core')).toBe('fleet');
    expect(at('cluster/prod')).toBe('prod');
    expect(at('clusters/core')).toBe('core');
  });

  it('calls a folder an environment only where it is not a topic of its own', () => {
    const environment = (files: Files): string | undefined =>
      feed(
        resolve({
          'clusters/one/apps.yaml': APPS('./apps/development'),
          'apps/development/x.yaml': 'a: b',
          ...files,
        }),
        'flux:Kustomization:flux-system/apps@one',
      ).destination.environment;
    expect(environment({ 'apps/media/x.yaml': 'a: b' })).toBeUndefined();
    expect(environment({ 'apps/production/x.yaml': 'a: b' })).toBe('development');
  });

  it('gives what nothing applies to the only cluster that folders name', () => {
    const idle = APPS('./x').replace('name: apps', 'name: idle');
    const resolved = resolve({ ...FLEET, 'archive/ks.yaml': idle });
    const one = (files: Files): string | undefined =>
      resolve(files).feeds.find((found) => found.name === 'idle')?.destination.cluster;
    expect(resolved.feeds.find((found) => found.name === 'idle')?.destination.cluster).toBe('fleet');
    expect(
      one({
        'clusters/production/flux-system/gotk-sync.yaml': SYNC('production'),
        'archive/ks.yaml': idle,
      }),
    ).toBe('production');
  });

  it('follows a composed artifact back to the folder it is made of', () => {
    const route = (from: string, to: string, path: string): string | undefined =>
      resolve({
        'clusters/production/flux-system/gotk-sync.yaml': SYNC('production'),
        'clusters/production/generator.yaml': `apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: {name: parts, namespace: flux-system}
spec:
  sources: [{alias: repo, kind: GitRepository, name: flux-system}]
  artifacts: [{name: shop, copy: [{from: '${from}', to: '${to}'}]}]
`,
        'clusters/production/apps.yaml': APPS(path).replace(
          /sourceRef: \{[^}]*\}/,
          'sourceRef: {kind: ExternalArtifact, name: shop}',
        ),
        'apps/shop/x.yaml': 'a: b',
      }).feeds.find((one) => one.name === 'apps')?.source.path;
    expect(route('@repo/apps/shop/**', '@artifact/', './')).toBe('apps/shop');
    expect(route('@repo/apps/**', '@artifact/all/', './all/shop')).toBe('apps/shop');
    expect(route('@repo/apps/shop/', '@artifact/apps/shop/', './apps/shop')).toBe('apps/shop');
    expect(route('@repo/apps/', '@artifact/', './apps/shop')).toBe('apps/shop');
  });

  it('does not judge a feed of another branch', () => {
    const other = SYNC('production')
      .replace('branch: main', 'branch: tenant')
      .replaceAll('flux-system', 'tenant');
    const resolved = resolve({ ...FLEET, 'clusters/production/tenant.yaml': other });
    const tenant = feed(resolved, 'flux:Kustomization:tenant/tenant@production');
    expect(tenant.judged).toBe(false);
    expect(tenant.unknown.map((one) => one.about)).toContain('revision');
  });

  it('does not let a folder’s own kustomization be passed over', () => {
    const files = {
      ...FLEET,
      'apps/idle/kustomization.yaml': 'resources: []',
      'apps/idle/ks.yaml': APPS('./x').replace('name: apps', 'name: idle'),
    };
    const idle = resolve(files).feeds.find((one) => one.name === 'idle');
    expect(idle?.parent).toBeUndefined();
    expect(idle?.unknown.map((one) => one.about)).toContain('definition');
  });

  it('follows an image automation that pushes to the branch that is applied', () => {
    const files: Files = {
      ...FLEET,
      'clusters/production/auto.yaml': `apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageUpdateAutomation
metadata: {name: auto, namespace: flux-system}
spec: {sourceRef: {kind: GitRepository, name: flux-system}, git: {commit: {author: {email: a@b}}}, update: {path: ./apps}}
`,
    };
    const facts = agentFacts(resolve(files)).filter(
      (fact) => fact.fact === 'flux-automation-pushes-reconciled',
    );
    expect(facts.map((fact) => fact.answer)).toEqual(['yes']);
    const away = {
      ...files,
      'clusters/production/auto.yaml': (files['clusters/production/auto.yaml'] ?? '').replace(
        'git: {',
        'git: {push: {branch: bot}, ',
      ),
    };
    expect(
      agentFacts(resolve(away)).find((fact) => fact.fact === 'flux-automation-pushes-reconciled')?.answer,
    ).toBe('no');
  });
});

const APP = (
  name: string,
  path: string,
  project: string,
  more = '',
): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: ${project}
  source: {repoURL: 'https://github.com/acme/fleet', path: ${path}, targetRevision: HEAD}
  destination: {server: 'https://kubernetes.default.svc', namespace: ${name}}
${more}`;

describe('Argo CD', () => {
  const files: Files = {
    'root.yaml': APP('root', 'apps', 'default', '  syncPolicy: {automated: {selfHeal: true}}'),
    'apps/shop.yaml': APP('shop', 'shop', 'team'),
    'apps/team.yaml': `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: team, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/acme/*']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  namespaceResourceBlacklist: [{group: rbac.authorization.k8s.io, kind: '*'}]
`,
    'shop/deployment.yaml': 'a: b',
  };

  it('nests an app of apps and keeps the project’s limits', () => {
    const resolved = resolve(files);
    const shop = feed(resolved, 'argocd:Application:argocd/shop@in-cluster');
    expect(shop.parent).toBe('argocd:Application:argocd/root@in-cluster');
    expect(
      [
        shop.limits.workloads,
        shop.limits.namespacedAccess,
        shop.limits.clusterAccess,
        shop.limits.agentObjects,
      ].map((one) => one.answer),
    ).toEqual(['yes', 'no', 'no', 'no']);
    expect(shop.limits.namespaces).toEqual(['shop']);
    expect([shop.automatic.answer, shop.selfHeal.answer]).toEqual(['no', 'no']);
    const root = feed(resolved, 'argocd:Application:argocd/root@in-cluster');
    expect([root.limits.clusterAccess.answer, root.limits.agentObjects.answer, root.selfHeal.answer]).toEqual(
      ['yes', 'yes', 'yes'],
    );
    expect(root.identity).toMatchObject({
      privilege: 'cluster-admin',
      ground: 'assumed',
      impersonated: false,
    });
  });

  it('applies nothing where the project does not permit the source', () => {
    const refused = resolve({
      ...files,
      'apps/team.yaml': (files['apps/team.yaml'] ?? '').replace('acme/*', 'other/*'),
    });
    expect(feed(refused, 'argocd:Application:argocd/shop@in-cluster').limits.workloads).toMatchObject({
      answer: 'no',
    });
  });

  it('is unknown in its limits where the project is not in view', () => {
    const { 'apps/team.yaml': _, ...rest } = files;
    expect(feed(resolve(rest), 'argocd:Application:argocd/shop@in-cluster').limits.workloads).toMatchObject({
      answer: 'unknown',
      supply: 'the AppProject team',
    });
  });

  it('takes the project’s account where impersonation is on', () => {
    const resolved = resolve({
      ...files,
      'cm.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-cm, namespace: argocd}\ndata: {application.sync.impersonation.enabled: "true"}\n',
      'apps/team.yaml': `${files['apps/team.yaml'] ?? ''}  destinationServiceAccounts: [{server: '*', namespace: shop, defaultServiceAccount: deployer}]\n`,
    });
    expect(feed(resolved, 'argocd:Application:argocd/shop@in-cluster').identity).toMatchObject({
      serviceAccount: { namespace: 'shop', name: 'deployer' },
      impersonated: true,
      chosen: 'yes',
    });
  });

  it('expands an ApplicationSet over folders, and says why where it cannot', () => {
    const set = (generator: string): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: all, namespace: argocd}
spec:
  generators:
    - ${generator}
  template:
    metadata: {name: 'app-{{path.basename}}'}
    spec:
      project: team
      source: {repoURL: 'https://github.com/acme/fleet', path: '{{path}}', targetRevision: HEAD}
      destination: {name: in-cluster, namespace: shop}
`;
    const folders = resolve({
      'set.yaml': set(
        "git: {repoURL: 'https://github.com/acme/fleet', directories: [{path: 'services/*'}, {path: services/c, exclude: true}]}",
      ),
      'services/a/x.yaml': '',
      'services/b/x.yaml': '',
      'services/c/x.yaml': '',
    });
    expect(folders.feeds.map((one) => `${one.name} ${one.source.path ?? ''}`)).toEqual([
      'app-a services/a',
      'app-b services/b',
    ]);
    const clusters = resolve({ 'set.yaml': set('clusters: {}') });
    expect(clusters.feeds.map((one) => `${one.kind} ${one.name}`)).toEqual(['ApplicationSet all']);
    expect(clusters.feeds[0]?.unknown.map((one) => one.about)).toContain('generator');
  });
});

describe('facts', () => {
  it('leave what argocd-cm would say unknown where it is not in view', () => {
    const facts = agentFacts(resolve({ 'a.yaml': APP('web', 'web', 'default') }));
    const answers = new Map(facts.map((fact) => [fact.fact, fact.answer]));
    expect(answers.get('argo-anonymous-enabled')).toBe('unknown');
    expect(answers.get('argo-application-in-default-project')).toBe('yes');
    expect(answers.get('argo-default-project-permits')).toBe('yes');
  });
  it('tell a readable credential from a placeholder and an encrypted one', () => {
    const secret = (value: string): Files => ({
      's.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: repo, namespace: argocd, labels: {argocd.argoproj.io/secret-type: repository}}\nstringData: {url: 'https://h/a/b', password: '${value}'}\n`,
    });
    const plain = (value: string): string | undefined =>
      agentFacts(resolve(secret(value))).find((fact) => fact.fact === 'credential-plain')?.answer;
    expect(plain('ghp_q8Zk27sJwTn')).toBe('yes');
    expect(plain('${TOKEN}')).toBe('no');
    expect(plain('ENC[AES256_GCM,data:x]')).toBe('no');
  });
});

describe('the Secret of a cluster', () => {
  it('holds a credential only where its configuration does', () => {
    const answer = (config: string): string | undefined =>
      agentFacts(
        resolve({
          's.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: c, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster}}\nstringData: {name: c, server: 'https://k', config: '${config}'}\n`,
        }),
      ).find((fact) => fact.fact === 'credential-plain')?.answer;
    expect(answer('{"tlsClientConfig":{"insecure":false}}')).not.toBe('yes');
    expect(answer('{"bearerToken":"eyJhbGciOi"}')).toBe('yes');
  });
});

describe('several Argo CDs', () => {
  it('keep their projects apart, and an application beside the only one is unknown, not refused', () => {
    const project =
      'apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: team, namespace: argocd}\nspec: {sourceRepos: ["*"], destinations: [{server: "*", namespace: "*"}]}\n';
    const beside = resolve({
      'p.yaml': project,
      'a.yaml': APP('web', 'web', 'team').replace('namespace: argocd', 'namespace: elsewhere'),
    });
    expect(beside.feeds[0]?.limits.workloads.answer).toBe('unknown');
    const own = resolve({
      'p.yaml': project,
      'q.yaml': project.replace('namespace: argocd', 'namespace: elsewhere').replace('"*"', ''),
      'a.yaml': APP('web', 'web', 'team').replace('namespace: argocd', 'namespace: elsewhere'),
    });
    expect(own.feeds[0]?.limits.workloads.answer).toBe('no');
  });
});
