import type { Sha256 } from '../../../model/ledger.ts';
import { encodePayload } from '../../observe/payload.ts';
import type { Campaign } from '../board/campaign.ts';
import type { RemedyPorts } from './ports.ts';
import { RemedyRefusal } from './refusal.ts';
import { remediationDocument } from './view.ts';

export interface CloseWish {
  readonly campaign: string;
  readonly outcome: 'closed' | 'cancelled';
  /** One sentence. */
  readonly why: string;
  /** Ids of items that nobody can verify: whoever closes it takes them upon them. */
  readonly acknowledge: readonly Sha256[];
  /** Id in the roster. */
  readonly by: string;
}

const MOST_SAID = 5;

/** Ends a campaign, and takes back what is offered. Throws RemedyRefusal where something of it is not done; it can be cancelled all the same. */
export async function close(campaign: Campaign, wish: CloseWish, ports: RemedyPorts): Promise<void> {
  if (!campaign.isOpen)
    throw new RemedyRefusal(
      'not-open',
      `The campaign is ${campaign.state} already.`,
      'There is nothing to do.',
    );
  const { outcome, by, why } = wish;
  const acknowledged = outcome === 'closed' ? acknowledgedOf(campaign, wish, ports) : [];
  await ports.ledger.append(
    { type: 'review.closed', campaign: campaign.id, outcome },
    encodePayload({ schema: 'mainward.dev/review-closed/v1', by, why, acknowledged }, ports.random),
  );
  // Nothing of a campaign that is over is to land; what landed stays.
  for (const { repository, ref, head } of campaign.proposals.values())
    await ports.committer.withdraw({ repository, ref, head });
}

function acknowledgedOf(
  campaign: Campaign,
  { acknowledge }: CloseWish,
  { live }: RemedyPorts,
): readonly Sha256[] {
  const { unverified, obstacles } = remediationDocument(campaign, live);
  const given = new Set(acknowledge);
  const able = new Set(unverified.flatMap((one) => (one.acknowledgeable ? [one.item] : [])));
  const foreign = acknowledge.find((item) => !able.has(item));
  if (foreign !== undefined) {
    throw new RemedyRefusal(
      'not-acknowledgeable',
      `${foreign} is none of which only a person can say that nothing more is to be done.`,
      'Acknowledge what is stale, and memberships that are out of the roster; have the rest removed, or excepted.',
    );
  }
  const open = unverified.filter((one) => one.acknowledgeable && !given.has(one.item));
  const missing = [...obstacles, ...open.map(({ item, missing: say }) => `${item}: ${say}`)];
  if (missing.length === 0) return [...given];
  const more = missing.length - MOST_SAID;
  throw new RemedyRefusal(
    'not-settled',
    `The campaign cannot be closed: ${missing.slice(0, MOST_SAID).join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
    'Have decided, removed and verified what it says; except what has to stay; acknowledge what nobody can verify. Or cancel the campaign.',
  );
}
