import { describe, expect, test } from 'vitest';
import type { Cluster, WatchEvent } from '../../ports/cluster.ts';
import { CONFIG_MAPS, NAMESPACES, SECRETS, SERVICE_ACCOUNTS } from '../../ports/cluster-kinds.ts';
import type { Authority } from './authority.ts';
import { InProcessCluster } from './cluster.ts';

/** Everybody may do everything. */
const OPEN: Authority = {
  allows: () => true,
  invalid: () => undefined,
  escalation: () => undefined,
  gathered: () => new Map(),
};

const clock = { at: Date.UTC(2026, 10, 27), now: (): number => clock.at };

function open(): { readonly cluster: InProcessCluster; readonly admin: Cluster } {
  let bytes = 0;
  const random = { bytes: (count: number) => Uint8Array.from({ length: count }, () => (bytes += 1) % 256) };
  const cluster = new InProcessCluster({ clock, random, authorityOf: () => OPEN });
  return { cluster, admin: cluster.as({ user: 'admin', groups: [] }) };
}

function configMap(name: string, labels: Readonly<Record<string, string>> = {}) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default', labels } };
}

describe('the in-process cluster', () => {
  test('has the namespaces of every cluster, each with its service account', async () => {
    const { admin } = open();
    const { items } = await admin.list(NAMESPACES);
    expect(items.map(({ metadata }) => metadata.name)).toEqual([
      'default',
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ]);
    expect((await admin.list(SERVICE_ACCOUNTS)).items).toHaveLength(4);
  });

  test('hands out what nobody can change in place, and keeps no hold of what it was given', async () => {
    const { admin } = open();
    const labels: Record<string, string> = { a: 'b' };
    const made = await admin.create(CONFIG_MAPS, configMap('x', labels));
    labels['a'] = 'changed';
    expect(() => Object.assign(made.metadata.labels ?? {}, { a: 'changed' })).toThrow(TypeError);
    expect(
      (await admin.get({ type: CONFIG_MAPS, name: 'x', namespace: 'default' }))?.metadata.labels,
    ).toEqual({ a: 'b' });
  });

  test('ends a token when its time is over', async () => {
    const { cluster, admin } = open();
    const question = { namespace: 'default', name: 'default', audiences: [], seconds: 600 };
    const { token, expires } = await admin.issue(question);
    const robot = cluster.withToken(token);
    await robot.list(SECRETS);
    clock.at = Date.parse(expires) - 1;
    await robot.list(SECRETS);
    clock.at = Date.parse(expires);
    await expect(robot.list(SECRETS)).rejects.toMatchObject({
      code: 'CLUSTER_FORBIDDEN',
      fields: { status: 401 },
    });
  });

  test('gives whoever watches too slowly the whole list anew', async () => {
    const { admin } = open();
    const end = new AbortController();
    const watch = admin.watch(CONFIG_MAPS, {}, end.signal)[Symbol.asyncIterator]();
    await watch.next();
    const body = (round: number) => ({ kind: 'merge' as const, body: { data: { round: String(round) } } });
    const key = { type: CONFIG_MAPS, name: 'x', namespace: 'default' };
    await admin.create(CONFIG_MAPS, configMap('x'));
    for (let round = 0; round < 10_000; round += 1) await admin.patch(key, body(round));
    const { value } = (await watch.next()) as { readonly value: WatchEvent };
    expect(value).toMatchObject({ kind: 'listed', list: { items: [{ data: { round: '9999' } }] } });
    end.abort();
    expect((await watch.next()).done).toBe(true);
  });

  test('refuses a selector that cannot be read', async () => {
    const { admin } = open();
    for (const labelSelector of ['a=b c', '(a)', 'a in b', 'a=b,,!', '=b'])
      await expect(admin.list(CONFIG_MAPS, { labelSelector })).rejects.toMatchObject({
        code: 'CLUSTER_REFUSED',
      });
  });
});
