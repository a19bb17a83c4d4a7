import { describe, expect, test } from 'vitest';
import type { GuardStatus } from '../../../model/drift.ts';
import { ALL_BUT_DEVELOPER, DriftLedger, driftServices, seeDrift } from '../fixtures/drift.ts';
import { testInstance } from '../fixtures/instance.ts';
import { TOKENS } from '../fixtures/services.ts';
import { routesOf } from '../routes.ts';

const status: GuardStatus = {
  cluster: 'production',
  tier: 'revoke',
  commit: 'a'.repeat(40),
  ready: true,
  recording: true,
  held: [{ code: 'paused', why: 'paused by ada' }],
  open: [{ seen: 0, dueAt: '2026-11-27T09:00:05.000Z' }],
};

function serving(ledger: DriftLedger, options: Parameters<typeof driftServices>[1] = {}) {
  const { instance } = testInstance(routesOf({ openLog: false }), driftServices(ledger, options));
  return async (url: string, role: keyof typeof TOKENS = 'security') => {
    const reply = await instance.inject({ url, headers: { authorization: `Bearer ${TOKENS[role]}` } });
    return { status: reply.statusCode, body: reply.body, json: reply.json() };
  };
}

describe('GET /api/v1/drift', () => {
  test('has what is open first, with what the guard knows now, and pages', async () => {
    const ledger = new DriftLedger();
    const named = (name: string) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      name,
    });
    for (const name of ['a', 'b', 'c']) await seeDrift(ledger, { seen: { object: named(name) } });
    const object = named('c');
    await ledger.append({ type: 'drift.ended', cluster: 'production', object, seen: 2, how: 'given-back' });
    const get = serving(ledger, { status });
    const { json } = await get('/api/v1/drift?limit=2');
    expect(json).toMatchObject({
      schema: 'mainward.dev/drift-list/v1',
      guards: [status],
      open: 2,
      drift: [{ id: 1 }, { id: 0, dueAt: '2026-11-27T09:00:05.000Z' }],
      next: 'open-0',
    });
    const rest = await get('/api/v1/drift?limit=2&after=open-0');
    expect(rest.json.drift).toMatchObject([{ id: 2, ended: { how: 'given-back' } }]);
    expect((await get('/api/v1/drift?open=true')).json.drift).toHaveLength(2);
    expect((await get('/api/v1/drift?cluster=staging')).json).toMatchObject({ guards: [], drift: [] });
    expect((await get('/api/v1/drift?after=open-x')).status).toBe(400);
  });
});

describe('who did it', () => {
  test('is told to whoever reads the log', async () => {
    const ledger = new DriftLedger();
    await seeDrift(ledger);
    const get = serving(ledger, { status });
    for (const role of ALL_BUT_DEVELOPER) {
      expect((await get('/api/v1/drift', role)).json.drift[0].actors).toMatchObject([{ person: 'eve' }]);
      expect((await get('/api/v1/drift/0', role)).json).toMatchObject({
        schema: 'mainward.dev/drift-record/v1',
        actors: [{ person: 'eve' }],
        undo: 'kubectl create -f extra.yaml',
      });
    }
  });

  test('is told to developers of what they did themselves, and of nobody else', async () => {
    const ledger = new DriftLedger();
    await seeDrift(ledger, {
      payload: {
        actors: [
          { source: 'audit', user: 'eve@acme.example', person: 'eve', at: '2026-11-27T08:59:59.000Z' },
          { source: 'audit', user: 'bo@acme.example', person: 'bo', at: '2026-11-27T08:59:59.000Z' },
        ],
      },
    });
    const own = await serving(ledger, { developer: 'eve', status })('/api/v1/drift/0', 'developer');
    expect(own.json.actors).toMatchObject([{ person: 'eve' }]);
    expect(own.json).toHaveProperty('live');
    expect(own.body).not.toContain('bo@');
    const get = serving(ledger, { developer: 'dan', status });
    for (const url of ['/api/v1/drift/0', '/api/v1/drift']) {
      const { status: code, body } = await get(url, 'developer');
      expect(code).toBe(200);
      expect(body).toContain('ClusterRoleBinding');
      expect(body).not.toMatch(/eve|bo@|ada|cluster-admin/);
    }
  });

  test('of what was never recorded is nothing', async () => {
    const ledger = new DriftLedger();
    await ledger.append({ type: 'gap', what: 'x', from: '2026-11-27T09:00:00.000Z' });
    const get = serving(ledger);
    expect((await get('/api/v1/drift/0')).status).toBe(404);
    expect((await get('/api/v1/drift/7')).status).toBe(404);
  });
});
