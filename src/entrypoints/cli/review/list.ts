import { jsonText } from '../../../reports/json.ts';
import { renderCampaigns, renderItems } from '../../../reports/review/campaigns.ts';
import { campaignsCsv, listedCsv } from '../../../reports/review/csv.ts';
import type { Action } from '../action.ts';
import { deliver } from '../deliver.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';
import { RemoteReviews } from './remote.ts';

/** The campaigns of a server, or the items of one. */
export const list: Action = {
  operands: ['[CAMPAIGN]'],
  options: ['server', 'mine'],
  formats: ['text', 'json', 'csv'],
  async run(invocation, [campaign]) {
    const reviews = new RemoteReviews(invocation);
    const mine = invocation.options.mine === true;
    if (campaign === undefined) await listCampaigns(invocation, reviews, mine);
    else await listItems(invocation, reviews, campaign, mine);
    return EXIT.judged;
  },
};

async function listCampaigns(invocation: Invocation, reviews: RemoteReviews, mine: boolean): Promise<void> {
  const { campaigns, ...rest } = await reviews.campaigns();
  const document = { ...rest, campaigns: mine ? campaigns.filter((one) => one.mine > 0) : campaigns };
  for (const request of invocation.options.output) {
    const text = {
      json: () => jsonText(document),
      csv: () => campaignsCsv(document.campaigns),
      text: () => renderCampaigns(document),
    }[formatOf(request.format)]();
    deliver(invocation, request, text);
  }
}

async function listItems(
  invocation: Invocation,
  reviews: RemoteReviews,
  campaign: string,
  mine: boolean,
): Promise<void> {
  const document = await reviews.items(campaign, mine);
  for (const request of invocation.options.output) {
    const terminal = {
      width: Math.min(invocation.columns, 120),
      color: request.file === undefined && invocation.color,
    };
    const text = {
      json: () => jsonText(document),
      csv: () => listedCsv(document.items),
      text: () => renderItems(document, terminal),
    }[formatOf(request.format)]();
    deliver(invocation, request, text);
  }
}

function formatOf(format: string): 'json' | 'csv' | 'text' {
  return format === 'json' || format === 'csv' ? format : 'text';
}
