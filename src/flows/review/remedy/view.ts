import type { ReviewRemediationDocument } from '../../../model/review-document.ts';
import { progressOf } from '../board/board.ts';
import type { BoardItem, Campaign } from '../board/campaign.ts';
import { UNVERIFIED } from '../board/remedy-folds.ts';
import { lookLive } from './live.ts';
import type { RemedyPorts } from './ports.ts';

type Unverified = ReviewRemediationDocument['unverified'][number];

/** What came of what was revoked, as recorded; and what a guard of this process sees at this moment. */
export function remediationDocument(
  campaign: Campaign,
  live: RemedyPorts['live'],
): ReviewRemediationDocument {
  const unverified = [...campaign.items()].flatMap((one) => unverifiedOf(campaign, one, live));
  const { open } = progressOf(campaign).states;
  const obstacles = [
    ...(campaign.isOpen ? [] : [`it is ${campaign.state} already`]),
    ...(open === 0 ? [] : [`nobody decided about ${open} of the items`]),
    ...unverified.filter((one) => !one.acknowledgeable).map(({ item, missing }) => `${item}: ${missing}`),
  ];
  return {
    schema: 'mainward.dev/review-remediation/v1',
    campaign: campaign.id,
    state: campaign.state,
    proposals: [...campaign.proposals.values()],
    tasks: [...campaign.tasks].flatMap(([item, { code, say }]) =>
      campaign.stateOf(item) === 'task' ? [{ item, code, say }] : [],
    ),
    unverified,
    exceptions: [...campaign.exceptions].flatMap(([item, { reason, expires }]) =>
      campaign.stateOf(item) === 'excepted' ? [{ item, reason, expires }] : [],
    ),
    canClose: obstacles.length === 0 && unverified.length === 0,
    obstacles,
  };
}

function unverifiedOf(
  campaign: Campaign,
  { item, state }: BoardItem,
  live: RemedyPorts['live'],
): readonly Unverified[] {
  if (!UNVERIFIED.has(state) || campaign.acknowledged.has(item.id)) return [];
  const told = (missing: string, acknowledgeable: boolean = false): readonly Unverified[] => [
    { item: item.id, state, missing, acknowledgeable },
  ];
  if (state === 'revoked') return told('nothing that takes it out is proposed yet');
  if (state === 'proposed') return told('the commit that takes it out did not land yet');
  if (state === 'task') return told(campaign.tasks.get(item.id)?.say ?? 'somebody has to take it out');
  if (state === 'stale')
    return told(
      campaign.outdated.has(item.id)
        ? 'nobody decided about it before it was changed or went, so nothing of it is taken out'
        : 'it gives something else than was reviewed, so nothing of it is taken out',
      true,
    );
  const look = lookLive(item, live(item.cluster));
  if (look.is === 'gone') return told('that it is gone from the cluster is not recorded yet');
  // The cluster does not know who is in a group, and never will.
  return told(look.why, item.via.length > 0);
}
