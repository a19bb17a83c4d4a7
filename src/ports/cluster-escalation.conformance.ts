import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from './cluster.ts';
import { grant } from './cluster-access.conformance.ts';
import { CLUSTER_ROLE_BINDINGS, CLUSTER_ROLES, CONFIG_MAPS, ROLE_BINDINGS, ROLES } from './cluster-kinds.ts';
import { eventually, fails, keyOf, make, type Rig } from './cluster-rig.conformance.ts';

const apiGroup = 'rbac.authorization.k8s.io';
const ROLE_WRITER = { apiGroups: [apiGroup], resources: ['roles'], verbs: ['create', 'patch'] };
const BINDING_WRITER = { apiGroups: [apiGroup], resources: ['rolebindings'], verbs: ['create', 'patch'] };
const READ_MAPS = { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] };
const READ_SECRETS = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };

type Rule = Readonly<Record<string, readonly string[]>>;

export function escalationConformance(rig: Rig): void {
  const role = (namespace: string, name: string, ...rules: readonly Rule[]): KubernetesObject =>
    make(ROLES, { name, namespace }, { rules });
  const binding = (namespace: string, kind: string, name: string): KubernetesObject =>
    make(
      ROLE_BINDINGS,
      { name: rig.word(), namespace },
      { roleRef: { apiGroup, kind, name }, subjects: [{ apiGroup, kind: 'User', name: 'eve' }] },
    );
  /** A user who holds these rules in a namespace of his own, once they count. */
  async function holder(...rules: readonly Rule[]) {
    const [namespace, user] = [await rig.namespace(), rig.word()];
    await grant(rig, namespace, user, [READ_MAPS, ...rules]);
    const cluster = rig.as(user);
    await eventually(async () => {
      await cluster.list(CONFIG_MAPS, { namespace });
    });
    return { namespace, user, cluster };
  }

  describe('who may write roles', () => {
    test('hands on what he holds there, and no more', async () => {
      const { namespace, cluster } = await holder(ROLE_WRITER);
      const own = role(
        namespace,
        'own',
        { ...READ_MAPS, verbs: ['get'] },
        { ...READ_MAPS, resourceNames: ['a'] },
      );
      await cluster.create(ROLES, own);
      await fails(cluster.create(ROLES, role(namespace, 'more', READ_SECRETS)), 'CLUSTER_FORBIDDEN', 403);
      const wild = role(namespace, 'wild', { ...READ_MAPS, verbs: ['*'] });
      await fails(cluster.create(ROLES, wild), 'CLUSTER_FORBIDDEN', 403);
      const body = { rules: [READ_MAPS, READ_SECRETS] };
      await fails(cluster.patch(keyOf(ROLES, own), { kind: 'merge', body }), 'CLUSTER_FORBIDDEN', 403);
      const applied = role(namespace, 'applied', READ_SECRETS);
      const apply = { kind: 'apply', body: applied, manager: 'm', force: true } as const;
      await fails(cluster.patch(keyOf(ROLES, applied), apply), 'CLUSTER_FORBIDDEN', 403);
    });

    test('changes not even a label of a role that holds more than he does', async () => {
      const { namespace, cluster } = await holder(ROLE_WRITER);
      const strong = role(namespace, 'strong', READ_SECRETS);
      await rig.admin().create(ROLES, strong);
      const body = { metadata: { labels: { a: 'b' } } };
      await fails(cluster.patch(keyOf(ROLES, strong), { kind: 'merge', body }), 'CLUSTER_FORBIDDEN', 403);
    });

    test('hands on anything where he may escalate', async () => {
      const { namespace, cluster } = await holder({ ...ROLE_WRITER, verbs: ['create', 'escalate'] });
      await cluster.create(ROLES, role(namespace, 'more', { ...READ_SECRETS, verbs: ['*'] }));
    });

    test('holds nothing of one namespace in another', async () => {
      const [one, two] = [await holder(ROLE_WRITER), await rig.namespace()];
      await grant(rig, two, one.user, [ROLE_WRITER]);
      await eventually(() =>
        fails(one.cluster.create(ROLES, role(two, 'x', READ_MAPS)), 'CLUSTER_FORBIDDEN', 403).then(() =>
          one.cluster.create(ROLES, role(two, rig.word(), ROLE_WRITER)).then(() => undefined),
        ),
      );
    });

    test('aggregates only where he holds everything', async () => {
      const [user, name] = [rig.word(), rig.word()];
      const rules = [{ apiGroups: [apiGroup], resources: ['clusterroles'], verbs: ['create', 'list'] }];
      await rig.admin().create(CLUSTER_ROLES, make(CLUSTER_ROLES, { name }, { rules }));
      const subjects = [{ apiGroup, kind: 'User', name: user }];
      const roleRef = { apiGroup, kind: 'ClusterRole', name };
      await rig
        .admin()
        .create(CLUSTER_ROLE_BINDINGS, make(CLUSTER_ROLE_BINDINGS, { name }, { roleRef, subjects }));
      const ann = rig.as(user);
      await eventually(async () => {
        await ann.list(CLUSTER_ROLES);
      });
      await ann.create(CLUSTER_ROLES, make(CLUSTER_ROLES, { name: rig.word() }, { rules: [] }));
      const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] };
      const open = make(CLUSTER_ROLES, { name: rig.word() }, { rules: [], aggregationRule });
      await fails(ann.create(CLUSTER_ROLES, open), 'CLUSTER_FORBIDDEN', 403);
    });
  });

  describe('who may write bindings', () => {
    test('binds what he holds there, and no more', async () => {
      const { namespace, cluster } = await holder(BINDING_WRITER);
      await rig.admin().create(ROLES, role(namespace, 'maps', READ_MAPS));
      await rig.admin().create(ROLES, role(namespace, 'secrets', READ_SECRETS));
      const bound = await cluster.create(ROLE_BINDINGS, binding(namespace, 'Role', 'maps'));
      await fails(
        cluster.create(ROLE_BINDINGS, binding(namespace, 'Role', 'secrets')),
        'CLUSTER_FORBIDDEN',
        403,
      );
      await fails(
        cluster.create(ROLE_BINDINGS, binding(namespace, 'ClusterRole', 'edit')),
        'CLUSTER_FORBIDDEN',
        403,
      );
      const strong = await rig.admin().create(ROLE_BINDINGS, binding(namespace, 'Role', 'secrets'));
      const body = { subjects: [] };
      await fails(
        cluster.patch(keyOf(ROLE_BINDINGS, strong), { kind: 'merge', body }),
        'CLUSTER_FORBIDDEN',
        403,
      );
      expect(
        (await cluster.patch(keyOf(ROLE_BINDINGS, bound), { kind: 'merge', body }))['subjects'] ?? [],
      ).toEqual([]);
    });

    test('binds a role that he may bind by its name, whatever it holds', async () => {
      const bind = {
        apiGroups: [apiGroup],
        resources: ['clusterroles'],
        verbs: ['bind'],
        resourceNames: ['admin'],
      };
      const { namespace, cluster } = await holder(BINDING_WRITER, bind);
      await cluster.create(ROLE_BINDINGS, binding(namespace, 'ClusterRole', 'admin'));
      await fails(
        cluster.create(ROLE_BINDINGS, binding(namespace, 'ClusterRole', 'edit')),
        'CLUSTER_FORBIDDEN',
        403,
      );
    });

    test('binds no role that is not there', async () => {
      const { namespace, cluster } = await holder(BINDING_WRITER);
      await fails(cluster.create(ROLE_BINDINGS, binding(namespace, 'Role', 'none')), 'CLUSTER_REFUSED', 404);
    });
  });
}
