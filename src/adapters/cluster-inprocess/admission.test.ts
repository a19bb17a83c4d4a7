import { describe, expect, test } from 'vitest';
import type { AdmissionAnswer, AdmissionRequest } from '../../ports/admission.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { CONFIG_MAPS, KUSTOMIZATIONS } from '../../ports/cluster-kinds.ts';
import { InProcessCluster } from './cluster.ts';

const ALLOWED: AdmissionAnswer = { allowed: true, warnings: [] };
const KEY = { type: CONFIG_MAPS, name: 'x', namespace: 'default' };
const OBJECT = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'default' } };

type Answer = (request: AdmissionRequest) => AdmissionAnswer | Promise<AdmissionAnswer>;

function open(answer: Answer, allows = true): { admin: Cluster; asked: AdmissionRequest[] } {
  const asked: AdmissionRequest[] = [];
  let bytes = 0;
  const cluster = new InProcessCluster({
    clock: { now: () => Date.UTC(2026, 10, 27) },
    random: { bytes: (count) => Uint8Array.from({ length: count }, () => (bytes += 1) % 256) },
    authorityOf: () => ({
      allows: () => allows,
      invalid: () => undefined,
      escalation: () => undefined,
      gathered: () => new Map(),
    }),
    admission: {
      judge: async (request) => {
        asked.push(request);
        return answer(request);
      },
    },
  });
  return { admin: cluster.as({ user: 'ann', groups: ['team'] }), asked };
}

describe('admission in the in-process cluster', () => {
  test('is asked about creation, change and removal, with what was and what would be', async () => {
    const { admin, asked } = open(() => ALLOWED);
    const made = await admin.create(CONFIG_MAPS, OBJECT);
    const changed = await admin.patch(KEY, { kind: 'merge', body: { data: { a: 'b' } } });
    await admin.delete(KEY);
    expect(asked.map(({ operation }) => operation)).toEqual(['CREATE', 'UPDATE', 'DELETE']);
    const [create, update, remove] = asked;
    expect(create?.who).toEqual({ user: 'ann', groups: ['team', 'system:authenticated'] });
    expect(create?.object?.metadata.uid).toBe(made.metadata.uid);
    expect(create?.oldObject).toBeUndefined();
    expect(update?.object?.['data']).toEqual({ a: 'b' });
    expect(update?.oldObject).toEqual(made);
    expect(remove?.oldObject).toEqual(changed);
    expect(remove?.object).toBeUndefined();
    expect(new Set(asked.map(({ uid }) => uid)).size).toBe(3);
  });

  test('refuses in the words of the API server, and nothing is written', async () => {
    const { admin } = open(() => ({ allowed: false, message: 'because', warnings: [] }));
    await expect(admin.create(CONFIG_MAPS, OBJECT)).rejects.toMatchObject({
      code: 'CLUSTER_FORBIDDEN',
      fields: { status: 403 },
      message: expect.stringContaining(
        'admission webhook "writes.admission.mainward.dev" denied the request: because',
      ),
    });
    expect(await admin.get(KEY)).toBeUndefined();
  });

  test('keeps what it does not let be removed', async () => {
    const { admin } = open(({ operation }) => ({ allowed: operation !== 'DELETE', warnings: [] }));
    await admin.create(CONFIG_MAPS, OBJECT);
    await expect(admin.delete(KEY)).rejects.toMatchObject({ code: 'CLUSTER_FORBIDDEN' });
    expect(await admin.get(KEY)).toBeDefined();
  });

  test('is not asked about what is not authorized', async () => {
    const { admin, asked } = open(() => ALLOWED, false);
    await expect(admin.create(CONFIG_MAPS, OBJECT)).rejects.toMatchObject({ code: 'CLUSTER_FORBIDDEN' });
    expect(asked).toEqual([]);
  });

  test('is asked anew where the object became another one meanwhile', async () => {
    const { admin, asked } = open(async ({ operation }) => {
      if (operation === 'UPDATE' && asked.length === 2)
        await admin.patch(KEY, { kind: 'merge', body: { data: { b: 'by somebody else' } } });
      return ALLOWED;
    });
    await admin.create(CONFIG_MAPS, OBJECT);
    const stored = await admin.patch(KEY, { kind: 'merge', body: { data: { a: 'mine' } } });
    expect(stored['data']).toEqual({ a: 'mine', b: 'by somebody else' });
    expect(asked).toHaveLength(4);
    expect(asked[3]?.object?.['data']).toEqual(stored['data']);
  });

  test('names the subresource', async () => {
    const { admin, asked } = open(() => ALLOWED);
    const { group, version, kind } = KUSTOMIZATIONS;
    const metadata = { name: 'k', namespace: 'default' };
    await admin.create(KUSTOMIZATIONS, { apiVersion: `${group}/${version}`, kind, metadata });
    await admin.patch(
      { type: KUSTOMIZATIONS, ...metadata },
      { kind: 'merge', body: { status: { seen: true } } },
      { subresource: 'status' },
    );
    expect(asked.map(({ subresource }) => subresource)).toEqual([undefined, 'status']);
  });
});
