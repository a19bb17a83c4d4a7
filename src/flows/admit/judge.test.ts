import { describe, expect, test } from 'vitest';
import { EXPIRES_ANNOTATION } from '../../model/access-grant.ts';
import type { KubernetesObject } from '../../ports/cluster.ts';
import { AGENT, asks, binding, kustomization, role, world } from './fixtures/world.ts';

const MASTERS = { user: 'eve', groups: ['system:masters', 'system:authenticated'] };
const account = (name: string) => ({ user: `system:serviceaccount:kube-system:${name}`, groups: [] });
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

describe('what admission lets through', () => {
  test('what the verified commit has, whoever applies it, with the marks of an agent', async () => {
    const { git, ask } = world();
    const wanted = binding('support', 'view', ['sam']);
    git.objects.push(wanted);
    expect(await ask(asks(wanted))).toEqual(ALLOWED);
    const tracked = labelled(wanted, { 'kustomize.toolkit.fluxcd.io/name': 'access' });
    expect(await ask(asks(tracked, binding('support', 'view', []), { who: AGENT }))).toEqual(ALLOWED);
  });

  test('what an earlier commit has, that an agent may still be at', async () => {
    const { git, ask } = world();
    const old = binding('support', 'edit', ['sam']);
    git.objects.push(binding('support', 'view', ['sam']));
    git.before(old);
    expect(await ask(asks(old, undefined, { who: AGENT }))).toEqual(ALLOWED);
  });

  test('what landed a moment ago', async () => {
    const { git, ask } = world();
    const wanted = binding('support', 'view', ['sam']);
    expect(await ask(asks(wanted))).toMatchObject({ allowed: false });
    git.objects.push(wanted);
    expect(await ask(asks(wanted))).toEqual(ALLOWED);
  });

  test('a removal, also of what the verified commit has', async () => {
    const { git, ask } = world();
    git.objects.push(binding('support', 'view', ['sam']), kustomization('access'));
    expect(await ask(asks(undefined, binding('support', 'view', ['sam'])))).toEqual(ALLOWED);
    expect(await ask(asks(undefined, kustomization('access')))).toEqual(ALLOWED);
  });

  test('what takes access away, or changes none', async () => {
    const { ask } = world();
    const before = binding('support', 'view', ['sam', 'ann']);
    expect(await ask(asks(binding('support', 'view', ['ann']), before))).toEqual(ALLOWED);
    expect(await ask(asks(annotated(labelled(before, { a: 'b' }), { c: 'd' }), before))).toEqual(ALLOWED);
    const wide = role('looks', ['get', 'list', 'watch']);
    expect(await ask(asks(role('looks', ['list', 'get']), wide))).toEqual(ALLOWED);
    expect(await ask(asks(role('looks', []), wide))).toEqual(ALLOWED);
    expect(await ask(asks(binding('nobody', 'view', [])))).toEqual(ALLOWED);
  });

  test('what gives less than the verified commit does', async () => {
    const { git, ask } = world();
    git.objects.push(binding('support', 'view', ['sam', 'ann']));
    expect(await ask(asks(binding('support', 'view', ['sam'])))).toEqual(ALLOWED);
  });

  test('what the agents themselves write on their objects', async () => {
    const { ask } = world();
    const before = kustomization('access');
    const changes = [
      annotated(before, { 'reconcile.fluxcd.io/requestedAt': 'now' }),
      { ...before, metadata: { ...before.metadata, finalizers: ['finalizers.fluxcd.io'] } },
      { ...before, status: { lastAppliedRevision: 'main@sha1:0' } },
      kustomization('access', { force: false }),
    ];
    for (const after of changes) expect(await ask(asks(after, before))).toEqual(ALLOWED);
    expect(await ask(asks(kustomization('x'), kustomization('y'), { subresource: 'status' }))).toEqual(
      ALLOWED,
    );
  });

  test('what the verified commit grants until a time, until then', async () => {
    const asked = async (time: string): Promise<unknown> => {
      const { git, ask } = world();
      const wanted = annotated(binding('support', 'view', ['sam']), { [EXPIRES_ANNOTATION]: time });
      git.objects.push(wanted);
      return ask(asks(wanted));
    };
    expect(await asked('2099-01-01T00:00:00Z')).toEqual(ALLOWED);
    expect(await asked('2020-01-01T00:00:00Z')).toEqual(refusedAs('expired'));
  });

  test('what policy knows, only by whom it names', async () => {
    const { git, ask } = world();
    const by = 'system:serviceaccount:operators:operator';
    const reason = 'made while it runs';
    git.known.push({ kind: 'ClusterRoleBinding', namespace: '', name: 'operator-*', reason, by });
    const wanted = binding('operator-cache', 'view', ['cache']);
    expect(await ask(asks(wanted, undefined, { who: { user: by, groups: [] } }))).toEqual(ALLOWED);
    expect(await ask(asks(wanted))).toEqual(refusedAs('unexplained'));
    expect(
      await ask(asks(binding('other', 'view', ['cache']), undefined, { who: { user: by, groups: [] } })),
    ).toEqual(refusedAs('unexplained'));
  });

  test('kinds that are none of ours', async () => {
    const { ask, witness } = world();
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'default' } };
    expect(await ask(asks(map))).toEqual(ALLOWED);
    expect(witness.seen).toEqual([]);
  });
});

describe('what parts of Kubernetes do', () => {
  const gathers = { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: 'it' } }] } };
  const before = role('metrics', [], {}, gathers);

  test('the aggregation controller writes rules, and nothing else', async () => {
    const { ask } = world();
    for (const who of [
      account('clusterrole-aggregation-controller'),
      { user: 'system:kube-controller-manager', groups: [] },
    ]) {
      const after = role('metrics', ['get'], {}, gathers);
      expect(await ask(asks(after, before, { who }))).toEqual(ALLOWED);
      expect(
        await ask(
          asks(labelled(after, { 'rbac.authorization.k8s.io/aggregate-to-admin': 'true' }), before, { who }),
        ),
      ).toEqual(refusedAs('unexplained'));
      expect(await ask(asks(role('metrics', ['get']), before, { who }))).toEqual(refusedAs('unexplained'));
      expect(await ask(asks(binding('b', 'view', ['x']), undefined, { who }))).toEqual(
        refusedAs('unexplained'),
      );
    }
    expect(await ask(asks(role('metrics', ['get'], {}, gathers), before))).toEqual(refusedAs('unexplained'));
  });

  test('the API server makes its defaults, and nothing else', async () => {
    const { ask } = world();
    const who = { user: 'system:apiserver', groups: ['system:masters'] };
    for (const name of ['system:discovery', 'cluster-admin'])
      expect(await ask(asks(binding(name, 'view', ['x']), undefined, { who }))).toEqual(ALLOWED);
    expect(await ask(asks(binding('mine', 'view', ['x']), undefined, { who }))).toEqual(
      refusedAs('unexplained'),
    );
    expect(await ask(asks(binding('system:discovery', 'view', ['x']), undefined, { who: MASTERS }))).toEqual(
      refusedAs('unexplained'),
    );
  });

  test('other controllers are nobody special', async () => {
    const { ask } = world();
    for (const name of ['namespace-controller', 'generic-garbage-collector', 'anything'])
      expect(await ask(asks(binding('b', 'view', ['x']), undefined, { who: account(name) }))).toEqual(
        refusedAs('unexplained'),
      );
  });
});
