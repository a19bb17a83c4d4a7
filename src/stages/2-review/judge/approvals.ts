import type { PullRequest, Review } from '../../../model/evidence.ts';
import type { LandedApproval } from '../../../model/landing.ts';
import type { Contributors } from './contributors.ts';
import type { Identities, Identity } from './identities.ts';

/** Why an approval does not count. */
export type VoidReason =
  | 'self-approval'
  | 'stale-approval'
  | 'not-a-person'
  | 'left'
  | 'after-merge'
  | 'withdrawn'
  | 'same-person';

/** What somebody last said of a pull request. */
export interface Approval {
  readonly by: Identity;
  readonly login: string;
  readonly boundTo: string;
  readonly why?: VoidReason;
  /** It would count if it were known that this account is not one of the contributors'. */
  readonly unproved: boolean;
}

/** The last word of each reviewer, and whether it counts: given by a person, for the head that landed, not for their own work. */
export function approvalsOf(
  pull: PullRequest,
  contributors: Contributors,
  identities: Identities,
): readonly Approval[] {
  const seen = new Set<string>();
  return lastWords(pull).map((review) => {
    const by = identities.ofLogin(review.author, review.at);
    const why = voidBecause(review, by, pull, contributors) ?? (seen.has(by.key) ? 'same-person' : undefined);
    if (why === undefined) seen.add(by.key);
    return {
      by,
      login: review.author.login,
      boundTo: review.commit,
      ...(why === undefined ? {} : { why }),
      unproved: why === undefined && (by.kind === 'stranger' || contributors.strangers.length > 0),
    };
  });
}

/**
 * A comment takes nothing back; whoever asks for changes or is dismissed no longer approves. What was said when it had
 * landed changes nothing for whoever had spoken before.
 */
function lastWords(pull: PullRequest): readonly Review[] {
  const last = new Map<string, Review>();
  const said = pull.reviews
    .filter(({ state }) => state !== 'commented')
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const early = new Set(
    said.filter((review) => !isLate(review, pull)).map(({ author }) => author.login.toLowerCase()),
  );
  const inOrder = said.filter(
    (review) => !isLate(review, pull) || !early.has(review.author.login.toLowerCase()),
  );
  const approved = new Set<string>();
  for (const review of inOrder) {
    const key = review.author.login.toLowerCase();
    if (review.state === 'approved') approved.add(key);
    last.set(key, review);
  }
  return [...last].flatMap(([key, review]) => (approved.has(key) ? [review] : []));
}

function isLate({ at }: Review, { mergedAt }: PullRequest): boolean {
  return mergedAt !== undefined && Date.parse(at) > Date.parse(mergedAt);
}

function voidBecause(
  review: Review,
  by: Identity,
  pull: PullRequest,
  contributors: Contributors,
): VoidReason | undefined {
  const { state, commit, at, author } = review;
  if (state !== 'approved') return 'withdrawn';
  if (by.kind === 'robot' || author.kind === 'bot' || author.kind === 'app') return 'not-a-person';
  if (contributors.excluded.has(by.key)) return 'self-approval';
  if (by.until !== undefined && Date.parse(by.until) <= Date.parse(at)) return 'left';
  if (isLate(review, pull)) return 'after-merge';
  return commit === pull.head.sha ? undefined : 'stale-approval';
}

export function landedApproval({ by, boundTo, why }: Approval, source: string): LandedApproval {
  return {
    person: by.ref,
    source,
    state: why === undefined ? 'counted' : 'void',
    ...(why && { why }),
    boundTo,
  };
}
