import type { PullRequest, Review } from '../../../model/evidence.ts';
import type { LandedApproval } from '../../../model/landing.ts';
import { updatesOf } from '../landings/updates.ts';
import type { Contributors } from './contributors.ts';
import type { Identities, Identity } from './identities.ts';
import type { LandingInput } from './input.ts';

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
  /** What is not known and would have to be so for it to count; absent where it counts. */
  readonly unproved?: string;
}

const STRANGERS = 'an account or address is not in the roster';
const NOT_COMPARED = 'whether merging the base changed what was approved was not looked at';

/** The last word of each reviewer, and whether it counts: given by a person, for the head that landed, not for their own work. */
export function approvalsOf(
  input: LandingInput,
  pull: PullRequest,
  contributors: Contributors,
  identities: Identities,
): readonly Approval[] {
  const seen = new Set<string>();
  const heads = sameHeads(input, pull);
  return lastWords(pull).map((review) => {
    const by = identities.ofLogin(review.author, review.at);
    const compared = heads.get(review.commit);
    const why =
      voidBecause(review, by, pull, contributors) ??
      (compared === undefined ? 'stale-approval' : seen.has(by.key) ? 'same-person' : undefined);
    if (why === undefined) seen.add(by.key);
    return {
      by,
      login: review.author.login,
      boundTo: review.commit,
      ...(why === undefined
        ? by.kind === 'stranger' || contributors.strangers.length > 0
          ? { unproved: STRANGERS }
          : compared === false
            ? { unproved: NOT_COMPARED }
            : {}
        : { why }),
    };
  });
}

/**
 * The heads that hold what landed: the last one, and those that only merges of the base lie between; `false` where
 * such a merge was not compared with what Git makes of its parents.
 */
function sameHeads(
  { commits, updates = new Map<string, boolean>() }: LandingInput,
  pull: PullRequest,
): ReadonlyMap<string, boolean> {
  const heads = new Map([[pull.head.sha, true]]);
  let proved = true;
  const merges = updatesOf(
    pull.head.sha,
    commits.map(({ commit }) => commit),
  );
  for (const { oid, before } of merges) {
    const clean = updates.get(oid);
    if (clean === false) break;
    proved &&= clean === true;
    heads.set(before, proved);
  }
  return heads;
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
  const { state, at, author } = review;
  if (state !== 'approved') return 'withdrawn';
  if (by.kind === 'robot' || author.kind === 'bot' || author.kind === 'app') return 'not-a-person';
  if (contributors.excluded.has(by.key)) return 'self-approval';
  if (by.until !== undefined && Date.parse(by.until) <= Date.parse(at)) return 'left';
  return isLate(review, pull) ? 'after-merge' : undefined;
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
