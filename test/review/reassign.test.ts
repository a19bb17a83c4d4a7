import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import type { Campaign } from '../../src/flows/review/board/campaign.ts';
import { Reassigner } from '../../src/flows/review/reassign.ts';
import { ReviewTurn } from '../../src/flows/review/turn.ts';
import { NAME, policyText } from '../thread/scene.ts';
import { CampaignScene } from './campaigns.ts';
import { decisionsOn, signedBy } from './decisions.ts';

let campaigns: CampaignScene;
let campaign: Campaign;
let reassigner: Reassigner;
let reviewer: string;
beforeEach(async () => {
  campaigns = new CampaignScene();
  campaigns.define();
  campaign = await campaigns.start();
  reviewer = [...campaign.items()][0]?.assignment?.reviewer ?? '';
  const { scene, board, observer } = campaigns;
  reassigner = new Reassigner({
    git: new GitCliOpener(),
    ledger: scene.ledger,
    clock: scene.clock,
    random: { bytes: (count) => randomBytes(count) },
    board,
    observers: new Map([[NAME, observer]]),
    turn: new ReviewTurn(),
  });
});
afterEach(() => campaigns.scene.remove());

async function asked(): Promise<{ readonly reviewer?: string; readonly rule?: string }> {
  const now = await campaigns.board.find(campaign.id);
  return [...(now?.items() ?? [])][0]?.assignment ?? {};
}

function recorded(): number {
  return campaigns.scene.ledger.entries.filter(({ entry }) => entry.type === 'review.assigned').length;
}

function leave(...people: readonly string[]): void {
  const policy = people.reduce(
    (text, id) => text.replace(`id: ${id}\n`, `id: ${id}\n      until: '2026-02-02T00:00:00Z'\n`),
    policyText(1),
  );
  campaigns.land({ '.mainward/policy.yaml': policy });
}

describe('an item is given to somebody else', () => {
  it('when whoever was to review it has left by the roster in force, once, and on record', async () => {
    const other = reviewer === 'dee' ? 'ben' : 'dee';
    leave(reviewer);
    await reassigner.reassign(NAME);
    expect(await asked()).toMatchObject({ reviewer });
    campaigns.scene.clock.at = Date.parse('2026-02-02T00:00:00Z');
    await reassigner.reassign(NAME);
    await reassigner.reassign(NAME);
    expect(await asked()).toEqual({
      item: expect.any(String),
      reviewer: other,
      rule: `owner of the campaign; in place of ${reviewer}: left`,
    });
    expect(recorded()).toBe(1);
    const envelope = signedBy(other, decisionsOn(campaign, 'keep', '2026-02-02T00:00:00Z'));
    const signer = { person: other, issuer: 'https://id', subject: other };
    expect(await campaigns.decisions.decide({ campaign: campaign.id, envelope, signer })).toMatchObject({
      ok: true,
    });
  });

  it('when the roster does not know them any more', async () => {
    const people = policyText(1).replace(`id: ${reviewer}\n`, `id: somebody-else\n`);
    campaigns.land({ '.mainward/policy.yaml': people });
    await reassigner.reassign(NAME);
    expect((await asked()).rule).toBe(`owner of the campaign; in place of ${reviewer}: not in the roster`);
  });

  it('never where it is decided about, or the campaign is over', async () => {
    const envelope = signedBy(reviewer, decisionsOn(campaign, 'keep', '2026-02-01T08:00:00Z'));
    const signer = { person: reviewer, issuer: 'https://id', subject: reviewer };
    await campaigns.decisions.decide({ campaign: campaign.id, envelope, signer });
    leave(reviewer);
    campaigns.scene.clock.at = Date.parse('2026-02-02T00:00:00Z');
    await reassigner.reassign(NAME);
    await campaigns.close(campaign);
    await reassigner.reassign(NAME);
    expect(recorded()).toBe(0);
  });

  it('not where nobody else may: then it stays with them, and nothing is recorded', async () => {
    leave('ben', 'dee');
    campaigns.scene.clock.at = Date.parse('2026-02-02T00:00:00Z');
    await reassigner.reassign(NAME);
    expect(await asked()).toMatchObject({ reviewer });
    expect(recorded()).toBe(0);
  });
});
