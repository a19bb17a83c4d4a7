import { progressOf } from '../../../flows/review/board/board.ts';
import type { BoardItem, Campaign } from '../../../flows/review/board/campaign.ts';
import type { ListedCampaign, ReviewDocument } from '../../../model/review-document.ts';
import { hasRole, READS_LOG, type SignedIn } from '../access.ts';
import type { Services } from '../services.ts';

/** Developers see items that are about them, and those that they review. */
export function seesItem(who: SignedIn): (one: BoardItem) => boolean {
  if (hasRole(who, READS_LOG)) return () => true;
  const { person } = who;
  if (person === undefined) return () => false;
  return ({ item, assignment }) => item.principal.person === person || assignment?.reviewer === person;
}

export function listedCampaign(campaign: Campaign, { person }: SignedIn): ListedCampaign {
  const { entry } = campaign.started;
  const { campaign: id, definition, repository, commit, population, due, items } = entry;
  const { states, reviewers } = progressOf(campaign);
  return {
    campaign: id,
    definition,
    repository,
    commit,
    population,
    state: campaign.state,
    startedAt: entry.at,
    due,
    ...(campaign.closedAt === undefined ? {} : { closedAt: campaign.closedAt }),
    items,
    open: states.open,
    mine: reviewers.find(({ reviewer }) => reviewer === person)?.open ?? 0,
  };
}

/** The whole campaign, without the names that the reader may not know. */
export function campaignDocument(campaign: Campaign, who: SignedIn, owns: boolean): ReviewDocument {
  const isWhole = hasRole(who, READS_LOG);
  const { states, reviewers } = progressOf(campaign);
  const { payload } = campaign;
  return {
    schema: 'mainward.dev/review/v1',
    ...listedCampaign(campaign, who),
    ...(isWhole && payload !== undefined ? { by: payload.by } : {}),
    states,
    reviewers: reviewers.filter(({ reviewer }) => isWhole || reviewer === who.person),
    coverage: payload?.coverage ?? { unknown: [], excluded: [] },
    isErased: payload === undefined,
    owns,
  };
}

/** Whether the reader is in the group that owns the campaign. */
export async function owns(
  campaign: string,
  { person }: SignedIn,
  { remedy }: Pick<Services['reviews'], 'remedy'>,
): Promise<boolean> {
  return person !== undefined && (await remedy.owns(campaign, person));
}
