import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../ports/cluster.ts';
import { asks, binding, kustomization, role, world } from './fixtures/world.ts';

const MASTERS = { user: 'eve', groups: ['system:masters', 'system:authenticated'] };
const labelled = (object: KubernetesObject, labels: object): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } },
});
const annotated = (object: KubernetesObject, annotations: object): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...annotations } },
});
const ALLOWED = { allowed: true, warnings: [] };
const refusedAs = (code: string) => ({
  allowed: false,
  message: expect.stringContaining(`[${code}]`),
  warnings: [],
});

describe('what admission refuses', () => {
  test('what no verified commit has, also from the group that may do everything', async () => {
    const { ask } = world();
    const { allowed, message } = await ask(
      asks(binding('eve-admin', 'cluster-admin', ['eve']), undefined, { who: MASTERS }),
    );
    expect(allowed).toBe(false);
    expect(message).toContain('no verified commit has ClusterRoleBinding eve-admin.');
    expect(message).toContain('By it user eve could do everything in the whole cluster');
    expect(message).toContain('propose a change of infrastructure (its verified commit is 0123456789ab)');
    expect(message).toContain('[unexplained]');
  });

  test('what the verified commit has otherwise, and says what it has and where', async () => {
    const { git, ask } = world();
    git.objects.push(binding('support', 'view', ['sam']), kustomization('access'));
    const after = binding('support', 'view', ['sam', 'eve']);
    const { message } = await ask(asks(after, binding('support', 'view', ['sam'])));
    expect(message).toContain('the verified commit has ClusterRoleBinding support otherwise');
    expect(message).toContain('user eve could');
    expect(message).toContain('access/bindings.yaml:1 of infrastructure');
    expect(message).toContain('The verified commit has: ClusterRole view for User sam.');
    expect(message).toContain('[differs]');
    const agent = await ask(
      asks(kustomization('access', { path: './other', suspend: true }), kustomization('access')),
    );
    expect(agent.message).toContain('Kustomization flux-system/access otherwise (spec.path, spec.suspend)');
  });

  test('another place from which charts come, also under another version of its kind', async () => {
    const { git, ask } = world();
    const repository = (url: string): KubernetesObject => ({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'HelmRepository',
      metadata: { name: 'charts', namespace: 'flux-system', uid: 'uid-of-charts' },
      spec: { interval: '10m', url },
    });
    const [ours, theirs] = [
      repository('https://charts.acme.example'),
      repository('https://charts.evil.example'),
    ];
    git.objects.push(ours);
    expect(await ask(asks(ours))).toEqual(ALLOWED);
    expect(await ask(asks(theirs, ours))).toEqual(refusedAs('differs'));
    const older = { ...theirs, apiVersion: 'source.toolkit.fluxcd.io/v1beta2' };
    expect(await ask(asks(older, ours))).toEqual(refusedAs('differs'));
  });

  test.each([
    ['a role of the same name with more rules', role('support', ['get', 'delete']), role('support', ['get'])],
    ['a binding of another role', binding('support', 'edit', ['sam']), undefined],
    [
      'an aggregation rule',
      role('support', ['get'], {}, { aggregationRule: { clusterRoleSelectors: [{}] } }),
      role('support', ['get']),
    ],
    [
      'a label by which a default role takes it over',
      labelled(role('support', ['get']), { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' }),
      role('support', ['get']),
    ],
    ['a new Kustomization', kustomization('side-door', { suspend: true }), undefined],
    [
      'another service account of a Kustomization',
      kustomization('access', { serviceAccountName: 'admin' }),
      kustomization('access'),
    ],
  ])('%s', async (_, after, before) => {
    const { git, ask } = world();
    git.objects.push(role('support', ['get']), kustomization('access'), binding('support', 'view', ['sam']));
    expect(await ask(asks(after, before))).toMatchObject({ allowed: false });
  });

  test('a label of the platform’s own by which another role takes it over', async () => {
    const { git, ask, has } = world();
    git.objects.push(role('metrics-reader', ['get']));
    has(
      role(
        'monitoring',
        [],
        {},
        {
          aggregationRule: {
            clusterRoleSelectors: [{ matchLabels: { 'acme.example/to-monitoring': 'yes' } }],
          },
        },
      ),
    );
    const before = role('metrics-reader', ['get']);
    const taken = labelled(before, { 'acme.example/to-monitoring': 'yes' });
    expect(await ask(asks(taken, before))).toEqual(refusedAs('differs'));
    expect(await ask(asks(taken))).toEqual(refusedAs('differs'));
    expect(await ask(asks(labelled(before, { 'acme.example/team': 'x' }), before))).toEqual(ALLOWED);
  });

  test('such a label also while nobody knows which roles there are', async () => {
    const { git, ask } = world({ isListed: false });
    git.objects.push(role('metrics-reader', ['get']));
    const before = role('metrics-reader', ['get']);
    expect(await ask(asks(labelled(before, { any: 'thing' }), before))).toEqual(refusedAs('differs'));
    expect(await ask(asks(labelled(before, { 'kustomize.toolkit.fluxcd.io/name': 'x' }), before))).toEqual(
      ALLOWED,
    );
  });

  test('marks that take an object out of the hands of its agent', async () => {
    const { git, ask } = world();
    const [own, agent] = [binding('support', 'view', ['sam']), kustomization('access')];
    git.objects.push(own, agent);
    const off = { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' };
    for (const one of [own, agent]) {
      expect(await ask(asks(annotated(one, off), one))).toEqual(refusedAs('opts-out'));
      expect(await ask(asks(annotated(one, off)))).toEqual(refusedAs('opts-out'));
      expect(await ask(asks(one, annotated(one, off)))).toEqual(ALLOWED);
    }
    expect(await ask(asks(annotated(binding('support', 'view', []), off), own))).toEqual(
      refusedAs('opts-out'),
    );
  });

  test('a finalizer by which what is deleted goes on granting', async () => {
    const { git, ask } = world();
    const own = binding('support', 'view', ['sam']);
    const kept = binding('support', 'view', ['sam'], { finalizers: ['eve.example/keep'] });
    git.objects.push(own, kustomization('access'));
    expect(await ask(asks(kept, own))).toEqual(refusedAs('opts-out'));
    expect(await ask(asks(kept))).toEqual(refusedAs('opts-out'));
    expect(await ask(asks(own, kept))).toEqual(ALLOWED);
    const deleting = binding('support', 'view', ['sam'], { finalizers: ['foregroundDeletion'] });
    expect(await ask(asks(deleting, own))).toEqual(ALLOWED);
    const noted = kustomization('access', {}, { finalizers: ['finalizers.fluxcd.io'] });
    expect(await ask(asks(noted, kustomization('access')))).toEqual(ALLOWED);
  });

  test('what cannot be told, because not all of Git could be rendered', async () => {
    const { git, ask } = world();
    git.unknown.push('HelmRelease flux-system/ingress is not rendered here');
    const { message } = await ask(asks(binding('ingress', 'view', ['x'])));
    expect(message).toContain('HelmRelease flux-system/ingress is not rendered here');
    expect(message).toContain('[incomplete]');
  });

  test('the status of a verified source by anybody but its publisher', async () => {
    const { ask } = world();
    const source = {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'ExternalArtifact',
      metadata: { name: 'infrastructure', namespace: 'flux-system' },
      spec: {},
    };
    const forged = { ...source, status: { artifact: { url: 'https://evil.example/x.tar.gz' } } };
    const who = { user: 'system:serviceaccount:mainward:publisher', groups: [] };
    expect(await ask(asks(forged, source, { subresource: 'status', who }))).toEqual(ALLOWED);
    expect(await ask(asks(forged, source, { subresource: 'status' }))).toEqual(
      refusedAs('not-the-publisher'),
    );
    expect(await ask(asks(forged, source, { subresource: 'status', who: MASTERS }))).toEqual(
      refusedAs('not-the-publisher'),
    );
    expect(await ask(asks(source))).toEqual(refusedAs('unexplained'));
  });

  test('a sync of Argo CD to something else than the Application names', async () => {
    const { git, ask } = world();
    const application = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'shop', namespace: 'argocd' },
      spec: { source: { repoURL: 'https://git.example/shop', targetRevision: 'main' } },
    };
    git.objects.push(application);
    const sync = (fields: object): KubernetesObject => ({ ...application, operation: { sync: fields } });
    expect(await ask(asks(sync({ prune: true }), application))).toEqual(ALLOWED);
    const who = { user: 'system:serviceaccount:argocd:argocd-application-controller', groups: [] };
    expect(await ask(asks(sync({ revision: 'abc' }), application, { who }))).toEqual(ALLOWED);
    expect(await ask(asks(sync({ revision: 'evil' }), application))).toEqual(refusedAs('differs'));
    expect(await ask(asks(sync({ manifests: ['{}'] })))).toEqual(refusedAs('differs'));
  });

  test('an object that cannot be read', async () => {
    const { ask } = world();
    const broken = { ...binding('b', 'view', ['x']), roleRef: 'cluster-admin' };
    expect(await ask(asks(broken))).toEqual(refusedAs('cannot-judge'));
  });
});

test('rules that somebody writes into a role that aggregates', async () => {
  const { git, ask } = world();
  const gathers = { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: 'it' } }] } };
  git.objects.push(role('metrics', [], {}, gathers));
  const [live, more] = [
    role('metrics', ['get'], {}, gathers),
    role('metrics', ['get', 'delete'], {}, gathers),
  ];
  expect(await ask(asks(more, live))).toEqual(refusedAs('differs'));
  expect(await ask(asks(more))).toEqual(refusedAs('differs'));
  expect(await ask(asks(role('metrics', [], {}, gathers), live))).toEqual(ALLOWED);
  expect(await ask(asks(live, live))).toEqual(ALLOWED);
  git.objects.push(role('own', ['get'], {}, gathers));
  expect(await ask(asks(role('own', ['get'])))).toEqual(refusedAs('differs'));
});

describe('controls', () => {
  test('refuse at the level of the policy what Git has all the same', async () => {
    const { git, ask } = world();
    const wanted = binding('everybody', 'cluster-admin', []);
    const all = { ...wanted, subjects: [{ kind: 'Group', name: 'system:authenticated' }] };
    git.objects.push(all);
    expect(await ask(asks(all))).toEqual(ALLOWED);
    git.admission = { mode: 'enforce', refuseFrom: 'high' };
    git.objects.push(role('unused', ['get']));
    await ask(asks(binding('no', 'view', ['x'])));
    const { message } = await ask(asks(all));
    expect(message).toContain('cluster/admin-is-not-bound-to-everyone (critical)');
    expect(message).toContain('[control]');
  });

  test('judge an object among what is live', async () => {
    const { git, ask, has } = world();
    git.admission = { mode: 'enforce', refuseFrom: 'high' };
    const wide = role('wide', [], {}, { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] });
    git.objects.push(wide, binding('wide', 'wide', ['sam']), binding('looks', 'view', ['sam']));
    expect(await ask(asks(wide))).toEqual(ALLOWED);
    has(wide);
    expect(await ask(asks(binding('looks', 'view', ['sam'])))).toEqual(ALLOWED);
    expect(await ask(asks(binding('wide', 'wide', ['sam'])))).toEqual(refusedAs('control'));
    has(binding('wide', 'wide', ['sam']));
    expect(await ask(asks(binding('looks', 'view', ['sam'])))).toEqual(ALLOWED);
  });

  test('cannot be asked before the cluster was read once', async () => {
    const { git, ask } = world({ isListed: false });
    git.admission = { mode: 'enforce', refuseFrom: 'high' };
    git.objects.push(binding('looks', 'view', ['sam']));
    expect(await ask(asks(binding('looks', 'view', ['sam'])))).toEqual(refusedAs('cannot-judge'));
  });
});
