import { afterEach, beforeEach, expect, test } from 'vitest';
import { NamedSessions } from '../../src/entrypoints/server/fixtures/drift.ts';
import { testInstance } from '../../src/entrypoints/server/fixtures/instance.ts';
import { fakeServices, TOKENS } from '../../src/entrypoints/server/fixtures/services.ts';
import { routesOf } from '../../src/entrypoints/server/routes.ts';
import type { Campaign } from '../../src/flows/review/board/campaign.ts';
import { CampaignScene } from './campaigns.ts';
import { browserKey, decisionsOn, signedBy } from './decisions.ts';

const NOW = '2026-02-01T08:00:00.000Z';
let campaigns: CampaignScene;
let campaign: Campaign;
beforeEach(async () => {
  campaigns = new CampaignScene();
  campaigns.define();
  campaign = await campaigns.start();
});
afterEach(() => campaigns.scene.remove());

async function post(
  body: Readonly<Record<string, unknown>>,
  { as = 'dee', id = campaign.id, token = TOKENS.developer } = {},
) {
  const { board, starter, insights, decisions } = campaigns;
  const services = fakeServices({
    sessions: new NamedSessions(as),
    reviews: { ...fakeServices().reviews, board, starter, insights, decisions },
  });
  const { instance } = testInstance(routesOf({ openLog: false }), services);
  const reply = await instance.inject({
    method: 'POST',
    url: `/api/v1/reviews/${id}/decisions`,
    headers: { authorization: `Bearer ${token}` },
    payload: body,
  });
  return { status: reply.statusCode, json: reply.json() };
}

function envelope(by: string = 'dee'): string {
  return Buffer.from(signedBy(by, decisionsOn(campaign, 'revoke', NOW))).toString('base64');
}

test('a decision that is recorded is answered with its entry and its items as they are now', async () => {
  const { status, json } = await post({ envelope: envelope() });
  expect(status).toBe(201);
  expect(json).toMatchObject({
    schema: 'mainward.dev/review-decisions/v1',
    campaign: campaign.id,
    items: [{ state: 'revoked', decision: { by: 'dee', verdict: 'revoke', index: json.index } }],
  });
  expect(campaigns.scene.ledger.entries[json.index]?.entry.type).toBe('review.decided');
});

test('one that does not count is answered with its code, what would do, and the item', async () => {
  const [item] = campaign.items();
  expect(await post({ envelope: envelope('ann') }, { as: 'ann' })).toEqual({
    status: 409,
    json: {
      code: 'own-item',
      detail: expect.stringMatching(/^ann by RoleBinding shop\/view \(item [0-9a-f]{12}\): /),
      remedy: expect.any(String),
      item: item?.item.id,
    },
  });
});

test('nobody decides who is no person of the roster', async () => {
  expect((await post({ envelope: envelope() }, { as: '', token: '' })).status).toBe(401);
  expect((await post({ envelope: envelope() }, { id: 'yearly-2026-02-01' })).status).toBe(404);
});

test.each([
  ['no base64', { envelope: '%%%' }],
  ['another field', { envelope: 'AAAA', by: 'dee' }],
  ['a secret key', { envelope: 'AAAA', key: { ...browserKey().key, d: 'x' } }],
  ['another curve', { envelope: 'AAAA', key: { ...browserKey().key, crv: 'P-384' } }],
  ['more than an envelope holds', { envelope: 'A'.repeat(100_000) }],
])('%s is refused unread', async (_name, body) => {
  expect((await post(body)).status).toBeOneOf([400, 413]);
  expect(campaigns.scene.ledger.entries.at(-1)?.entry.type).not.toBe('review.decided');
});
