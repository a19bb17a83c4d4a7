import type { GrantAct } from '../../model/access-document.ts';
import { awaitsReview, type BoardGrant, isInGit, stateOf } from './board.ts';
import type { PolicyPlace } from './ports.ts';

/** Whoever acts on a grant. */
export interface GrantActor {
  /** Id in the roster; absent where the roster does not know them. */
  readonly person?: string | undefined;
  /** Security or an administrator. */
  readonly mayEndAny: boolean;
}

/** `at` is absent where the policy is not in force any more. */
export interface GrantAt {
  readonly found: BoardGrant;
  readonly at: PolicyPlace | undefined;
}

/** Is it over, in Git, too? Then there is nothing to end. */
export function isOver({ found }: Pick<GrantAt, 'found'>, now: number): boolean {
  return stateOf(found, now) === 'ended' && !isInGit(found);
}

/** Whoever has it or asked for it, whoever may agree to it, and those who may end any. */
export function mayEnd({ found, at }: GrantAt, { person, mayEndAny }: GrantActor): boolean {
  return mayEndAny || isOwn(found, person) || isIn(at, person, groupsThatAgree(at));
}

/** A reviewer of the policy, by the roster in force. */
export function isReviewer(at: PolicyPlace | undefined, person: string | undefined): boolean {
  return isIn(at, person, at?.policy.breakGlass?.reviewers ?? []);
}

export function isOwn({ by, grant }: BoardGrant, person: string | undefined): boolean {
  return person !== undefined && [by, grant?.person].includes(person);
}

/** What somebody may do with it now; `approvers` have agreed already. */
export function actsOf(
  one: GrantAt,
  who: GrantActor,
  { now, approvers }: { readonly now: number; readonly approvers: readonly string[] },
): readonly GrantAct[] {
  const { found, at } = one;
  const { person } = who;
  const isOthers = person !== undefined && !isOwn(found, person);
  const agree =
    isOthers &&
    stateOf(found, now) === 'pending' &&
    isIn(at, person, groupsThatAgree(at)) &&
    !approvers.includes(person);
  return [
    ...(agree ? (['agree'] as const) : []),
    ...(!isOver(one, now) && mayEnd(one, who) ? (['end'] as const) : []),
    ...(isOthers && awaitsReview(found) && isReviewer(at, person) ? (['review'] as const) : []),
  ];
}

function groupsThatAgree(at: PolicyPlace | undefined): readonly string[] {
  return at?.policy.approvals.map(({ group }) => group) ?? [];
}

function isIn(at: PolicyPlace | undefined, person: string | undefined, groups: readonly string[]): boolean {
  const mine = at?.roster?.people.find(({ id }) => id === person)?.groups ?? [];
  return groups.some((group) => mine.includes(group));
}
