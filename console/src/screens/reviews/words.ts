import type { CampaignState, ItemState, ReviewItem } from '../../../../src/model/review.ts';
import type { Tone } from '../../kit/badge.tsx';

export const CAMPAIGN_WORDS: Readonly<Record<CampaignState, readonly [tone: Tone, word: string]>> = {
  'in-review': ['accent', 'in review'],
  'in-remediation': ['open', 'in remediation'],
  closed: ['good', 'closed'],
  cancelled: ['dim', 'cancelled'],
};

export const ITEM_WORDS: Readonly<Record<ItemState, readonly [tone: Tone, word: string]>> = {
  open: ['open', 'open'],
  kept: ['good', 'kept'],
  revoked: ['bad', 'revoked'],
  proposed: ['accent', 'removal proposed'],
  task: ['open', 'by hand'],
  removed: ['accent', 'removed from Git'],
  verified: ['good', 'gone'],
  stale: ['dim', 'stale'],
  excepted: ['open', 'excepted'],
};

/** Who has it, as people call them. */
export function principalWords({ person, robot, subject }: ReviewItem['principal']): string {
  if (person !== undefined) return person;
  if (robot !== undefined) return robot;
  return subject.kind === 'ServiceAccount' ? `${subject.namespace ?? ''}/${subject.name}` : subject.name;
}

/** `everywhere`, or the namespace. */
export function placeWords(namespace: string | null): string {
  return namespace ?? 'everywhere';
}

export function roleWords({ role }: Pick<ReviewItem, 'role'>): string {
  return `${role.kind} ${role.name}`;
}
