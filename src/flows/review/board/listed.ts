import type { ListedItem } from '../../../model/review-document.ts';
import type { BoardItem } from './campaign.ts';

/** An item as lists have it. */
export function listedItem({ item, state, assignment, decision }: BoardItem): ListedItem {
  return {
    ...item,
    ...(assignment === undefined ? {} : { reviewer: assignment.reviewer }),
    rule: assignment?.rule ?? '',
    state,
    ...(decision === undefined ? {} : { decision }),
  };
}
