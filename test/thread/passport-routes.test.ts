import { describe, expect, test } from 'vitest';
import { testInstance } from '../../src/entrypoints/server/fixtures/instance.ts';
import { fakeServices, TOKENS } from '../../src/entrypoints/server/fixtures/services.ts';
import { maySee, visiblePassport } from '../../src/entrypoints/server/routes/passport.ts';
import { routesOf } from '../../src/entrypoints/server/routes.ts';
import type { PassportDocument } from '../../src/model/passport.ts';
import { renderPassportText } from '../../src/reports/passport/text.ts';
import { Scene } from './scene.ts';

const PASSPORT: PassportDocument = {
  schema: 'mainward.dev/passport/v1',
  object: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    namespace: 'shop',
    name: 'view',
  },
  commit: 'c'.repeat(40),
  change: {
    repository: 'shop',
    ref: 'refs/heads/main',
    proposal: '7',
    title: '<script>alert(1)</script>\u001b[2J',
    head: 'a'.repeat(40),
    before: 'b'.repeat(40),
    tree: 'd'.repeat(40),
    verdict: 'pass',
    reasons: [],
    commits: [],
  },
  people: ['ann'],
  approvals: [
    { person: 'ben', at: null, state: 'counted', head: 'a'.repeat(40), statement: 'e'.repeat(64), entry: 2 },
    {
      person: null,
      at: null,
      state: 'void',
      why: 'stale-approval',
      head: 'a'.repeat(40),
      statement: 'f'.repeat(64),
      entry: 3,
    },
  ],
  checks: [],
  credentials: [
    {
      stage: 'deploy',
      environment: 'production',
      account: 'deploy/deployer',
      at: '2026-11-27T09:00:00.000Z',
      expires: '2026-11-27T10:00:00.000Z',
      revoked: false,
      entry: 5,
    },
  ],
  deployedBy: [],
  live: null,
  links: {
    approved: { verdict: 'violated', why: 'the merge of "<b>" gives another tree', entries: [4] },
    checked: { verdict: 'unknown', why: 'aaaa was never checked', entries: [4] },
    applied: { verdict: 'not-applicable', why: 'nothing says that an agent applied it', entries: [4] },
  },
  ledger: [
    {
      index: 1,
      entry: {
        v: 1,
        type: 'policy.loaded',
        at: '2026-11-27T09:00:00.000Z',
        repository: 'shop',
        commit: 'b'.repeat(40),
      },
    },
  ],
};

const who = {
  issuer: 'https://idp.example',
  subject: 's',
  name: 'Somebody',
  by: 'cookie',
  expires: '',
} as const;

describe('a passport', () => {
  test('is printed so that what strangers wrote steers no terminal', () => {
    const text = renderPassportText(PASSPORT, { width: 80, color: false });
    expect(text).not.toContain('\u001b');
    expect(text).toContain('somebody whose name is not here for aaaaaaaaaaaa, not counted (stale-approval)');
  });

  test('is seen by whoever reads the log, and by developers who took part; credentials by the former only', () => {
    const auditor = { ...who, roles: ['auditor'] } as const;
    expect(visiblePassport(PASSPORT, auditor)).toEqual(PASSPORT);
    const ann = { ...who, roles: ['developer'], person: 'ann' } as const;
    expect(visiblePassport(PASSPORT, ann)).toMatchObject({ people: ['ann'], credentials: [], ledger: [] });
    expect(maySee(PASSPORT, { ...ann, person: 'ben' })).toBe(true);
    for (const other of [
      { ...who, roles: ['developer'], person: 'eve' } as const,
      { ...who, roles: ['developer'] } as const,
      { ...who, roles: [], person: 'ann' } as const,
    ])
      expect(() => visiblePassport(PASSPORT, other)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});

describe('the server', () => {
  test('answers with the passport and its proof, by role, and says no more than that there is nothing', async () => {
    const scene = new Scene();
    try {
      await scene.observer().observe();
      const head = scene.shop.offer(7, scene.base, { a: '1\n' });
      scene.approve('ben', head);
      const commit = scene.shop.merge(7, head);
      await scene.observer().observe();
      const { ledger } = scene;
      const services = fakeServices({});
      const { instance } = testInstance(routesOf({ openLog: false }), {
        ...services,
        ledger: Object.assign(Object.create(services.ledger) as typeof services.ledger, {
          find: ledger.find.bind(ledger),
          entry: ledger.entry.bind(ledger),
          payload: ledger.payload.bind(ledger),
        }),
      });
      const get = (url: string, role: keyof typeof TOKENS) =>
        instance.inject({ url, headers: { authorization: `Bearer ${TOKENS[role]}` } });
      const passport = await get(`/api/v1/passport?of=${commit}`, 'auditor');
      expect(passport.statusCode).toBe(200);
      expect(passport.json()).toMatchObject({
        commit,
        people: ['ann', 'cy'],
        approvals: [{ person: 'ben' }],
      });
      for (const [url, role, status] of [
        [`/api/v1/passport?of=${commit}`, 'developer', 404],
        [`/api/v1/passport?of=${commit}`, 'none', 403],
        [`/api/v1/passport/proof?of=${commit}`, 'developer', 403],
        [`/api/v1/passport/proof?of=${commit}`, 'auditor', 200],
        [`/api/v1/passport?of=${'f'.repeat(40)}`, 'auditor', 404],
        ['/api/v1/passport?of=RoleBinding/other', 'auditor', 404],
        ['/api/v1/passport?of=nonsense', 'auditor', 400],
        ['/api/v1/passport', 'auditor', 400],
      ] as const)
        expect((await get(url, role)).statusCode, `${role} ${url}`).toBe(status);
      const { changes } = (await get('/api/v1/changes', 'auditor')).json<{
        readonly changes: readonly { readonly id: number; readonly commit?: string }[];
      }>();
      const id = changes.find((one) => one.commit === commit)?.id;
      expect((await get(`/api/v1/changes/${id}/passport`, 'auditor')).json()).toMatchObject({ commit });
    } finally {
      scene.remove();
    }
  });
});
