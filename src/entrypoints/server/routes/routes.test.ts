import { describe, expect, test } from 'vitest';
import type { NewEntry } from '../../../ports/ledger.ts';
import { testInstance } from '../fixtures/instance.ts';
import { FakeLedger, fakeServices, TOKENS } from '../fixtures/services.ts';
import { routesOf } from '../routes.ts';

const report = 'f'.repeat(64);
const offer = { repository: 'infrastructure', ref: 'refs/heads/main', proposal: '7', head: 'a'.repeat(40) };
const ENTRIES: readonly NewEntry[] = [
  { type: 'policy.loaded', repository: 'infrastructure', commit: 'b'.repeat(40) },
  { ...offer, type: 'change.proposed', base: 'b'.repeat(40) },
  {
    type: 'change.landed',
    repository: 'infrastructure',
    ref: 'refs/heads/main',
    commit: 'c'.repeat(40),
    tree: 'd'.repeat(40),
    head: offer.head,
    proposal: '7',
    merged: 'd'.repeat(40),
    approvals: [],
    demanded: true,
    verdict: 'pass',
    report,
  },
  {
    type: 'credential.issued',
    stage: 'deploy',
    environment: 'production',
    repository: 'infrastructure',
    commit: 'c'.repeat(40),
    trust: 'deploy',
    policyCommit: 'b'.repeat(40),
    issuer: 'https://ci.example',
    token: report,
    credential: report,
    cluster: 'production',
    account: 'deploy/deployer',
    boundTo: 'deploy/bound',
    expires: '2026-11-27T10:00:00.000Z',
  },
];

async function serving() {
  const ledger = new FakeLedger();
  for (const entry of ENTRIES) await ledger.append(entry);
  const { instance } = testInstance(routesOf({ openLog: false }), fakeServices({ ledger }));
  return {
    ledger,
    get: (url: string, role: keyof typeof TOKENS) =>
      instance.inject({ url, headers: { authorization: `Bearer ${TOKENS[role]}`, accept: 'text/html' } }),
  };
}

describe('changes', () => {
  test('are listed, and each has its links as far as the roles go', async () => {
    const { get } = await serving();
    const { changes } = (await get('/api/v1/changes', 'developer')).json();
    expect(changes).toMatchObject([{ id: 1, proposal: '7', state: 'credential-issued', verdict: 'pass' }]);
    expect(changes[0]).not.toHaveProperty('entries');
    const types = async (role: keyof typeof TOKENS) =>
      (await get('/api/v1/changes/1', role))
        .json()
        .entries.map(({ entry }: { entry: { type: string } }) => entry.type);
    expect(await types('auditor')).toEqual(['change.proposed', 'change.landed', 'credential.issued']);
    expect(await types('developer')).toEqual(['change.proposed', 'change.landed']);
  });

  test('that do not exist, or begin elsewhere, are not there', async () => {
    const { get } = await serving();
    for (const id of [0, 2, 3, 99])
      expect((await get(`/api/v1/changes/${id}`, 'security')).statusCode, String(id)).toBe(404);
    expect((await get('/api/v1/changes/01x', 'security')).statusCode).toBe(400);
  });

  test('have passports, for whoever reads the log', async () => {
    const { get } = await serving();
    expect((await get('/api/v1/changes/1/passport', 'auditor')).json()).toMatchObject({
      schema: 'mainward.dev/passport/v1',
      commit: 'c'.repeat(40),
    });
    expect((await get('/api/v1/changes/1/passport', 'developer')).statusCode).toBe(404);
    expect((await get('/api/v1/changes/2/passport', 'auditor')).statusCode).toBe(404);
  });
});

describe('the log', () => {
  test('is read whole by those who may, newest first', async () => {
    const { get } = await serving();
    const { size, entries } = (await get('/api/v1/log/entries?limit=2', 'auditor')).json();
    expect([size, entries.map(({ index }: { index: number }) => index)]).toEqual([4, [3, 2]]);
    expect((await get('/api/v1/log/entries?type=policy.loaded', 'auditor')).json().entries).toMatchObject([
      { index: 0 },
    ]);
    expect((await get('/api/v1/log/entries/2', 'manager')).json()).toMatchObject({
      schema: 'mainward.dev/log-entry/v1',
      index: 2,
      entry: { v: 1, type: 'change.landed', report },
    });
    expect((await get('/api/v1/log/entries/4', 'auditor')).statusCode).toBe(404);
    expect((await get('/api/v1/log/entries?type=nothing', 'auditor')).statusCode).toBe(400);
  });

  test.each(['0/000', '63/x001/x234/067', 'entries/000.p/255', '1/x001/000.p/1'])(
    'has the tile %s as an address',
    async (path) => {
      const { get } = await serving();
      expect((await get(`/log/tile/${path}`, 'auditor')).statusCode).toBe(404);
    },
  );

  test.each([
    '64/000',
    '00/000',
    '0/00',
    '0/000.p/0',
    '0/000.p/256',
    '0/x000',
    '0/../000',
    '0/000.p/1/2',
    '..%2f..%2fkey',
    'entries/%2e%2e/head',
    'entries/000%00',
  ])('has nothing at the address %s', async (path) => {
    const { get } = await serving();
    expect([400, 404]).toContain((await get(`/log/tile/${path}`, 'auditor')).statusCode);
  });
});
