import { decodePayload } from '../../../chain/ledger/payload.ts';
import type { Recorded, ReviewStartedEntry } from '../../../model/ledger.ts';
import type { ReviewItem } from '../../../model/review.ts';
import type { LedgerReader } from '../../../ports/ledger.ts';
import { rootOf } from '../population.ts';
import { Campaign } from './campaign.ts';

/** A campaign as it began. Items that are not those of which the entry has the root are none. */
export async function campaignOf(
  started: Recorded<ReviewStartedEntry>,
  ledger: Pick<LedgerReader, 'payload'>,
): Promise<Campaign> {
  const { payload: digest, population } = started.entry;
  const bytes = digest === undefined ? undefined : await ledger.payload(digest);
  const payload = decodePayload(bytes, 'mainward.dev/review-started/v1');
  if (payload === undefined) return new Campaign(started, undefined, []);
  const lines = payload.items.split('\n').filter((line) => line !== '');
  return rootOf(lines) === population
    ? new Campaign(started, payload, lines.map(itemIn))
    : new Campaign(started, undefined, []);
}

/** The line was written here: its digest is in the root that was recorded. */
function itemIn(line: string): ReviewItem {
  return JSON.parse(line) as ReviewItem;
}
