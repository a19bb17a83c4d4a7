import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from './cluster.ts';
import { CONFIG_MAPS, EXTERNAL_ARTIFACTS, ROLE_BINDINGS } from './cluster-kinds.ts';
import { fails, keyOf, make, type Rig } from './cluster-rig.conformance.ts';

export function applyConformance(rig: Rig): void {
  const apply = (body: KubernetesObject, manager: string, force = false): Promise<KubernetesObject> =>
    rig.admin().patch(keyOf(CONFIG_MAPS, body), { kind: 'apply', body, manager, force });

  describe('server-side apply', () => {
    test('makes what is not there, and changes nothing the second time', async () => {
      const namespace = await rig.namespace();
      const wish = make(CONFIG_MAPS, { name: 'a', namespace, labels: { app: 'x' } }, { data: { k: 'v' } });
      const made = await apply(wish, 'one');
      expect(made).toMatchObject(wish);
      expect(made.metadata['managedFields']).toMatchObject([
        {
          manager: 'one',
          operation: 'Apply',
          fieldsV1: { 'f:data': { 'f:k': {} }, 'f:metadata': { 'f:labels': { 'f:app': {} } } },
        },
      ]);
      expect((await apply(wish, 'one')).metadata.resourceVersion).toBe(made.metadata.resourceVersion);
    });

    test('takes back what its manager wants no more, and leaves what others want', async () => {
      const namespace = await rig.namespace();
      const wish = (data: Readonly<Record<string, string>>) =>
        make(CONFIG_MAPS, { name: 'a', namespace }, { data });
      await apply(wish({ mine: '1', both: '2' }), 'one');
      await apply(wish({ both: '2', theirs: '3' }), 'two');
      expect((await apply(wish({ also: '4' }), 'one'))['data']).toEqual({
        both: '2',
        theirs: '3',
        also: '4',
      });
      expect((await apply(wish({}), 'two'))['data']).toEqual({ also: '4' });
    });

    test('does not change what belongs to another manager, unless by force', async () => {
      const namespace = await rig.namespace();
      const wish = (k: string) => make(CONFIG_MAPS, { name: 'a', namespace }, { data: { k } });
      await apply(wish('1'), 'one');
      await fails(apply(wish('2'), 'two'), 'CLUSTER_CONFLICT', 409);
      expect((await apply(wish('1'), 'two'))['data']).toEqual({ k: '1' });
      expect((await apply(wish('2'), 'two', true))['data']).toEqual({ k: '2' });
      await fails(apply(wish('1'), 'one'), 'CLUSTER_CONFLICT', 409);
      expect((await apply(make(CONFIG_MAPS, { name: 'a', namespace }), 'one'))['data']).toEqual({ k: '2' });
    });

    test('meets what was written without it', async () => {
      const namespace = await rig.namespace();
      const one = make(CONFIG_MAPS, { name: 'a', namespace }, { data: { k: '1' } });
      await rig.admin().create(CONFIG_MAPS, one);
      const other = make(CONFIG_MAPS, { name: 'a', namespace }, { data: { k: '2' } });
      await fails(apply(other, 'two'), 'CLUSTER_CONFLICT', 409);
      await apply(other, 'two', true);
      await rig.admin().patch(keyOf(CONFIG_MAPS, one), { kind: 'merge', body: { data: { k: '3' } } });
      await fails(apply(other, 'two'), 'CLUSTER_CONFLICT', 409);
    });

    test.runIf(!rig.exceptions.includes('mappings'))('writes down who made a mapping', async () => {
      const namespace = await rig.namespace();
      const one = make(CONFIG_MAPS, { name: 'a', namespace }, { data: { k: '1' } });
      const made = await rig.admin().create(CONFIG_MAPS, one);
      expect(made.metadata['managedFields']).toMatchObject([
        { fieldsV1: { 'f:data': { '.': {}, 'f:k': {} } } },
      ]);
    });

    test('takes the subjects of a binding as one', async () => {
      const namespace = await rig.namespace();
      const apiGroup = 'rbac.authorization.k8s.io';
      const binding = (...users: readonly string[]) =>
        make(
          ROLE_BINDINGS,
          { name: 'b', namespace },
          {
            roleRef: { apiGroup, kind: 'ClusterRole', name: 'view' },
            subjects: users.map((name) => ({ apiGroup, kind: 'User', name })),
          },
        );
      const write = (body: KubernetesObject, manager: string, force: boolean) =>
        rig.admin().patch(keyOf(ROLE_BINDINGS, body), { kind: 'apply', body, manager, force });
      await write(binding('ann', 'bob'), 'one', false);
      await fails(write(binding('ann', 'eve'), 'two', false), 'CLUSTER_CONFLICT', 409);
      const taken = await write(binding('eve'), 'two', true);
      expect(taken['subjects']).toEqual([{ apiGroup, kind: 'User', name: 'eve' }]);
    });

    test('says which object it means', async () => {
      const namespace = await rig.namespace();
      const made = await apply(make(CONFIG_MAPS, { name: 'a', namespace }, { data: { k: '1' } }), 'one');
      const { uid } = made.metadata;
      const wish = (own: object) => make(CONFIG_MAPS, { name: 'a', namespace, ...own }, { data: { k: '2' } });
      await fails(apply(wish({ resourceVersion: '1' }), 'one'), 'CLUSTER_CONFLICT', 409);
      const stranger = { uid: `${uid?.slice(0, -4)}0000` };
      await fails(apply(wish(stranger), 'one'), 'CLUSTER_REFUSED', 422);
      const merge = { kind: 'merge', body: { metadata: stranger } } as const;
      await fails(rig.admin().patch(keyOf(CONFIG_MAPS, made), merge), 'CLUSTER_REFUSED', 422);
      expect((await apply(wish({ uid }), 'one'))['data']).toEqual({ k: '2' });
      const body = make(CONFIG_MAPS, { name: 'other', namespace });
      const key = { type: CONFIG_MAPS, name: 'a', namespace };
      await fails(
        rig.admin().patch(key, { kind: 'apply', body, manager: 'one', force: true }),
        'CLUSTER_REFUSED',
        400,
      );
    });
  });

  describe('a status', () => {
    const artifact = {
      digest: `sha256:${'0'.repeat(64)}`,
      lastUpdateTime: '2026-11-27T00:00:00Z',
      path: 'a',
      revision: 'main@sha1:1',
      url: 'http://127.0.0.1/a.tar.gz',
    };
    const wish = (namespace: string, sourceName: string) =>
      make(
        EXTERNAL_ARTIFACTS,
        { name: 'a', namespace },
        { spec: { sourceRef: { kind: 'Thing', name: sourceName } } },
      );

    test('is written by itself, and alone', async () => {
      const namespace = await rig.namespace();
      const admin = rig.admin();
      const made = await admin.create(EXTERNAL_ARTIFACTS, {
        ...wish(namespace, 'one'),
        status: { artifact },
      });
      expect(made['status'] ?? {}).not.toHaveProperty('artifact');
      expect(made.metadata.generation).toBe(1);
      const key = keyOf(EXTERNAL_ARTIFACTS, made);
      const body = { spec: { sourceRef: { name: 'two' } }, status: { artifact } };
      const told = await admin.patch(key, { kind: 'merge', body }, { subresource: 'status' });
      expect(told).toMatchObject({
        status: { artifact },
        spec: { sourceRef: { name: 'one' } },
        metadata: { generation: 1 },
      });
      const changed = await admin.patch(key, { kind: 'merge', body: { ...body, status: null } });
      expect(changed).toMatchObject({
        status: { artifact },
        spec: { sourceRef: { name: 'two' } },
        metadata: { generation: 2 },
      });
      const labelled = await admin.patch(key, { kind: 'merge', body: { metadata: { labels: { a: 'b' } } } });
      expect(labelled.metadata.generation).toBe(2);
    });

    test('is applied by a manager of its own', async () => {
      const namespace = await rig.namespace();
      const admin = rig.admin();
      const body = { ...wish(namespace, 'one'), status: { artifact } };
      const key = keyOf(EXTERNAL_ARTIFACTS, body);
      const change = { kind: 'apply', body, manager: 'publisher', force: true } as const;
      await fails(admin.patch(key, change, { subresource: 'status' }), 'CLUSTER_REFUSED', 404);
      expect((await admin.patch(key, change))['status'] ?? {}).not.toHaveProperty('artifact');
      const told = await admin.patch(key, change, { subresource: 'status' });
      expect(told).toMatchObject({ status: { artifact }, spec: { sourceRef: { name: 'one' } } });
      const again = await admin.patch(key, change, { subresource: 'status' });
      expect(again.metadata.resourceVersion).toBe(told.metadata.resourceVersion);
      expect(told.metadata['managedFields']).toMatchObject([
        { manager: 'publisher', operation: 'Apply' },
        { manager: 'publisher', operation: 'Apply', subresource: 'status' },
      ]);
    });
  });
}
