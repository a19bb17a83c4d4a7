import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import type { Campaign } from '../../src/flows/review/board/campaign.ts';
import { StaleFinder } from '../../src/flows/review/stale.ts';
import { TipReader } from '../../src/flows/review/tip.ts';
import { ReviewTurn } from '../../src/flows/review/turn.ts';
import { NAME } from '../thread/scene.ts';
import { decisionsOn, signedBy } from './decisions.ts';
import { bindingOf, RemedyScene } from './remedies.ts';

const VIEW = 'apps/view.yaml';
let remedies: RemedyScene;
let finder: StaleFinder;
let campaign: Campaign;
beforeEach(async () => {
  remedies = new RemedyScene();
  const { scene, board, observer } = remedies;
  finder = new StaleFinder({
    ledger: scene.ledger,
    random: { bytes: (count) => randomBytes(count) },
    board,
    tips: new TipReader({ git: new GitCliOpener(), observers: new Map([[NAME, observer]]) }),
    turn: new ReviewTurn(),
  });
  campaign = await remedies.campaign({ [VIEW]: bindingOf('view', ['ann', 'eve']) });
});
afterEach(() => remedies.scene.remove());

function recorded(): number {
  return remedies.scene.ledger.entries.filter(({ entry }) => entry.type === 'review.proposed').length;
}

async function find(): Promise<void> {
  await remedies.observer.observe();
  await finder.find(NAME);
  await remedies.board.find(campaign.id);
}

async function decide(verdict: 'keep' | 'revoke', name: string) {
  const [item] = remedies.itemsOf(campaign, name);
  const all = decisionsOn(campaign, verdict, new Date(remedies.scene.clock.now()).toISOString(), 'a reason');
  const review = { ...all, decisions: all.decisions.filter((one) => one.item === item?.id) };
  const signer = { person: 'dee', issuer: 'https://id', subject: 'dee' };
  const envelope = signedBy('dee', review);
  return remedies.decisions.decide({ campaign: campaign.id, envelope, signer });
}

it('what is gone, or gives something else, before anybody decided about it is stale, once on record', async () => {
  await find();
  expect(recorded()).toBe(0);
  remedies.land({ [VIEW]: bindingOf('view', ['ann']) });
  await find();
  await find();
  expect([remedies.stateOf(campaign, 'ann'), remedies.stateOf(campaign, 'eve')]).toEqual(['open', 'stale']);
  expect(recorded()).toBe(1);
  remedies.land({ [VIEW]: bindingOf('view', ['ann'], 'edit') });
  await find();
  expect(remedies.stateOf(campaign, 'ann')).toBe('stale');
  expect(campaign.state).toBe('in-remediation');
});

it('what nobody decided about is never taken out, also where it is granted again', async () => {
  remedies.land({ [VIEW]: bindingOf('view', ['ann']) });
  await find();
  await remedies.asked('verify', campaign);
  expect(remedies.stateOf(campaign, 'eve')).toBe('stale');
  remedies.land({ [VIEW]: bindingOf('view', ['ann', 'eve']) });
  const { proposals } = await remedies.asked('remediate', campaign);
  expect(proposals).toEqual([]);
  expect(remedies.stateOf(campaign, 'eve')).toBe('stale');
});

it('what is granted again as it was may be decided about, and is taken out then', async () => {
  remedies.land({ [VIEW]: bindingOf('view', ['ann']) });
  await find();
  expect(await decide('revoke', 'eve')).toMatchObject({ ok: false, error: { code: 'stale' } });
  remedies.land({ [VIEW]: bindingOf('view', ['ann', 'eve']) });
  await remedies.observer.observe();
  expect(await decide('revoke', 'eve')).toMatchObject({ ok: true });
  const { proposals } = await remedies.asked('remediate', campaign);
  expect(proposals).toMatchObject([{ items: [remedies.itemsOf(campaign, 'eve')[0]?.id] }]);
});

it('does not keep a campaign open: whoever closes it acknowledges it', async () => {
  remedies.land({ [VIEW]: bindingOf('view', ['ann']) });
  await find();
  await decide('keep', 'ann');
  const wish = { campaign: campaign.id, outcome: 'closed', why: 'done', by: 'dee' } as const;
  const eve = remedies.itemsOf(campaign, 'eve')[0]?.id ?? '';
  expect(await remedies.desk.close({ ...wish, acknowledge: [] })).toMatchObject({ ok: false });
  expect(await remedies.desk.close({ ...wish, acknowledge: [eve] })).toMatchObject({ ok: true });
  expect((await remedies.board.find(campaign.id))?.state).toBe('closed');
});
