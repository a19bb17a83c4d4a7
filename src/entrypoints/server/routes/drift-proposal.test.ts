import { expect, test } from 'vitest';
import type { Proposal } from '../../../flows/guard/proposal/propose.ts';
import { DriftLedger, driftServices, seeDrift } from '../fixtures/drift.ts';
import { testInstance } from '../fixtures/instance.ts';
import { TOKENS } from '../fixtures/services.ts';
import { routesOf } from '../routes.ts';

const DIFF = 'diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,1 +1,1 @@\n-a\n+<b>\n';
const PROPOSAL: Proposal = {
  branch: 'keep-extra-0',
  title: 'Add ClusterRoleBinding extra as it was in production',
  body: 'Past Git.',
  diff: DIFF,
  files: ['f'],
  commands: ['git fetch origin'],
  approvals: ['2 of security (access)'],
  unknown: [],
};

async function serving(proposal: Partial<Proposal> = {}, cluster = 'production') {
  const ledger = new DriftLedger();
  await seeDrift(ledger);
  const proposer = {
    knows: (one: string) => one === cluster,
    propose: () => Promise.resolve({ ...PROPOSAL, ...proposal }),
  };
  const { instance } = testInstance(routesOf({ openLog: false }), { ...driftServices(ledger), proposer });
  return (url: string, role: keyof typeof TOKENS = 'security') =>
    instance.inject({ url, headers: { authorization: `Bearer ${TOKENS[role]}`, accept: 'text/html' } });
}

test('a difference can be offered to Git: patch, commands, and who must agree', async () => {
  const get = await serving();
  expect((await get('/api/v1/drift/0')).json()).toMatchObject({ offers: true });
  const patch = await get('/api/v1/drift/0/keep-extra-0.patch');
  expect([patch.body, patch.headers['content-type']]).toEqual([DIFF, 'text/x-patch; charset=utf-8']);
  expect((await get('/api/v1/drift/0/keep-other-0.patch')).statusCode).toBe(404);
  expect((await get('/api/v1/drift/0/proposal')).json()).toEqual({
    schema: 'mainward.dev/drift-proposal/v1',
    ...PROPOSAL,
  });
});

test('what has to be written by hand is said so', async () => {
  const get = await serving({ diff: '', commands: [], unknown: ['a patch makes it, too'] });
  expect((await get('/api/v1/drift/0/proposal')).json().unknown).toEqual(['a patch makes it, too']);
  expect((await get('/api/v1/drift/0/keep-extra-0.patch')).statusCode).toBe(404);
});

test('it is not there for whoever may not see the object, nor where nobody can say', async () => {
  const get = await serving();
  const elsewhere = await serving({}, 'staging');
  for (const url of ['/api/v1/drift/0/proposal', '/api/v1/drift/0/keep-extra-0.patch']) {
    expect((await get(url, 'developer')).statusCode, url).toBe(404);
    expect((await elsewhere(url)).statusCode, url).toBe(404);
  }
  expect((await get('/api/v1/drift/0', 'developer')).json()).toMatchObject({ offers: false, whole: false });
  expect((await elsewhere('/api/v1/drift/0')).json()).toMatchObject({ offers: false, whole: true });
});
