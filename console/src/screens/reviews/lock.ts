import type { CampaignState } from '../../../../src/model/review.ts';
import type { ListedItem } from '../../../../src/model/review-document.ts';

/** States in which a decision can still be made, or made anew. */
const DECIDABLE: ReadonlySet<string> = new Set(['open', 'kept', 'revoked']);

interface LockContext {
  readonly person: string | undefined;
  readonly campaign: CampaignState;
  /** They are in the group that owns the campaign. */
  readonly owns: boolean;
}

/**
 * Why whoever looks does not decide about an item, in a few words; `undefined` where they may. What only the roster tells,
 * such as that it is their group’s, the server says when they try.
 */
export function lockOf(
  { principal, origin, reviewer, state }: ListedItem,
  { person, campaign, owns }: LockContext,
): string | undefined {
  if (campaign === 'closed' || campaign === 'cancelled') return `the review is ${campaign}`;
  if (person === undefined) return 'the roster does not know you';
  if (principal.person === person) return 'your own: nobody reviews what they have';
  if (origin.kind === 'known') {
    if (origin.author === person || origin.coAuthors?.includes(person) === true) return 'you brought it in';
    if (origin.approvers.includes(person)) return 'you agreed to it when it came';
  }
  if (state === 'stale') return 'not there any more as it was reviewed';
  if (!DECIDABLE.has(state)) return 'what was decided is under way or over';
  if (reviewer !== person && !owns)
    return reviewer === undefined ? 'nobody may review it' : `asked of ${reviewer}`;
  return undefined;
}
