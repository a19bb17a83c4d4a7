import type { Review } from '../../../model/evidence.ts';
import type { LandedApproval } from '../../../model/landing.ts';
import { updatesOf } from '../landings/updates.ts';
import type { Contributors } from './contributors.ts';
import type { Identities, Identity } from './identities.ts';
import type { LandingInput, Offer } from './input.ts';
import { isLate, lastWords } from './last-words.ts';

/** Why an approval does not count. */
export type VoidReason =
  | 'self-approval'
  | 'stale-approval'
  | 'not-a-person'
  | 'left'
  | 'after-merge'
  | 'withdrawn'
  | 'same-person'
  | 'bad-signature'
  | 'unknown-key'
  | 'key-revoked'
  | 'key-expired'
  | 'key-not-yet-valid';

/** What somebody last said of a change. */
export interface Approval {
  readonly by: Identity;
  readonly login: string;
  readonly boundTo: string;
  /** Said in a signed statement, and not on a forge. */
  readonly signed: boolean;
  /** SHA-256 of that statement. */
  readonly statement?: string;
  readonly why?: VoidReason;
  /** What is not known and would have to be so for it to count; absent where it counts. */
  readonly unproved?: string;
}

const STRANGERS = 'an account or address is not in the roster';
const NOT_COMPARED = 'whether merging the base changed what was approved was not looked at';

/** The last word of each reviewer, and whether it counts: given by a person, for the head that landed, not for their own work. */
export function approvalsOf(
  input: LandingInput,
  offer: Offer,
  contributors: Contributors,
  identities: Identities,
): readonly Approval[] {
  const seen = new Set<string>();
  const heads = sameHeads(input, offer);
  const spent = offer.reviews.filter(
    ({ state, statement }) => state === 'approved' && statement?.standing.kind === 'void',
  );
  return [...lastWords(offer), ...spent].map((review) => {
    const by = identities.ofReview(review);
    const compared = heads.get(review.commit);
    const why =
      voidBecause(review, by, offer, contributors) ??
      (compared === undefined ? 'stale-approval' : seen.has(by.key) ? 'same-person' : undefined);
    if (why === undefined) seen.add(by.key);
    const about = {
      by,
      login: review.author.login,
      boundTo: review.commit,
      signed: review.statement !== undefined,
      ...(review.statement === undefined ? {} : { statement: review.statement.digest }),
    };
    if (why !== undefined) return { ...about, why };
    const { standing } = review.statement ?? {};
    const unproved =
      standing?.kind === 'open'
        ? standing.why
        : by.kind === 'stranger' || contributors.strangers.length > 0
          ? STRANGERS
          : compared === false
            ? NOT_COMPARED
            : undefined;
    return unproved === undefined ? about : { ...about, unproved };
  });
}

/**
 * The heads that hold what landed: the last one, and those that only merges of the base lie between; `false` where
 * such a merge was not compared with what Git makes of its parents.
 */
function sameHeads(
  { commits, updates = new Map<string, boolean>() }: LandingInput,
  { head }: Offer,
): ReadonlyMap<string, boolean> {
  const heads = new Map([[head, true]]);
  let proved = true;
  const merges = updatesOf(
    head,
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

const OF_SIGNATURE: Readonly<Record<string, VoidReason>> = {
  'unknown-key': 'unknown-key',
  revoked: 'key-revoked',
  expired: 'key-expired',
  'not-yet-valid': 'key-not-yet-valid',
};

function voidBecause(
  review: Review,
  by: Identity,
  offer: Offer,
  contributors: Contributors,
): VoidReason | undefined {
  const { state, at, author, statement } = review;
  if (state !== 'approved') return 'withdrawn';
  const left = by.until !== undefined && Date.parse(by.until) <= Date.parse(statement?.seen ?? at);
  if (statement?.standing.kind === 'void')
    return left ? 'left' : (OF_SIGNATURE[statement.standing.why] ?? 'bad-signature');
  if (by.kind === 'robot' || author.kind === 'bot' || author.kind === 'app') return 'not-a-person';
  if (contributors.excluded.has(by.key)) return 'self-approval';
  if (left) return 'left';
  return isLate(review, offer) ? 'after-merge' : undefined;
}

export function landedApproval(
  { by, boundTo, signed, statement, why }: Approval,
  source: string,
): LandedApproval {
  return {
    person: by.ref,
    source: signed ? 'signed statement' : source,
    state: why === undefined ? 'counted' : 'void',
    ...(why && { why }),
    boundTo,
    ...(statement && { statement }),
  };
}
