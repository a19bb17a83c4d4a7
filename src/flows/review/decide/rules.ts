import { grantsTheSame } from '../../../chain/review/identity.ts';
import { obstacle } from '../../../chain/review/reviewers.ts';
import type { RosterPerson } from '../../../model/person.ts';
import type { ReviewItem, ReviewStatement } from '../../../model/review.ts';
import { type BoardItem, type Campaign, isChangeable } from '../board/campaign.ts';
import type { Recommender } from '../insight.ts';
import type { Tip } from '../tip.ts';
import { type DecisionRefusal, refusal } from './refusal.ts';

export interface DecidingContext {
  readonly campaign: Campaign;
  /** As the roster in force has them; absent where it does not know them. */
  readonly person: RosterPerson | undefined;
  /** Group of the roster that owns the campaign. */
  readonly owner: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Absent = no commit is accepted. */
  readonly tip: Tip | undefined;
  readonly recommend: Recommender;
}

type Decision = ReviewStatement['decisions'][number];

/** Why one decision does not count; `undefined` where it does. */
export function objectionTo(decision: Decision, context: DecidingContext): DecisionRefusal | undefined {
  const one = context.campaign.item(decision.item);
  if (one === undefined) return refusal('unknown-item', { why: decision.item.slice(0, 12) });
  const { item } = one;
  if (item.digest !== decision.digest) return refusal('other-content', { item });
  if (!isChangeable(one.state)) return refusal('too-late', { item, why: `it is ${one.state}` });
  const barred = whyTheyMayNot(one, context);
  if (barred !== undefined) return barred;
  if (decision.reason.trim() === '') {
    const { verdict, reasons } = context.recommend(one);
    if (decision.verdict === 'revoke') return refusal('reason-missing', { item });
    if (verdict === 'revoke') return refusal('reason-missing', { item, why: reasons.join('; ') });
  }
  return staleness(item, context.tip);
}

function whyTheyMayNot(
  { item, assignment }: BoardItem,
  { person, owner, now }: DecidingContext,
): DecisionRefusal | undefined {
  const why = obstacle(item, person, now);
  if (person === undefined) return refusal('not-reviewer', { item, ...(why === undefined ? {} : { why }) });
  if (why === 'left') return refusal('left', { item });
  if (why !== undefined) return refusal('own-item', { item, why });
  const isAsked = assignment?.reviewer === person.id;
  const owns = owner !== undefined && person.groups.includes(owner);
  return isAsked || owns ? undefined : refusal('not-reviewer', { item });
}

function staleness(item: ReviewItem, tip: Tip | undefined): DecisionRefusal | undefined {
  if (tip === undefined) return refusal('stale', { item, why: 'no commit is accepted' });
  const now = tip.items.get(item.id);
  if (now !== undefined && grantsTheSame(item, now)) return undefined;
  const hidden = now === undefined ? tip.hidden.get(item.cluster)?.reason : undefined;
  const how = now === undefined ? 'is not there' : 'gives something else';
  const why = hidden === undefined ? `it ${how}` : `it cannot be seen: ${hidden}`;
  return refusal('stale', { item, why: `at ${tip.commit.slice(0, 12)} ${why}` });
}
