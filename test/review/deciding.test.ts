import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { thumbprintOf } from '../../src/chain/review/signature.ts';
import type { Campaign } from '../../src/flows/review/board/campaign.ts';
import type { Signer } from '../../src/flows/review/decide/signer.ts';
import type { ReviewStatement } from '../../src/model/review.ts';
import { policyText, ROLE_BINDING } from '../thread/scene.ts';
import { CampaignScene } from './campaigns.ts';
import { browserKey, decisionsOn, recordDecided, signedBy, signedInBrowser } from './decisions.ts';

let campaigns: CampaignScene;
let campaign: Campaign;
beforeEach(async () => {
  campaigns = new CampaignScene();
  campaigns.define();
  campaign = await campaigns.start();
});
afterEach(() => campaigns.scene.remove());

const reviewer = (): string => [...campaign.items()][0]?.assignment?.reviewer ?? '';
const other = (): string => (reviewer() === 'dee' ? 'ben' : 'dee');

function now(): string {
  return new Date(campaigns.scene.clock.now()).toISOString();
}

function signer(person: string, over: Partial<Signer> = {}): Signer {
  return { person, issuer: 'https://id', subject: `of ${person}`, signedInAt: now(), ...over };
}

function decide(
  review: ReviewStatement,
  {
    by = reviewer(),
    envelope = signedBy(by, review),
    as = signer(by),
  }: { readonly by?: string; readonly envelope?: Uint8Array; readonly as?: Signer } = {},
) {
  return campaigns.decisions.decide({ campaign: campaign.id, envelope, signer: as });
}

async function refused(...args: Parameters<typeof decide>): Promise<string> {
  const before = campaigns.scene.ledger.size();
  const answer = await decide(...args);
  const size = campaigns.scene.ledger.size();
  // What was observed meanwhile may be new; a decision is not.
  const added = campaigns.scene.ledger.entries.slice(before, size).map(({ entry }) => entry.type);
  expect(added).not.toContain('review.decided');
  return answer.ok ? 'it is taken' : answer.error.code;
}

describe('a signed decision', () => {
  it('is on record before anybody is told, with the statement and who signed it', async () => {
    const answer = await decide(decisionsOn(campaign, 'revoke', now()));
    expect(answer).toMatchObject({
      ok: true,
      value: { items: [{ state: 'revoked', decision: { by: reviewer(), reason: 'nobody needs it' } }] },
    });
    const { entry } = campaigns.scene.ledger.entries.at(-1) ?? {};
    expect(entry).toMatchObject({ type: 'review.decided', items: 1 });
    expect((await campaigns.board.find(campaign.id))?.state).toBe('in-remediation');
  });

  it('is not told where it could not be recorded', async () => {
    campaigns.scene.ledger.failAfter = 0;
    await expect(decide(decisionsOn(campaign, 'keep', now()))).rejects.toMatchObject({
      code: 'LEDGER_UNAVAILABLE',
    });
  });

  it('may be made with a key of the session, which is recorded with how they signed in', async () => {
    const key = browserKey();
    const review = decisionsOn(campaign, 'keep', now());
    const as = signer(reviewer(), { key: key.key });
    expect(await decide(review, { envelope: signedInBrowser(key, review), as })).toMatchObject({
      ok: true,
      value: { items: [{ state: 'kept' }] },
    });
    expect((await campaigns.board.find(campaign.id))?.decided[0]?.sessionKey).toBe(thumbprintOf(key.key));
  });

  it('may be made by the owners of the campaign, too', async () => {
    expect(await decide(decisionsOn(campaign, 'keep', now()), { by: other() })).toMatchObject({ ok: true });
  });

  it('may be made otherwise until a removal is proposed; then it is too late', async () => {
    await decide(decisionsOn(campaign, 'keep', now()));
    expect(await decide(decisionsOn(campaign, 'revoke', now()))).toMatchObject({
      ok: true,
      value: { items: [{ state: 'revoked' }] },
    });
    campaign.states.set(campaign.items().next().value?.item.id ?? '', 'proposed');
    expect(await refused(decisionsOn(campaign, 'keep', now(), 'no'))).toBe('too-late');
  });

  it('of two reviewers at once counts as it was recorded last, and both are on record', async () => {
    const [keep, revoke] = [decisionsOn(campaign, 'keep', now()), decisionsOn(campaign, 'revoke', now())];
    const both = await Promise.all([decide(keep), decide(revoke, { by: other() })]);
    expect(both.map(({ ok }) => ok)).toEqual([true, true]);
    const board = await campaigns.board.find(campaign.id);
    expect(board?.decided.map(({ by }) => by)).toEqual([reviewer(), other()]);
    expect([...(board?.items() ?? [])]).toMatchObject([{ state: 'revoked', decision: { by: other() } }]);
  });
});

describe('a decision is refused', () => {
  it('that is replayed, also in another envelope', async () => {
    const review = decisionsOn(campaign, 'keep', now());
    const envelope = signedBy(reviewer(), review);
    await decide(review, { envelope });
    await decide(decisionsOn(campaign, 'revoke', now()));
    expect(await refused(review, { envelope })).toBe('replayed');
    expect(await refused(review, { envelope: Buffer.concat([envelope, Buffer.from(' ')]) })).toBe('replayed');
  });

  it.each([-301_000, 301_000])('that is %i ms off, and none that is five minutes off', async (off) => {
    const at = (milliseconds: number): string =>
      new Date(campaigns.scene.clock.now() + milliseconds).toISOString();
    expect(await refused(decisionsOn(campaign, 'keep', at(off)))).toBe('clock');
    expect(await decide(decisionsOn(campaign, 'keep', at(Math.sign(off) * 300_000)))).toMatchObject({
      ok: true,
    });
  });

  it('of somebody who has it, and of whoever brought it in', async () => {
    const review = decisionsOn(campaign, 'keep', now());
    expect(await refused(review, { by: 'ann' })).toBe('own-item');
  });

  it('of somebody who is neither asked nor of the owners', async () => {
    expect(await refused(decisionsOn(campaign, 'keep', now()), { by: 'cy' })).toBe('not-reviewer');
  });

  it('of somebody who has left by the roster in force', async () => {
    const policy = policyText(1).replace(
      `id: ${reviewer()}`,
      `id: ${reviewer()}\n      until: '2026-02-03T00:00:00Z'`,
    );
    campaigns.land({ '.mainward/policy.yaml': policy });
    campaigns.scene.clock.at = Date.parse('2026-02-03T08:00:00Z');
    const key = browserKey();
    const review = decisionsOn(campaign, 'keep', now());
    const as = signer(reviewer(), { key: key.key });
    expect(await refused(review, { envelope: signedInBrowser(key, review), as })).toBe('left');
    expect(await refused(review)).toBe('signature');
  });

  it('without a reason, where it revokes', async () => {
    expect(await refused(decisionsOn(campaign, 'revoke', now(), ''))).toBe('reason-missing');
    expect(await refused(decisionsOn(campaign, 'revoke', now(), '  '))).toBe('malformed');
  });

  it('without a reason, where it keeps what is recommended to be revoked', async () => {
    await decide(decisionsOn(campaign, 'revoke', now()));
    await campaigns.close(campaign);
    campaign = await campaigns.start();
    expect(await refused(decisionsOn(campaign, 'keep', now()))).toBe('reason-missing');
    expect(await decide(decisionsOn(campaign, 'keep', now(), 'she is on call'))).toMatchObject({ ok: true });
  });

  it('about what was edited since, or is gone', async () => {
    campaigns.land({
      'apps/view.yaml': ROLE_BINDING('view', 'ann').replace('name: view}\nsub', 'name: edit}\nsub'),
    });
    expect(await refused(decisionsOn(campaign, 'revoke', now()))).toBe('stale');
    campaigns.land({ 'apps/view.yaml': ROLE_BINDING('view', 'ann') });
    expect(await decide(decisionsOn(campaign, 'revoke', now()))).toMatchObject({ ok: true });
    campaigns.land({ 'apps/view.yaml': ROLE_BINDING('view', 'cy') });
    expect(await refused(decisionsOn(campaign, 'keep', now(), 'x'))).toBe('stale');
  });

  it('no, where its line moved and it grants the same', async () => {
    campaigns.land({ 'apps/view.yaml': `# moved\n\n${ROLE_BINDING('view', 'ann')}` });
    expect(await decide(decisionsOn(campaign, 'keep', now()))).toMatchObject({ ok: true });
  });

  it('about another digest, an item that is not there, another population or another campaign', async () => {
    const review = decisionsOn(campaign, 'keep', now());
    const wrong = 'f'.repeat(64);
    const [one] = review.decisions;
    if (one === undefined) throw new Error('There is no decision.');
    expect(await refused({ ...review, decisions: [{ ...one, digest: wrong }] })).toBe('other-content');
    expect(await refused({ ...review, population: wrong })).toBe('other-content');
    expect(await refused({ ...review, campaign: 'yearly' })).toBe('other-content');
    const both = [one, { ...one, item: wrong }];
    expect(await refused({ ...review, decisions: both })).toBe('unknown-item');
    expect([...campaign.items()].map(({ state }) => state)).toEqual(['open']);
  });

  it('that somebody else signed, by whichever key', async () => {
    const review = decisionsOn(campaign, 'keep', now());
    expect(await refused(review, { envelope: signedBy(other(), review) })).toBe('signature');
    expect(await refused(review, { envelope: signedBy('nobody', review) })).toBe('signature');
    const envelope = signedInBrowser(browserKey(), review);
    const as = signer(reviewer(), { key: browserKey().key });
    expect(await refused(review, { envelope, as })).toBe('signature');
    expect(await refused(review, { envelope })).toBe('signature');
  });

  it('with the key of a session of somebody else', async () => {
    const key = browserKey();
    const first = decisionsOn(campaign, 'keep', now());
    await decide(first, {
      envelope: signedInBrowser(key, first),
      as: signer(reviewer(), { key: key.key }),
    });
    const again = decisionsOn(campaign, 'revoke', now());
    const envelope = signedInBrowser(key, again);
    expect(await refused(again, { envelope, as: signer(other(), { key: key.key }) })).toBe('signature');
  });

  it('that was changed after it was signed', async () => {
    const review = decisionsOn(campaign, 'keep', now());
    const text = Buffer.from(signedBy(reviewer(), review)).toString('utf8');
    const payload = JSON.parse(text).payload as string;
    const other = Buffer.from(payload, 'base64')
      .toString('utf8')
      .replace('"keep"', '"revoke"')
      .replace('"reason":""', '"reason":"x"');
    const envelope = Buffer.from(text.replace(payload, Buffer.from(other).toString('base64')));
    expect(await refused(review, { envelope })).toBe('signature');
    expect(await refused(review, { envelope: envelope.subarray(3) })).toBe('malformed');
  });

  it('once the campaign is over', async () => {
    await campaigns.close(campaign);
    expect(await refused(decisionsOn(campaign, 'keep', now()))).toBe('not-open');
  });
});

it('a recorded decision of an erased or damaged payload changes nothing', async () => {
  const review = decisionsOn(campaign, 'revoke', now());
  await recordDecided(campaigns.scene.ledger, review, signedBy('dee', review));
  const { entry } = campaigns.scene.ledger.entries.at(-1) ?? {};
  campaigns.scene.ledger.payloads.delete(entry?.payload ?? '');
  const states = [...((await campaigns.board.find(campaign.id))?.items() ?? [])].map(({ state }) => state);
  expect(states).toEqual(['open']);
});
