import { describe, expect, test } from 'vitest';
import type { ResourceType } from './cluster.ts';
import {
  CLUSTER_ROLES,
  CONFIG_MAPS,
  NAMESPACES,
  ROLE_BINDINGS,
  ROLES,
  SECRETS,
  SERVICE_ACCOUNTS,
} from './cluster-kinds.ts';
import { type Exception, eventually, fails, keyOf, make, type Rig } from './cluster-rig.conformance.ts';

const UNKNOWN: ResourceType = {
  group: 'nobody.example',
  version: 'v1',
  resource: 'things',
  kind: 'Thing',
  namespaced: true,
};

export function objectConformance(rig: Rig): void {
  describe('an object', () => {
    test('is made once, with an identity of its own, and read back', async () => {
      const namespace = await rig.namespace();
      const wish = make(
        CONFIG_MAPS,
        { name: 'a', namespace, labels: { app: 'x' } },
        { data: { key: 'value' } },
      );
      const made = await rig.admin().create(CONFIG_MAPS, wish);
      expect(made).toMatchObject({ ...wish, metadata: { ...wish.metadata, uid: expect.any(String) } });
      expect(made.metadata.resourceVersion).toMatch(/^\d+$/);
      expect(made.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(await rig.admin().get(keyOf(CONFIG_MAPS, made))).toEqual(made);
      await fails(rig.admin().create(CONFIG_MAPS, wish), 'CLUSTER_CONFLICT', 409);
    });

    test('that is not there is nothing; a kind that is not served is refused', async () => {
      const namespace = await rig.namespace();
      expect(await rig.admin().get({ type: SECRETS, name: 'none', namespace })).toBeUndefined();
      expect(await rig.admin().get({ type: CLUSTER_ROLES, name: 'none:at:all' })).toBeUndefined();
      expect(await rig.admin().delete({ type: SECRETS, name: 'none', namespace })).toBe(false);
      await fails(rig.admin().get({ type: UNKNOWN, name: 'none', namespace }), 'CLUSTER_REFUSED', 404);
      await fails(rig.admin().list(UNKNOWN), 'CLUSTER_REFUSED', 404);
      await fails(rig.admin().delete({ type: UNKNOWN, name: 'none', namespace }), 'CLUSTER_REFUSED', 404);
    });

    test('needs a namespace that is there, and a name that is one', async () => {
      const namespace = await rig.namespace();
      const admin = rig.admin();
      const lost = make(CONFIG_MAPS, { name: 'a', namespace: rig.word() });
      await fails(admin.create(CONFIG_MAPS, lost), 'CLUSTER_REFUSED', 404);
      await fails(admin.create(CONFIG_MAPS, make(CONFIG_MAPS, { name: 'a' })), 'CLUSTER_REFUSED', 400);
      for (const name of ['A', 'a/b', '..', '', 'a%2fb', '-', 'ä'])
        await fails(admin.create(CONFIG_MAPS, make(CONFIG_MAPS, { name, namespace })), 'CLUSTER_REFUSED');
      for (const name of ['..', 'a/../../secrets', ''])
        await fails(admin.get({ type: SECRETS, name, namespace }), 'CLUSTER_REFUSED');
      await fails(admin.get({ type: SECRETS, name: 'a', namespace: '../x' }), 'CLUSTER_REFUSED');
    });

    test('that is invalid is refused', async () => {
      const namespace = await rig.namespace();
      const admin = rig.admin();
      const rule = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
      const role = (wrong: object) =>
        make(ROLES, { name: 'r', namespace }, { rules: [{ ...rule, ...wrong }] });
      for (const wrong of [{ verbs: [] }, { nonResourceURLs: ['/x'] }, { apiGroups: [] }])
        await fails(admin.create(ROLES, role(wrong)), 'CLUSTER_REFUSED', 422);
      const label = { 'bad value': ' ' };
      await fails(
        admin.create(CONFIG_MAPS, make(CONFIG_MAPS, { name: 'a', namespace, labels: label })),
        'CLUSTER_REFUSED',
        422,
      );
      await fails(admin.create(ROLES, make(SECRETS, { name: 'a', namespace })), 'CLUSTER_REFUSED', 400);
    });

    test('is merged with a patch, unless it is not there or has changed', async () => {
      const namespace = await rig.namespace();
      const admin = rig.admin();
      const key = { type: CONFIG_MAPS, name: 'a', namespace };
      await fails(admin.patch(key, { kind: 'merge', body: {} }), 'CLUSTER_REFUSED', 404);
      const made = await admin.create(
        CONFIG_MAPS,
        make(CONFIG_MAPS, { name: 'a', namespace }, { data: { a: '1', b: '2' } }),
      );
      const body = { data: { a: null, c: '3' }, metadata: { labels: { x: 'y' } } };
      const changed = await admin.patch(key, { kind: 'merge', body });
      expect(changed).toMatchObject({ data: { b: '2', c: '3' }, metadata: { labels: { x: 'y' } } });
      expect(changed['data']).not.toHaveProperty('a');
      expect(changed.metadata.uid).toBe(made.metadata.uid);
      const { resourceVersion } = made.metadata;
      const late = { metadata: { resourceVersion }, data: { d: '4' } };
      await fails(admin.patch(key, { kind: 'merge', body: late }), 'CLUSTER_CONFLICT', 409);
      expect(await admin.get(key)).toEqual(changed);
      expect(await admin.patch(key, { kind: 'merge', body: { data: { c: '3' } } })).toEqual(changed);
    });

    test('is deleted only where it is the one that was meant', async () => {
      const namespace = await rig.namespace();
      const admin = rig.admin();
      const one = await admin.create(SECRETS, make(SECRETS, { name: 's', namespace }));
      const { uid = '', resourceVersion = '' } = one.metadata;
      const key = keyOf(SECRETS, one);
      await fails(admin.delete(key, { uid: `${uid.slice(0, -1)}x` }), 'CLUSTER_CONFLICT', 409);
      await fails(admin.delete(key, { resourceVersion: '1' }), 'CLUSTER_CONFLICT', 409);
      expect(await admin.delete(key, { uid, resourceVersion })).toBe(true);
      expect(await admin.get(key)).toBeUndefined();
      expect(await admin.delete(key, { uid })).toBe(false);
    });

    test('stays while a finalizer keeps it', async () => {
      const namespace = await rig.namespace();
      const admin = rig.admin();
      const finalizers = ['mainward.dev/test'];
      const one = await admin.create(CONFIG_MAPS, make(CONFIG_MAPS, { name: 'f', namespace, finalizers }));
      const key = keyOf(CONFIG_MAPS, one);
      expect(await admin.delete(key)).toBe(true);
      expect((await admin.get(key))?.metadata.deletionTimestamp).toEqual(expect.any(String));
      await admin.patch(key, { kind: 'merge', body: { metadata: { finalizers: null } } });
      expect(await admin.get(key)).toBeUndefined();
    });

    test('never gets another roleRef', async () => {
      const namespace = await rig.namespace();
      const apiGroup = 'rbac.authorization.k8s.io';
      const roleRef = { apiGroup, kind: 'ClusterRole', name: 'view' };
      const one = make(ROLE_BINDINGS, { name: 'b', namespace }, { roleRef });
      await rig.admin().create(ROLE_BINDINGS, one);
      const body = { roleRef: { ...roleRef, name: 'edit' } };
      await fails(
        rig.admin().patch(keyOf(ROLE_BINDINGS, one), { kind: 'merge', body }),
        'CLUSTER_REFUSED',
        422,
      );
    });
  });

  describe('the API server', () => {
    const serves = (exception: Exception): boolean => !rig.exceptions.includes(exception);

    test.runIf(serves('defaults'))('adds what is left out', async () => {
      const namespace = await rig.namespace();
      const roleRef = { kind: 'ClusterRole', name: 'view' };
      const made = await rig
        .admin()
        .create(ROLE_BINDINGS, make(ROLE_BINDINGS, { name: 'b', namespace }, { roleRef }));
      expect(made['roleRef']).toEqual({ ...roleRef, apiGroup: 'rbac.authorization.k8s.io' });
    });

    test.runIf(serves('schema'))('refuses what its schema does not know', async () => {
      const namespace = await rig.namespace();
      const wrong = make(CONFIG_MAPS, { name: 'a', namespace }, { data: { number: 1 } });
      await fails(rig.admin().create(CONFIG_MAPS, wrong), 'CLUSTER_REFUSED', 400);
    });

    test.runIf(serves('ownership'))('takes away what only a deleted object owned', async () => {
      const namespace = await rig.namespace();
      const admin = rig.admin();
      const owner = await admin.create(CONFIG_MAPS, make(CONFIG_MAPS, { name: 'owner', namespace }));
      const ownerReferences = [
        { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: owner.metadata.uid },
      ];
      const owned = await admin.create(SECRETS, make(SECRETS, { name: 's', namespace, ownerReferences }));
      await admin.delete(keyOf(CONFIG_MAPS, owner));
      await eventually(async () => expect(await admin.get(keyOf(SECRETS, owned))).toBeUndefined());
    });
  });

  describe('a list', () => {
    test('is whole, however small its pages are', async () => {
      const namespace = await rig.namespace();
      const names = Array.from({ length: 7 }, (_, index) => `c-${index}`);
      for (const name of names) await rig.admin().create(CONFIG_MAPS, make(CONFIG_MAPS, { name, namespace }));
      const { items, resourceVersion } = await rig.admin().list(CONFIG_MAPS, { namespace, pageSize: 2 });
      const own = items.filter(({ metadata }) => metadata.name.startsWith('c-'));
      expect(own.map(({ metadata }) => metadata.name)).toEqual(names);
      expect(own[0]).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
      expect(resourceVersion).toMatch(/^\d+$/);
    });

    test('is of one namespace, of all, or of what labels select', async () => {
      const [one, two] = [await rig.namespace(), await rig.namespace()];
      const admin = rig.admin();
      const app = rig.word();
      for (const [namespace, tier] of [
        [one, 'front'],
        [one, 'back'],
        [two, 'back'],
      ] as const)
        await admin.create(SECRETS, make(SECRETS, { name: tier, namespace, labels: { app, tier } }));
      const found = async (labels: string, namespace?: string): Promise<readonly string[]> => {
        const options = { labelSelector: labels, ...(namespace === undefined ? {} : { namespace }) };
        const { items } = await admin.list(SECRETS, options);
        return items.map(({ metadata }) => `${metadata.namespace === one ? 'one' : 'two'}/${metadata.name}`);
      };
      expect(await found(`app=${app}`)).toEqual(['one/back', 'one/front', 'two/back']);
      expect(await found(`app=${app}`, two)).toEqual(['two/back']);
      expect(await found(`app=${app},tier!=back`)).toEqual(['one/front']);
      expect(await found(`app in (${app},x),tier notin (front)`, one)).toEqual(['one/back']);
      expect(await found(`app=${app},!tier`)).toEqual([]);
    });
  });

  describe('a namespace', () => {
    test('has its default service account, and takes its content along when it goes', async () => {
      const namespace = await rig.namespace();
      const admin = rig.admin();
      const account = { type: SERVICE_ACCOUNTS, name: 'default', namespace };
      await eventually(async () => expect(await admin.get(account)).toBeDefined());
      const secret = await admin.create(SECRETS, make(SECRETS, { name: 's', namespace }));
      expect(await admin.delete({ type: NAMESPACES, name: namespace })).toBe(true);
      await eventually(async () => {
        expect(await admin.get({ type: NAMESPACES, name: namespace })).toBeUndefined();
      });
      expect(await admin.get(keyOf(SECRETS, secret))).toBeUndefined();
      expect(await admin.get(account)).toBeUndefined();
    });

    test('that is going takes nothing in', async () => {
      const namespace = await rig.namespace();
      const admin = rig.admin();
      const finalizers = ['mainward.dev/test'];
      const kept = await admin.create(CONFIG_MAPS, make(CONFIG_MAPS, { name: 'f', namespace, finalizers }));
      await admin.delete({ type: NAMESPACES, name: namespace });
      await fails(admin.create(SECRETS, make(SECRETS, { name: 's', namespace })), 'CLUSTER_FORBIDDEN', 403);
      await admin.patch(keyOf(CONFIG_MAPS, kept), { kind: 'merge', body: { metadata: { finalizers: [] } } });
      await eventually(async () => {
        expect(await admin.get({ type: NAMESPACES, name: namespace })).toBeUndefined();
      });
    });
  });
}
