import { decodePayload } from '../../../chain/ledger/payload.ts';
import type {
  Recorded,
  ReviewClosedEntry,
  ReviewProposedEntry,
  ReviewVerifiedEntry,
} from '../../../model/ledger.ts';
import type { ItemState } from '../../../model/review.ts';
import type { Campaign } from './campaign.ts';

/** Code of a task by which an item is `stale`: there is nothing to remove that anybody decided about. */
export const STALE = 'stale';

/** Revoked, and still in Git as far as is recorded. */
export const IN_GIT: ReadonlySet<ItemState> = new Set<ItemState>([
  'revoked',
  'proposed',
  'task',
  'stale',
  'excepted',
]);
/** Revoked, and out of Git as far as is recorded. */
export const OUT_OF_GIT: ReadonlySet<ItemState> = new Set<ItemState>(['removed', 'verified']);

/** Revoked, and neither verified nor excepted. */
export const UNVERIFIED: ReadonlySet<ItemState> = new Set<ItemState>([
  'revoked',
  'proposed',
  'task',
  'removed',
  'stale',
]);

/** What is to be removed is offered, or left to people. */
export function foldProposed(
  campaign: Campaign,
  { index, entry }: Recorded<ReviewProposedEntry>,
  bytes: Uint8Array | undefined,
): void {
  const payload = decodePayload(bytes, 'mainward.dev/review-proposed/v1');
  const { repository, ref, head, at } = entry;
  if (payload === undefined || payload.items.length !== entry.items) return;
  const isDue = (id: string): boolean =>
    IN_GIT.has(campaign.stateOf(id)) && campaign.stateOf(id) !== 'excepted' && !campaign.outdated.has(id);
  if (ref !== undefined && head !== undefined) {
    const items = payload.items.filter(isDue);
    campaign.proposals.set(ref, { repository, ref, head, index, at, items });
    for (const id of items) campaign.states.set(id, 'proposed');
  }
  for (const { item, code, say } of payload.tasks) {
    if (code === STALE && campaign.item(item)?.state === 'open') campaign.outdated.add(item);
    else if (!isDue(item)) continue;
    campaign.states.set(item, code === STALE ? 'stale' : 'task');
    campaign.tasks.set(item, { code, say });
  }
}

/** What is gone, and what is there again. */
export function foldVerified(
  campaign: Campaign,
  { entry }: Recorded<ReviewVerifiedEntry>,
  bytes: Uint8Array | undefined,
): void {
  const payload = decodePayload(bytes, 'mainward.dev/review-verified/v1');
  if (payload === undefined || payload.items.length !== entry.items) return;
  const { cluster } = entry;
  const turn = (ids: readonly string[], from: (state: ItemState) => boolean, to: ItemState): void => {
    for (const id of ids)
      if (isOf(campaign, id, cluster) && from(campaign.stateOf(id)) && !campaign.outdated.has(id))
        campaign.states.set(id, to);
  };
  const { items, returned = [] } = payload;
  if (cluster === undefined) {
    turn(items, (state) => IN_GIT.has(state), 'removed');
    turn(returned, (state) => OUT_OF_GIT.has(state) || state === 'excepted', 'revoked');
  } else {
    turn(items, (state) => state === 'removed', 'verified');
    turn(returned, (state) => state === 'verified', 'removed');
  }
}

export function foldClosed(
  campaign: Campaign,
  { entry }: Recorded<ReviewClosedEntry>,
  bytes: Uint8Array | undefined,
): void {
  // What ended does not end again.
  if (!campaign.isOpen) return;
  campaign.outcome = entry.outcome;
  campaign.closedAt = entry.at;
  const payload = decodePayload(bytes, 'mainward.dev/review-closed/v1');
  for (const id of payload?.acknowledged ?? [])
    if (campaign.item(id) !== undefined) campaign.acknowledged.add(id);
}

function isOf(campaign: Campaign, id: string, cluster: string | undefined): boolean {
  const one = campaign.item(id);
  return one !== undefined && (cluster === undefined || one.item.cluster === cluster);
}
