import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReviewBoard } from '../../src/flows/review/board/board.ts';
import type { Campaign } from '../../src/flows/review/board/campaign.ts';
import { readReviewException } from '../../src/stages/2-review/statements/review-exception.ts';
import { browserKey, decisionsOn, signedBy } from './decisions.ts';
import { bindingOf, exceptionBy, exceptionInBrowser, RemedyScene } from './remedies.ts';

const DAY = 86_400_000;
let remedies: RemedyScene;
let campaign: Campaign;
beforeEach(async () => {
  remedies = new RemedyScene();
  campaign = await remedies.campaign({ 'apps/view.yaml': bindingOf('view', ['ann', 'cy', 'eve']) });
  for (const { item } of campaign.items()) campaign.states.set(item.id, 'kept');
  remedies.revoke(campaign, 'cy');
});
afterEach(() => remedies.scene.remove());

const exceptions = (): number =>
  remedies.scene.ledger.entries.filter(({ entry }) => entry.type === 'review.excepted').length;

describe('what was revoked stays by an exception', () => {
  it('until its day, with who signed for it and why, and the campaign can be closed', async () => {
    const wanted = remedies.exception(campaign, 'cy');
    const answer = await remedies.except(campaign, wanted);
    expect(answer).toMatchObject({
      ok: true,
      value: {
        unverified: [],
        canClose: true,
        exceptions: [{ reason: 'the sale goes on', expires: wanted.expires }],
      },
    });
    expect([...campaign.exceptions.values()]).toMatchObject([{ by: 'dee' }]);
    const wish = { campaign: campaign.id, why: 'All is settled', acknowledge: [], by: 'dee' };
    expect(await remedies.desk.close({ ...wish, outcome: 'closed' })).toMatchObject({ ok: true });
  });

  it('and is revoked again when that is over, also where the campaign is closed by then', async () => {
    await remedies.except(campaign, remedies.exception(campaign, 'cy'));
    const wish = { campaign: campaign.id, why: 'All is settled', acknowledge: [], by: 'dee' };
    await remedies.desk.close({ ...wish, outcome: 'closed' });
    await remedies.desk.keep('shop');
    expect(remedies.stateOf(campaign, 'cy')).toBe('excepted');
    remedies.scene.clock.at += 31 * DAY;
    await remedies.desk.keep('shop');
    expect(remedies.stateOf(campaign, 'cy')).toBe('revoked');
    expect(remedies.desk.counted.unverified).toBe(1);
    expect((await remedies.asked('remediate', campaign)).proposals).toHaveLength(1);
  });

  it('and a proposal that would take it out is withdrawn; what else that took out is proposed anew', async () => {
    remedies.revoke(campaign, 'ann');
    const [before] = (await remedies.asked('remediate', campaign)).proposals;
    await remedies.except(campaign, remedies.exception(campaign, 'cy'));
    expect(remedies.scene.shop.git('for-each-ref', before?.ref ?? '')).toBe('');
    const [proposal] = (await remedies.asked('remediate', campaign)).proposals;
    expect(remedies.diffOf(proposal?.head ?? '')).toEqual([
      '-  - {kind: User, name: ann, apiGroup: rbac.authorization.k8s.io}',
    ]);
  });

  it('where the key of a session signed for it, which nobody else may use afterwards', async () => {
    const wanted = remedies.exception(campaign, 'cy');
    const own = browserKey();
    const session = { issuer: 'https://id.example', signedInAt: wanted.at, key: own.key };
    const envelope = exceptionInBrowser(own, wanted);
    const wish = { campaign: campaign.id, envelope, expires: wanted.expires };
    const answer = await remedies.desk.except({
      ...wish,
      signer: { ...session, person: 'dee', subject: 'dee' },
    });
    expect(answer).toMatchObject({ ok: true });
    expect([remedies.stateOf(campaign, 'cy'), campaign.excepted.length]).toEqual(['excepted', 1]);
    remedies.revoke(campaign, 'eve');
    const other = remedies.exception(campaign, 'eve');
    const again = { ...wish, envelope: exceptionInBrowser(own, other), expires: other.expires };
    expect(
      await remedies.desk.except({ ...again, signer: { ...session, person: 'ben', subject: 'ben' } }),
    ).toMatchObject({ ok: false, error: { code: 'signature' } });
  });

  it('for whoever reads the record alone, too', async () => {
    await remedies.except(campaign, remedies.exception(campaign, 'cy'));
    const other = await new ReviewBoard(remedies.scene.ledger).find(campaign.id);
    expect(other?.excepted).toMatchObject([{ by: 'dee' }]);
  });
});

describe('an exception is refused', () => {
  const refusal = async (answer: ReturnType<RemedyScene['except']>): Promise<string> => {
    const found = await answer;
    expect([exceptions(), remedies.stateOf(campaign, 'cy')]).toEqual([0, 'revoked']);
    return found?.ok === false ? found.error.code : 'it is not';
  };

  it('of somebody who does not own the campaign', async () => {
    expect(await refusal(remedies.except(campaign, remedies.exception(campaign, 'cy'), { by: 'ann' }))).toBe(
      'not-owner',
    );
  });

  it('of somebody who agreed to it when it landed', async () => {
    expect(await refusal(remedies.except(campaign, remedies.exception(campaign, 'cy'), { by: 'ben' }))).toBe(
      'own-item',
    );
  });

  it('of what nobody revoked', async () => {
    expect(await refusal(remedies.except(campaign, remedies.exception(campaign, 'ann')))).toBe('not-revoked');
  });

  it('that somebody else signed, or that was changed', async () => {
    const wanted = remedies.exception(campaign, 'cy');
    const other = exceptionBy('ben', wanted);
    expect(await refusal(remedies.except(campaign, wanted, { envelope: other }))).toBe('signature');
    const text = Buffer.from(exceptionBy('dee', wanted)).toString('utf8');
    const at = text.indexOf('"payload":"') + 200;
    const changed = Buffer.from(text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1));
    expect(['signature', 'malformed', 'other-content']).toContain(
      await refusal(remedies.except(campaign, wanted, { envelope: changed })),
    );
  });

  it('that a key signed which is not the session’s', async () => {
    const wanted = remedies.exception(campaign, 'cy');
    const signer = {
      person: 'dee',
      issuer: 'i',
      subject: 'dee',
      signedInAt: wanted.at,
      key: browserKey().key,
    };
    const envelope = exceptionBy('dee', wanted);
    const wish = { campaign: campaign.id, envelope, signer, expires: wanted.expires };
    expect(await refusal(remedies.desk.except(wish))).toBe('signature');
  });

  it('that is a decision, and no decision is an exception', async () => {
    const wanted = remedies.exception(campaign, 'cy');
    const decided = signedBy('dee', decisionsOn(campaign, 'keep', wanted.at));
    expect(await refusal(remedies.except(campaign, wanted, { envelope: decided }))).toBe('malformed');
    const answer = await remedies.decisions.decide({
      campaign: campaign.id,
      envelope: exceptionBy('dee', wanted),
      signer: { person: 'dee', issuer: 'i', subject: 'dee' },
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'malformed' } });
  });

  it.each<[string, (now: number) => Parameters<RemedyScene['exception']>[2]]>([
    ['expires', (now) => ({ expires: new Date(now - 1).toISOString() })],
    ['expires', (now) => ({ expires: new Date(now + 400 * DAY).toISOString() })],
    ['clock', (now) => ({ at: new Date(now - 600_000).toISOString() })],
    ['other-content', () => ({ population: 'f'.repeat(64) })],
    ['other-content', () => ({ campaign: 'yearly-2026-01-01' })],
    ['malformed', () => ({ exceptions: [] })],
    ['malformed', () => ({ expires: 'never' })],
  ])('with %s', async (code, over) => {
    const wanted = remedies.exception(campaign, 'cy', over(remedies.scene.clock.now()));
    expect(await refusal(remedies.except(campaign, wanted))).toBe(code);
  });

  it('that is on record', async () => {
    const wanted = remedies.exception(campaign, 'cy');
    const envelope = exceptionBy('dee', wanted);
    await remedies.except(campaign, wanted, { envelope });
    expect(await remedies.except(campaign, wanted, { envelope })).toMatchObject({
      error: { code: 'replayed' },
    });
    expect(exceptions()).toBe(1);
  });
});

it('a statement that excepts without a reason, or twice, is none', () => {
  const [one] = remedies.exception(campaign, 'cy').exceptions;
  if (one === undefined) throw new Error('There is no item.');
  for (const wrong of [
    [{ ...one, reason: '' }],
    [{ ...one, reason: 'a\nb' }],
    [one, one],
    [{ ...one, item: 'x' }],
  ])
    expect(
      readReviewException(exceptionBy('dee', remedies.exception(campaign, 'cy', { exceptions: wrong }))),
    ).toMatchObject({
      ok: false,
    });
});
