import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../src/ports/cluster.ts';
import { CLUSTER_ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';
import { make } from '../../src/ports/cluster-rig.conformance.ts';
import type { Answer } from './api-requests.ts';
import { succeeding, UNSEEN, WRITES } from './guard-attempts.ts';
import { type GuardStage, SPACES, setGuardStage } from './guard-stage.ts';
import { allowedBy } from './thread-accounts.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const KINDS = ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'] as const;

let stage: GuardStage;
beforeAll(async () => {
  stage = await setGuardStage('revoker');
});
beforeEach(() => stage.targets());
afterAll(async () => stage?.plane.stop());

function pathOf(resource: string, name: string): string {
  return `${RBAC}${resource.startsWith('cluster') ? '' : '/namespaces/payments'}/${resource}/${name}`;
}

async function deletion(path: string, preconditions?: object): Promise<Answer> {
  return stage.as('DELETE', path, {
    body: {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      ...(preconditions === undefined ? {} : { preconditions }),
    },
  });
}

async function judged(path: string): Promise<{ readonly uid: string; readonly resourceVersion: string }> {
  const { body } = await stage.plane.api.send('GET', path);
  const { uid, resourceVersion } = (body as KubernetesObject).metadata;
  return { uid: uid ?? '', resourceVersion: resourceVersion ?? '' };
}

describe('the revoker', () => {
  test('may delete what grants, and nothing else, as the API server lists it', async () => {
    const expected = [
      ...allowedBy([{ apiGroups: ['rbac.authorization.k8s.io'], resources: KINDS, verbs: ['delete'] }]),
    ];
    expect(await stage.powers()).toEqual(
      Object.fromEntries(SPACES.map((namespace) => [namespace, expected.sort()])),
    );
  });

  test('gets nothing by any other request', async () => {
    expect(await succeeding(stage.as, [...WRITES, ...UNSEEN])).toEqual([]);
  });

  test('grants nothing even where a binding lets it do everything: admission confines what it writes', async () => {
    await stage.widened(async () => {
      expect(await succeeding(stage.as, WRITES)).toEqual([]);
      // What keeps it from these is RBAC alone.
      expect((await succeeding(stage.as, UNSEEN)).length).toBeGreaterThan(0);
    });
  });

  test.each(KINDS)('deletes one of the %s, only the one that was judged', async (resource) => {
    const path = pathOf(resource, 'there');
    const { uid, resourceVersion } = await judged(path);
    expect((await deletion(path)).status).toBe(422);
    expect((await deletion(path, { uid })).status).toBe(422);
    expect((await deletion(path, { uid, resourceVersion: '1' })).status).toBe(409);
    expect((await deletion(path, { uid, resourceVersion })).status).toBe(200);
    expect((await stage.plane.api.send('GET', path)).status).toBe(404);
  });

  test.each([
    `${RBAC}/clusterrolebindings/cluster-admin`,
    `${RBAC}/clusterroles/cluster-admin`,
    `${RBAC}/clusterrolebindings/system:basic-user`,
    `${RBAC}/clusterroles/system:controller:namespace-controller`,
    `${RBAC}/namespaces/kube-system/roles/extension-apiserver-authentication-reader`,
    `${RBAC}/clusterrolebindings/mainward-revoker`,
    `${RBAC}/clusterroles/mainward-observer`,
    `${RBAC}/namespaces/flux-system/rolebindings/mainward-publisher`,
  ])('cannot take away %s', async (path) => {
    const { status, body } = await deletion(path, await judged(path));
    expect([status, JSON.stringify(body)]).toEqual([422, expect.stringContaining('may not take away')]);
    expect((await stage.plane.api.send('GET', path)).status).toBe(200);
  });

  test('takes away what only looks like that', async () => {
    for (const name of ['system:mine', 'edit', 'mainward-mine'])
      await stage.admin.create(
        CLUSTER_ROLE_BINDINGS,
        make(
          CLUSTER_ROLE_BINDINGS,
          { name, labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } },
          {
            roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' },
            subjects: [],
          },
        ),
      );
    for (const name of ['system:mine', 'edit', 'mainward-mine']) {
      const path = `${RBAC}/clusterrolebindings/${name}`;
      expect((await deletion(path, await judged(path))).status).toBe(200);
    }
  });
});
