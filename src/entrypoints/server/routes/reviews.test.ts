import { describe, expect, test } from 'vitest';
import { ReviewBoard } from '../../../flows/review/board/board.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { ReviewItem } from '../../../model/review.ts';
import { DriftLedger, NamedSessions } from '../fixtures/drift.ts';
import { testInstance } from '../fixtures/instance.ts';
import { campaignIn, reviewedItem as item } from '../fixtures/reviews.ts';
import { fakeServices, noRemedy, TOKENS } from '../fixtures/services.ts';
import { routesOf } from '../routes.ts';
import type { Services } from '../services.ts';

function serving(ledger: DriftLedger, reviews: Partial<Services['reviews']> = {}) {
  const services = fakeServices({
    ledger,
    sessions: new NamedSessions('dan'),
    reviews: {
      board: new ReviewBoard(ledger),
      starter: { start: () => Promise.reject(new Error('not here')) },
      insights: {
        of: () =>
          Promise.resolve({
            rules: [],
            otherWays: [],
            recommendation: { verdict: 'keep', reasons: [] },
            unknown: [],
          }),
      },
      decisions: { decide: () => Promise.reject(new Error('not here')) },
      remedy: noRemedy(),
      ...reviews,
    },
  });
  const { instance } = testInstance(routesOf({ openLog: false }), services);
  return async (
    path: string,
    role: keyof typeof TOKENS = 'security',
    body?: Readonly<Record<string, string>>,
  ) => {
    const reply = await instance.inject({
      url: `/api/v1/reviews${path}`,
      headers: { authorization: `Bearer ${TOKENS[role]}` },
      ...(body === undefined ? {} : { method: 'POST', payload: body }),
    });
    return { status: reply.statusCode, json: reply.json(), body: reply.body };
  };
}

const ID = '/quarterly-2026-11-27';

describe('an access review', () => {
  const items = [
    item(1, 'ann'),
    item(2, 'dan'),
    item(3, 'eve', { danger: 'critical' }),
    item(4, 'fay', { danger: 'critical' }),
  ];

  async function get(...asked: Parameters<ReturnType<typeof serving>>) {
    const ledger = new DriftLedger();
    await campaignIn(ledger, items, ({ principal }) => (principal.person === 'ann' ? 'dan' : 'security'));
    return serving(ledger)(...asked);
  }

  test('is listed with how far it is, and what of it is the reader’s', async () => {
    expect((await get('')).json.campaigns).toMatchObject([
      { campaign: 'quarterly-2026-11-27', state: 'in-review', items: 4, open: 4, mine: 3 },
    ]);
  });

  test('names those who review it to whoever reads the log, and to others themselves', async () => {
    const whole = await get(ID);
    expect(whole.json).toMatchObject({
      by: 'sue',
      states: { open: 4, kept: 0 },
      coverage: { unknown: [{ reason: 'a chart' }] },
    });
    expect(whole.json.reviewers).toHaveLength(2);
    const own = await get(ID, 'developer');
    expect(own.json.reviewers).toEqual([{ reviewer: 'dan', items: 1, open: 1 }]);
    expect(own.json.by).toBeUndefined();
  });

  test('says whether the reader is in the group that owns it', async () => {
    const ledger = new DriftLedger();
    await campaignIn(ledger, items, () => 'security');
    const ask = serving(ledger, { remedy: { ...noRemedy(), owns: async (_, person) => person === 'dan' } });
    expect((await ask(ID, 'developer')).json.owns).toBe(true);
    expect((await ask(ID)).json.owns).toBe(false);
  });

  test('has its items in pages, the gravest first', async () => {
    const first = await get(`${ID}/items?limit=3`);
    expect(first.json.items.map(({ principal }: ReviewItem) => principal.person)).toEqual([
      'eve',
      'fay',
      'ann',
    ]);
    const rest = await get(`${ID}/items?limit=3&after=${first.json.next}`);
    expect(rest.json.items.map(({ principal }: ReviewItem) => principal.person)).toEqual(['dan']);
    expect(rest.json.next).toBeUndefined();
    expect((await get(`${ID}/items?reviewer=me`, 'developer')).json.items).toHaveLength(1);
    expect((await get(`${ID}/items?state=kept`)).json.items).toEqual([]);
    expect((await get(`${ID}/items?state=gone`)).status).toBe(400);
  });

  test('shows developers what is about them and what they review, and nothing else', async () => {
    const { json } = await get(`${ID}/items`, 'developer');
    expect(json.items.map(({ principal }: ReviewItem) => principal.person)).toEqual(['ann', 'dan']);
    expect((await get(`${ID}/items/${items[2]?.id}`, 'developer')).status).toBe(404);
    expect((await get(`${ID}/items/${items[0]?.id}`, 'developer')).status).toBe(200);
    expect((await get(`${ID}/items/${items[2]?.id}`)).json).toMatchObject({
      schema: 'mainward.dev/review-item/v1',
      item: { reviewer: 'security', state: 'open' },
    });
  });

  test('is not there under another name', async () => {
    expect((await get('/monthly-2026-11-27')).status).toBe(404);
    expect((await get(`${ID}/items/${'0'.repeat(64)}`)).status).toBe(404);
  });
});

describe('beginning one', () => {
  const refusing: Services['reviews']['starter'] = {
    start: () =>
      Promise.reject(new MainwardError('REVIEW_REFUSED', 'It does not begin.', { remedy: 'Name somebody.' })),
  };

  test('says why it does not begin', async () => {
    const post = serving(new DriftLedger(), { starter: refusing });
    expect(await post('', 'security', { definition: 'quarterly' })).toMatchObject({
      status: 409,
      json: { code: 'REVIEW_REFUSED', detail: 'It does not begin.', remedy: 'Name somebody.' },
    });
  });

  test.each(['developer', 'auditor'] as const)('is not for a %s', async (role) => {
    const post = serving(new DriftLedger(), { starter: refusing });
    expect((await post('', role, { definition: 'quarterly' })).status).toBe(403);
  });

  test('is refused where it names what is no name', async () => {
    const post = serving(new DriftLedger(), { starter: refusing });
    expect((await post('', 'security', { definition: '../etc' })).status).toBe(400);
    expect((await post('', 'security', { definition: 'q', commit: '--upload-pack=x' })).status).toBe(400);
  });

  test('names whoever began it by the roster', async () => {
    const ledger = new DriftLedger();
    const asked: unknown[] = [];
    const board = new ReviewBoard(ledger);
    const post = serving(ledger, {
      board,
      starter: {
        async start(request) {
          asked.push(request);
          await campaignIn(ledger, [item(1, 'ann')], () => 'security');
          const found = await board.find('quarterly-2026-11-27');
          if (found === undefined) throw new Error('It is not there.');
          return found;
        },
      },
    });
    const { status, json } = await post('', 'manager', { definition: 'quarterly' });
    expect([status, json.campaign]).toEqual([201, 'quarterly-2026-11-27']);
    expect(asked).toEqual([{ definition: 'quarterly', by: 'manager' }]);
  });
});
