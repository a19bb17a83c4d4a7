import type { ForgeEvidence, PullRequest, Review } from '../../model/evidence.ts';
import type { Roster } from '../../model/person.ts';
import type { FoundStatement } from '../../ports/forge.ts';
import type { Random } from '../../ports/random.ts';
import { digestOf } from '../verify/digest.ts';
import { readReviews } from '../verify/statements.ts';
import { encodePayload } from './payload.ts';
import type { RecordedRepository } from './recorded.ts';

/** A change that somebody offers. */
export interface Offer {
  /** The forge's own name of it; where it has none, the commit that was offered. */
  readonly proposal: string;
  readonly head: string;
  /** Who offers it, as the forge names them. */
  readonly by: string;
  readonly title: string;
  readonly at: string;
  /** Heads that it had before, as far as they are known. */
  readonly earlier: readonly string[];
}

/** An approval whose signature was verified. */
export interface VerifiedApproval {
  readonly head: string;
  readonly statement: string;
  readonly by: string;
  readonly at: string;
  readonly source: string;
  /** The name under which the repository's statements know it. */
  readonly repository: string;
  readonly envelope: Uint8Array;
}

/** The open ones for a ref. */
export function openOffers(evidence: ForgeEvidence, ref: string): readonly Offer[] {
  return (evidence.pullRequests?.items ?? [])
    .filter(({ state, base }) => state === 'open' && base === ref)
    .map(offerOf);
}

export function offerOf(pull: PullRequest): Offer {
  return {
    proposal: String(pull.number),
    head: pull.head.sha,
    by: pull.author.person ?? pull.author.login,
    title: pull.title ?? '',
    at: pull.createdAt,
    earlier: (pull.pushes ?? []).map(({ after }) => after).filter((oid) => oid !== pull.head.sha),
  };
}

/** What was signed by somebody whose key the roster gives them, and says yes. */
export function verifiedApprovals(
  statements: readonly FoundStatement[],
  context: {
    readonly repository: string;
    readonly ref: string;
    readonly roster: Roster | undefined;
    readonly now: string;
  },
): readonly VerifiedApproval[] {
  // The same bytes found twice are one statement.
  const found = new Map(statements.map((one) => [digestOf(one.envelope), one]));
  return readReviews([...found.values()], context).flatMap((review) => {
    const statement = review.statement?.digest ?? '';
    const { envelope, source } = found.get(statement) ?? {};
    if (!isVerified(review) || envelope === undefined || source === undefined) return [];
    const { author, commit: head, at } = review;
    const { repository } = context;
    return [{ head, statement, by: author.person ?? author.login, at, source, repository, envelope }];
  });
}

function isVerified({ state, statement, author }: Review): boolean {
  return state === 'approved' && statement?.standing.kind === 'holds' && author.person !== undefined;
}

export interface OfferContext {
  readonly repository: string;
  readonly ref: string;
  readonly recorded: RecordedRepository;
  readonly random: Random;
}

/** Records what was offered, once for each head. `base` is what the ref pointed to then. */
export async function recordOffer(
  offer: Omit<Offer, 'earlier'>,
  base: string,
  { repository, ref, recorded, random }: OfferContext,
): Promise<void> {
  const { proposal, head, by, title, at } = offer;
  await recorded.sayOnce({ type: 'change.proposed', repository, ref, proposal, head, base }, () =>
    encodePayload({ schema: 'mainward.dev/proposed/v1', by, title, at }, random),
  );
}

export async function recordApproval(
  proposal: string,
  { head, statement, by, at, source, repository: known, envelope }: VerifiedApproval,
  { repository, ref, recorded, random }: OfferContext,
): Promise<void> {
  await recorded.sayOnce({ type: 'change.approved', repository, ref, proposal, head, statement }, () =>
    encodePayload(
      {
        schema: 'mainward.dev/approved/v1',
        by,
        at,
        source,
        repository: known,
        envelope: Buffer.from(envelope).toString('base64'),
      },
      random,
    ),
  );
}
