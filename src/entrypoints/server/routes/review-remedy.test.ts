import { expect, test } from 'vitest';
import { err, ok } from '../../../model/result.ts';
import type { ReviewRemediationDocument } from '../../../model/review-document.ts';
import { NamedSessions } from '../fixtures/drift.ts';
import { testInstance } from '../fixtures/instance.ts';
import { FakeLedger, fakeServices, noRemedy, TOKENS } from '../fixtures/services.ts';
import { routesOf } from '../routes.ts';
import type { Services } from '../services.ts';

const ITEM = 'a'.repeat(64);
const PATH = '/api/v1/reviews/quarterly-2026-11-27';
const DOCUMENT: ReviewRemediationDocument = {
  schema: 'mainward.dev/review-remediation/v1',
  campaign: 'quarterly-2026-11-27',
  state: 'in-remediation',
  proposals: [],
  tasks: [{ item: ITEM, code: 'membership', say: 'take devs from the groups of ann' }],
  unverified: [{ item: ITEM, state: 'task', missing: 'take devs', acknowledgeable: false }],
  exceptions: [],
  canClose: false,
  obstacles: [`${ITEM}: take devs`],
};

function serving(remedy: Partial<Services['reviews']['remedy']>) {
  const ledger = new FakeLedger();
  const services = fakeServices({ ledger, sessions: new NamedSessions('dan') });
  const { instance } = testInstance(routesOf({ openLog: false }), {
    ...services,
    reviews: { ...services.reviews, remedy: { ...noRemedy(), ...remedy } },
  });
  return async (path: string, role: keyof typeof TOKENS, body?: object) => {
    const reply = await instance.inject({
      url: `${PATH}${path}`,
      headers: { authorization: `Bearer ${TOKENS[role]}` },
      ...(body === undefined ? {} : { method: 'POST', payload: body }),
    });
    return { status: reply.statusCode, json: reply.json() };
  };
}

test('what came of a revocation is told to whoever reads the log, and to owners of the campaign', async () => {
  const document = () => Promise.resolve(DOCUMENT);
  const ask = serving({ document });
  expect(await ask('/remediation', 'auditor')).toEqual({ status: 200, json: DOCUMENT });
  expect((await ask('/remediation', 'developer')).status).toBe(404);
  const owner = serving({ document, owns: (_campaign, person) => Promise.resolve(person === 'dan') });
  expect((await owner('/remediation', 'developer')).status).toBe(200);
});

test.each(['/remediation', '/verification', '/close'])(
  '%s is for security, administrators and owners of the campaign',
  async (path) => {
    const done = () => Promise.resolve(ok(DOCUMENT));
    const acting = { remediate: done, verify: done, close: done };
    const body = path === '/close' ? { outcome: 'cancelled', why: 'too early' } : {};
    const ask = serving(acting);
    for (const role of ['security', 'administrator'] as const)
      expect((await ask(path, role, body)).status, role).toBe(200);
    for (const role of ['developer', 'auditor', 'manager'] as const)
      expect((await ask(path, role, body)).status, role).toBe(403);
    const owner = serving({ ...acting, owns: () => Promise.resolve(true) });
    expect((await owner(path, 'developer', body)).status).toBe(200);
  },
);

test('a refusal says why, and what would do', async () => {
  const refused = { code: 'no-committer', detail: 'Nobody commits.', remedy: 'Name one.' } as const;
  const ask = serving({ remediate: () => Promise.resolve(err(refused)) });
  expect(await ask('/remediation', 'security', {})).toEqual({ status: 409, json: refused });
});

test('who closes a campaign says why in one line, and which items by their whole ids', async () => {
  const wishes: unknown[] = [];
  const ask = serving({
    close: (wish) => {
      wishes.push(wish);
      return Promise.resolve(ok(DOCUMENT));
    },
  });
  const right = { outcome: 'closed', why: 'all is done', acknowledge: [ITEM] };
  for (const wrong of [
    { ...right, why: ' ' },
    { ...right, why: 'one\ntwo' },
    { ...right, acknowledge: ['a'] },
    { ...right, outcome: 'open' },
    { outcome: 'closed' },
  ])
    expect((await ask('/close', 'security', wrong)).status).toBe(400);
  expect((await ask('/close', 'security', right)).status).toBe(200);
  expect(wishes).toEqual([{ campaign: 'quarterly-2026-11-27', ...right, by: 'security' }]);
});

test('a campaign that nobody began is not there', async () => {
  expect((await serving({})('/remediation', 'security', {})).status).toBe(404);
});
