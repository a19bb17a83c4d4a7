import { decodePayload } from '../../../chain/ledger/payload.ts';
import type { LedgerEntry, Recorded } from '../../../model/ledger.ts';
import { type Campaign, isChangeable } from './campaign.ts';
import { decidedIn } from './decided.ts';
import { foldExcepted } from './excepted.ts';
import { foldClosed, foldProposed, foldVerified } from './remedy-folds.ts';

/** Entries about a campaign that has begun. */
type ReviewEntry = Exclude<
  Extract<LedgerEntry, { readonly type: `review.${string}` }>,
  { readonly type: 'review.started' }
>;

/**
 * What an entry changes of its campaign. `payload` are the bytes that it commits to; absent where they were erased. What
 * does not hold together (an item that is not there, a statement that is not of its signer) changes nothing.
 */
type Fold<Entry extends ReviewEntry> = (
  campaign: Campaign,
  recorded: Recorded<Entry>,
  payload: Uint8Array | undefined,
) => void;

/** By the type of the entry. Adding one is a line here, and its field in `Campaign`. */
export const FOLDS: { readonly [Type in ReviewEntry['type']]?: Fold<Extract<ReviewEntry, { type: Type }>> } =
  {
    'review.assigned': (campaign, _recorded, bytes) => {
      const payload = decodePayload(bytes, 'mainward.dev/review-assigned/v1');
      for (const one of payload?.assignments ?? [])
        if (campaign.item(one.item) !== undefined) campaign.assignments.set(one.item, one);
    },
    'review.decided': (campaign, recorded, bytes) => {
      const decided = decidedIn(recorded, bytes);
      const isOfIt = decided?.review.population === campaign.started.entry.population;
      if (decided === undefined || !isOfIt || !campaign.isOpen) return;
      campaign.decided.push(decided);
      const { by, at, index, review } = decided;
      for (const { item, digest, verdict, reason } of review.decisions) {
        const one = campaign.item(item);
        if (one === undefined || one.item.digest !== digest || !isChangeable(one.state)) continue;
        campaign.decisions.set(item, { verdict, by, reason, at, index });
        campaign.states.set(item, verdict === 'keep' ? 'kept' : 'revoked');
        campaign.outdated.delete(item);
      }
    },
    'review.proposed': foldProposed,
    'review.verified': foldVerified,
    'review.excepted': foldExcepted,
    'review.closed': foldClosed,
  };

/** Folds one entry into its campaign. */
export function fold(
  campaign: Campaign,
  recorded: Recorded<ReviewEntry>,
  payload: Uint8Array | undefined,
): void {
  const { type } = recorded.entry;
  // The table gives each type a fold of entries of that type.
  const one = FOLDS[type] as Fold<ReviewEntry> | undefined;
  one?.(campaign, recorded, payload);
}

export function isAboutReview(one: Recorded): one is Recorded<ReviewEntry> {
  return one.entry.type.startsWith('review.') && one.entry.type !== 'review.started';
}
