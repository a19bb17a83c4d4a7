import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from './cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  CONFIG_MAPS,
  NAMESPACES,
  ROLE_BINDINGS,
  ROLES,
  SECRETS,
  SERVICE_ACCOUNTS,
} from './cluster-kinds.ts';
import { eventually, fails, keyOf, make, type Rig } from './cluster-rig.conformance.ts';

const apiGroup = 'rbac.authorization.k8s.io';

/** Gives a user a role of his own in a namespace. */
export async function grant(
  rig: Rig,
  namespace: string,
  user: string,
  rules: readonly Readonly<Record<string, readonly string[]>>[],
): Promise<void> {
  const name = rig.word();
  await rig.admin().create(ROLES, make(ROLES, { name, namespace }, { rules }));
  const subjects = [{ apiGroup, kind: 'User', name: user }];
  const roleRef = { apiGroup, kind: 'Role', name };
  await rig.admin().create(ROLE_BINDINGS, make(ROLE_BINDINGS, { name, namespace }, { roleRef, subjects }));
}

export function accessConformance(rig: Rig): void {
  async function account(namespace: string): Promise<KubernetesObject> {
    return rig.admin().create(SERVICE_ACCOUNTS, make(SERVICE_ACCOUNTS, { name: 'robot', namespace }));
  }

  describe('a request', () => {
    test('is forbidden until its verb is granted, in its namespace, for its name', async () => {
      const [namespace, other] = [await rig.namespace(), await rig.namespace()];
      const user = rig.word();
      const ann = rig.as(user);
      await rig.admin().create(SECRETS, make(SECRETS, { name: 'mine', namespace }));
      await fails(ann.get({ type: SECRETS, name: 'mine', namespace }), 'CLUSTER_FORBIDDEN', 403);
      await grant(rig, namespace, user, [
        { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'patch'], resourceNames: ['mine'] },
        { apiGroups: [''], resources: ['configmaps'], verbs: ['list', 'create', 'delete'] },
      ]);
      await eventually(async () => {
        expect(await ann.get({ type: SECRETS, name: 'mine', namespace })).toBeDefined();
      });
      await fails(ann.get({ type: SECRETS, name: 'other', namespace }), 'CLUSTER_FORBIDDEN', 403);
      await fails(ann.list(SECRETS, { namespace }), 'CLUSTER_FORBIDDEN', 403);
      await ann.list(CONFIG_MAPS, { namespace });
      await fails(ann.list(CONFIG_MAPS, { namespace: other }), 'CLUSTER_FORBIDDEN', 403);
      await fails(ann.list(CONFIG_MAPS), 'CLUSTER_FORBIDDEN', 403);
      const made = await ann.create(CONFIG_MAPS, make(CONFIG_MAPS, { name: 'a', namespace }));
      const key = keyOf(CONFIG_MAPS, made);
      await fails(ann.patch(key, { kind: 'merge', body: {} }), 'CLUSTER_FORBIDDEN', 403);
      expect(await ann.delete(key)).toBe(true);
      await fails(ann.delete({ type: SECRETS, name: 'mine', namespace }), 'CLUSTER_FORBIDDEN', 403);
    });

    test('that applies what is not there is asked for both its verbs', async () => {
      const namespace = await rig.namespace();
      const [user, both] = [rig.word(), rig.word()];
      const rule = { apiGroups: [''], resources: ['configmaps'], resourceNames: ['a'] };
      await grant(rig, namespace, user, [{ ...rule, verbs: ['patch'] }]);
      await grant(rig, namespace, both, [{ ...rule, verbs: ['patch', 'create'] }]);
      const body = make(CONFIG_MAPS, { name: 'a', namespace });
      const apply = { kind: 'apply', body, manager: 'm', force: false } as const;
      await eventually(async () => {
        expect(await rig.as(both).patch(keyOf(CONFIG_MAPS, body), apply)).toBeDefined();
      });
      await rig.as(user).patch(keyOf(CONFIG_MAPS, body), apply);
      await rig.admin().delete(keyOf(CONFIG_MAPS, body));
      await fails(rig.as(user).patch(keyOf(CONFIG_MAPS, body), apply), 'CLUSTER_FORBIDDEN', 403);
      await fails(rig.as(both).create(CONFIG_MAPS, body), 'CLUSTER_FORBIDDEN', 403);
    });

    test('counts the groups of whoever asks, and the namespace that it is about', async () => {
      const namespace = await rig.namespace();
      const [group, name] = [rig.word(), rig.word()];
      const roleRef = { apiGroup, kind: 'ClusterRole', name: 'admin' };
      const subjects = [{ apiGroup, kind: 'Group', name: group }];
      await rig
        .admin()
        .create(ROLE_BINDINGS, make(ROLE_BINDINGS, { name, namespace }, { roleRef, subjects }));
      const key = { type: NAMESPACES, name: namespace };
      await eventually(async () => expect(await rig.as(name, group).get(key)).toBeDefined());
      await fails(rig.as(name).get(key), 'CLUSTER_FORBIDDEN', 403);
      await fails(rig.as(name, group).get({ type: NAMESPACES, name: 'default' }), 'CLUSTER_FORBIDDEN', 403);
    });

    test('can be asked about beforehand', async () => {
      const namespace = await rig.namespace();
      const user = rig.word();
      await grant(rig, namespace, user, [
        { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] },
      ]);
      const question = {
        user,
        groups: [],
        verb: 'create',
        resource: 'serviceaccounts',
        subresource: 'token',
        name: 'x',
      };
      const admin = rig.admin();
      await eventually(async () => expect(await admin.allows({ ...question, namespace })).toBe(true));
      expect(await admin.allows({ ...question, namespace: 'default' })).toBe(false);
      expect(await admin.allows({ ...question, namespace, verb: 'get' })).toBe(false);
      expect(await admin.allows({ user, groups: ['system:masters'], verb: 'x', nonResourcePath: '/x' })).toBe(
        true,
      );
      expect(await admin.allows({ user, groups: [], verb: 'get', nonResourcePath: '/x' })).toBe(false);
      await fails(rig.as(user).allows({ ...question, namespace }), 'CLUSTER_FORBIDDEN', 403);
    });
  });

  describe('a credential', () => {
    test('is whose the API server says', async () => {
      const user = rig.word();
      const { user: found, groups } = await rig.as(user, 'devs').whoAmI();
      expect([found, [...groups].sort()]).toEqual([user, ['devs', 'system:authenticated']]);
      const namespace = await rig.namespace();
      await account(namespace);
      const question = { namespace, name: 'robot', audiences: [], seconds: 600 };
      const { token } = await rig.admin().issue(question);
      const self = await rig.withToken(token).whoAmI();
      expect(self.user).toBe(`system:serviceaccount:${namespace}:robot`);
      expect([...self.groups].sort()).toEqual([
        'system:authenticated',
        'system:serviceaccounts',
        `system:serviceaccounts:${namespace}`,
      ]);
    });
  });

  describe('a token', () => {
    test('acts as its service account until its Secret is deleted', async () => {
      const namespace = await rig.namespace();
      await account(namespace);
      const admin = rig.admin();
      await grant(rig, namespace, `system:serviceaccount:${namespace}:robot`, [
        { apiGroups: [''], resources: ['secrets'], verbs: ['list'] },
      ]);
      const secret = await admin.create(SECRETS, make(SECRETS, { name: 's', namespace }));
      const boundTo = { name: 's', uid: secret.metadata.uid ?? '' };
      const question = { namespace, name: 'robot', audiences: [], seconds: 600 };
      const { token, expires } = await admin.issue({ ...question, boundTo });
      expect(expires).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      const robot = rig.withToken(token);
      await eventually(async () => {
        expect((await robot.list(SECRETS, { namespace })).items).toHaveLength(1);
      });
      await fails(robot.list(CONFIG_MAPS, { namespace }), 'CLUSTER_FORBIDDEN', 403);
      await admin.delete(keyOf(SECRETS, secret));
      await eventually(() => fails(robot.list(SECRETS, { namespace }), 'CLUSTER_FORBIDDEN', 401));
    });

    test('ends with its service account, and is for its audience only', async () => {
      const namespace = await rig.namespace();
      const robot = await account(namespace);
      const admin = rig.admin();
      const question = { namespace, name: 'robot', seconds: 600 };
      const other = await admin.issue({ ...question, audiences: ['https://elsewhere.example'] });
      const list = (token: string) => rig.withToken(token).list(SECRETS, { namespace });
      await fails(list(other.token), 'CLUSTER_FORBIDDEN', 401);
      const { token } = await admin.issue({ ...question, audiences: [] });
      await fails(list(token), 'CLUSTER_FORBIDDEN', 403);
      await admin.delete(keyOf(SERVICE_ACCOUNTS, robot));
      await eventually(() => fails(list(token), 'CLUSTER_FORBIDDEN', 401));
      await fails(list('made-up'), 'CLUSTER_FORBIDDEN', 401);
    });

    test('is refused where account, Secret or time are wrong', async () => {
      const namespace = await rig.namespace();
      await account(namespace);
      const admin = rig.admin();
      const question = { namespace, name: 'robot', audiences: [], seconds: 600 };
      const secret = await admin.create(SECRETS, make(SECRETS, { name: 's', namespace }));
      const uid = secret.metadata.uid ?? '';
      await fails(admin.issue({ ...question, name: 'nobody' }), 'CLUSTER_REFUSED', 404);
      await fails(admin.issue({ ...question, seconds: 599 }), 'CLUSTER_REFUSED', 422);
      await fails(admin.issue({ ...question, boundTo: { name: 'none', uid } }), 'CLUSTER_REFUSED', 404);
      await fails(
        admin.issue({ ...question, boundTo: { name: 's', uid: 'other' } }),
        'CLUSTER_CONFLICT',
        409,
      );
    });

    test('is given only to who may make it, for this account', async () => {
      const namespace = await rig.namespace();
      await account(namespace);
      const user = rig.word();
      const question = { namespace, name: 'robot', audiences: [], seconds: 600 };
      await fails(rig.as(user).issue(question), 'CLUSTER_FORBIDDEN', 403);
      await grant(rig, namespace, user, [
        {
          apiGroups: [''],
          resources: ['serviceaccounts/token'],
          verbs: ['create'],
          resourceNames: ['robot'],
        },
      ]);
      await eventually(async () => expect((await rig.as(user).issue(question)).token).not.toBe(''));
      await fails(rig.as(user).issue({ ...question, name: 'default' }), 'CLUSTER_FORBIDDEN', 403);
    });
  });

  test('a ClusterRole that aggregates has the rules of those it selects, and loses them again', async () => {
    const admin = rig.admin();
    const [name, part, label] = [rig.word(), rig.word(), rig.word()];
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { [label]: 'yes' } }] };
    const whole = await admin.create(
      CLUSTER_ROLES,
      make(CLUSTER_ROLES, { name }, { aggregationRule, rules: [] }),
    );
    const rules = [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }];
    await admin.create(
      CLUSTER_ROLES,
      make(CLUSTER_ROLES, { name: part, labels: { [label]: 'yes' } }, { rules }),
    );
    const rulesOf = async () => (await admin.get(keyOf(CLUSTER_ROLES, whole)))?.['rules'];
    await eventually(async () => expect(await rulesOf()).toEqual(rules));
    const user = rig.word();
    await admin.create(
      CLUSTER_ROLE_BINDINGS,
      make(
        CLUSTER_ROLE_BINDINGS,
        { name },
        {
          roleRef: { apiGroup, kind: 'ClusterRole', name },
          subjects: [{ apiGroup, kind: 'User', name: user }],
        },
      ),
    );
    const question = { user, groups: [], verb: 'get', resource: 'secrets', namespace: 'default', name: 'x' };
    await eventually(async () => expect(await admin.allows(question)).toBe(true));
    await admin.patch(
      { type: CLUSTER_ROLES, name: part },
      { kind: 'merge', body: { metadata: { labels: null } } },
    );
    await eventually(async () => expect((await rulesOf()) ?? []).toEqual([]));
    await eventually(async () => expect(await admin.allows(question)).toBe(false));
  });

  test('a ClusterRole that aggregates nothing keeps the rules that are written in it', async () => {
    const admin = rig.admin();
    const [name, part, label, user] = [rig.word(), rig.word(), rig.word(), rig.word()];
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { [label]: 'yes' } }] };
    const rules = [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }];
    const role = await admin.create(CLUSTER_ROLES, make(CLUSTER_ROLES, { name }, { aggregationRule, rules }));
    const roleRef = { apiGroup, kind: 'ClusterRole', name };
    const subjects = [{ apiGroup, kind: 'User', name: user }];
    await admin.create(CLUSTER_ROLE_BINDINGS, make(CLUSTER_ROLE_BINDINGS, { name }, { roleRef, subjects }));
    const question = { user, groups: [], verb: 'get', resource: 'secrets', namespace: 'default', name: 'x' };
    await eventually(async () => expect(await admin.allows(question)).toBe(true));
    const other = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];
    const labels = { [label]: 'yes' };
    await admin.create(CLUSTER_ROLES, make(CLUSTER_ROLES, { name: part, labels }, { rules: other }));
    await eventually(async () =>
      expect((await admin.get(keyOf(CLUSTER_ROLES, role)))?.['rules']).toEqual(other),
    );
    await eventually(async () => expect(await admin.allows(question)).toBe(false));
  });
}
