import { beforeEach, describe, expect, it } from 'vitest';
import { campaignIn, reviewedItem } from '../../src/entrypoints/server/fixtures/reviews.ts';
import { ReviewBoard } from '../../src/flows/review/board/board.ts';
import type { Campaign } from '../../src/flows/review/board/campaign.ts';
import type { ReviewStatement } from '../../src/model/review.ts';
import { MemoryLedger } from '../thread/ledger.ts';
import { browserKey, decisionsOn, recordDecided, signedBy, signedInBrowser } from './decisions.ts';

const NOW = '2026-11-27T10:00:00.000Z';
const ID = 'quarterly-2026-11-27';
let ledger: MemoryLedger;
let board: ReviewBoard;

beforeEach(async () => {
  ledger = new MemoryLedger(() => Date.parse(NOW));
  board = new ReviewBoard(ledger);
  await campaignIn(ledger, [reviewedItem(1, 'ann'), reviewedItem(2, 'ben')], () => 'dee');
});

async function campaign(): Promise<Campaign> {
  const found = await board.find(ID);
  if (found === undefined) throw new Error('There is no campaign.');
  return found;
}

async function states(): Promise<readonly string[]> {
  return [...(await campaign()).items()].map(({ state }) => state);
}

describe('a recorded decision', () => {
  it('is that of its items, and of the campaign once there is one of each', async () => {
    const review = decisionsOn(await campaign(), 'revoke', NOW);
    const [first, ...others] = review.decisions;
    const one = { ...review, decisions: [first ?? { item: '', digest: '', verdict: 'keep', reason: '' }] };
    await recordDecided(ledger, one, signedBy('dee', one));
    expect(await states()).toEqual(['revoked', 'open']);
    expect((await campaign()).state).toBe('in-review');
    const rest: ReviewStatement = { ...review, decisions: others };
    await recordDecided(ledger, rest, signedBy('dee', rest));
    expect((await campaign()).state).toBe('in-remediation');
    expect((await campaign()).item(others[0]?.item ?? '')?.decision).toEqual({
      verdict: 'revoke',
      by: 'dee',
      reason: 'nobody needs it',
      at: NOW,
      index: 2,
    });
  });

  it('may be made with the key of a session', async () => {
    const review = decisionsOn(await campaign(), 'keep', NOW);
    const key = browserKey();
    const session = { key: { ...key.key }, issuer: 'https://id', subject: 'dee', signedInAt: NOW };
    await recordDecided(ledger, review, signedInBrowser(key, review), { signedWith: 'session-key', session });
    expect(await states()).toEqual(['kept', 'kept']);
  });

  it('gives way to a newer one, and both stay in the record', async () => {
    const keep = decisionsOn(await campaign(), 'keep', NOW);
    const revoke = decisionsOn(await campaign(), 'revoke', NOW);
    await recordDecided(ledger, revoke, signedBy('dee', revoke));
    await recordDecided(ledger, keep, signedBy('ben', keep), { by: 'ben' });
    expect(await states()).toEqual(['kept', 'kept']);
    expect((await campaign()).decided.map(({ by }) => by)).toEqual(['dee', 'ben']);
  });

  it.each([
    ['one byte of its statement is another', (bytes: Uint8Array) => edited(bytes, 'payload')],
    ['one byte of its signature is another', (bytes: Uint8Array) => edited(bytes, 'sig')],
    ['it is cut off', (bytes: Uint8Array) => bytes.slice(0, -9)],
  ])('changes nothing where %s', async (_name, damage) => {
    const review = decisionsOn(await campaign(), 'revoke', NOW);
    await recordDecided(ledger, review, damage(signedBy('dee', review)));
    expect(await states()).toEqual(['open', 'open']);
  });

  it('changes nothing where its envelope is not the one that the entry names', async () => {
    const review = decisionsOn(await campaign(), 'revoke', NOW);
    const other = Buffer.from(signedBy('dee', review)).toString('base64');
    const keep = decisionsOn(await campaign(), 'keep', NOW);
    await recordDecided(ledger, keep, signedBy('dee', keep), { envelope: other });
    expect(await states()).toEqual(['open', 'open']);
  });

  it('changes nothing where its key is not the one that signed, or is no key', async () => {
    const review = decisionsOn(await campaign(), 'revoke', NOW);
    const envelope = signedInBrowser(browserKey(), review);
    const session = { issuer: 'https://id', subject: 'dee', signedInAt: NOW };
    for (const key of [{ ...browserKey().key }, { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }, {}])
      await recordDecided(ledger, review, envelope, {
        signedWith: 'session-key',
        session: { ...session, key },
      });
    expect(await states()).toEqual(['open', 'open']);
  });

  it('changes nothing where it is about another campaign, another population or another content', async () => {
    const review = decisionsOn(await campaign(), 'revoke', NOW);
    const population = 'f'.repeat(64);
    await recordDecided(ledger, review, signedBy('dee', { ...review, campaign: 'yearly' }));
    await recordDecided(ledger, { ...review, population }, signedBy('dee', { ...review, population }));
    const decisions = review.decisions.map((one) => ({ ...one, digest: population }));
    await recordDecided(ledger, { ...review, decisions }, signedBy('dee', { ...review, decisions }));
    expect(await states()).toEqual(['open', 'open']);
  });

  it('changes nothing once the campaign is over', async () => {
    const review = decisionsOn(await campaign(), 'revoke', NOW);
    await ledger.append({ type: 'review.closed', campaign: ID, outcome: 'cancelled' });
    await recordDecided(ledger, review, signedBy('dee', review));
    expect(await states()).toEqual(['open', 'open']);
    expect((await campaign()).state).toBe('cancelled');
  });
});

/** With one byte in the middle of that field changed. */
function edited(bytes: Uint8Array, field: 'payload' | 'sig'): Uint8Array {
  const text = Buffer.from(bytes).toString('utf8');
  const at = text.indexOf(`"${field}":"`) + 40;
  return Buffer.from(text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1));
}
