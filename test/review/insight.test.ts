import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import type { BoardItem, Campaign } from '../../src/flows/review/board/campaign.ts';
import { Insights } from '../../src/flows/review/insight.ts';
import type { ItemInsight } from '../../src/model/review-document.ts';
import { NAME, ROLE_BINDING } from '../thread/scene.ts';
import { CampaignScene } from './campaigns.ts';

let campaigns: CampaignScene;
beforeEach(() => {
  campaigns = new CampaignScene();
});
afterEach(() => campaigns.scene.remove());

function first(campaign: Campaign): BoardItem {
  const [one] = campaign.items();
  if (one === undefined) throw new Error('There is no item.');
  return one;
}

function insightInto(campaign: Campaign, path = campaigns.scene.shop.folder): Promise<ItemInsight> {
  const insights = new Insights({
    git: new GitCliOpener(),
    clock: campaigns.scene.clock,
    board: campaigns.board,
    places: new Map([[NAME, { path, policy: '.mainward' }]]),
  });
  return insights.of(campaign, first(campaign));
}

describe('what a reviewer is told of an item', () => {
  it('is the lines that grant it and the rules that it gives, as the commit has them', async () => {
    campaigns.define();
    const campaign = await campaigns.start();
    campaigns.land({ 'apps/view.yaml': ROLE_BINDING('view', 'cy') });
    const { lines, rules, unknown } = await insightInto(campaign);
    expect(lines?.text.join('\n')).toContain('name: ann');
    expect(lines?.from).toBe(1);
    expect(rules).toContainEqual(
      expect.objectContaining({
        verbs: ['get', 'list', 'watch'],
        resources: expect.arrayContaining(['pods']),
      }),
    );
    expect(unknown).toEqual([]);
  });

  it('is what became of it in the campaign before', async () => {
    campaigns.define();
    const earlier = await campaigns.start();
    await campaigns.close(earlier);
    const insight = await insightInto(await campaigns.start());
    expect(insight.before).toEqual({ campaign: earlier.id, state: 'open' });
  });

  it('is said to be unknown where the repository is gone', async () => {
    campaigns.define();
    const { rules, lines, unknown, recommendation } = await insightInto(await campaigns.start(), '/nowhere');
    expect([rules, lines]).toEqual([[], undefined]);
    expect(unknown).toEqual(['the repository shop is not there any more']);
    expect(recommendation.verdict).toBe('keep');
  });
});
