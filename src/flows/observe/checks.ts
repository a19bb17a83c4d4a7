import type { CheckedEntry } from '../../model/ledger.ts';
import type { GitRepository } from '../../ports/git.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { NativeForge } from '../verify/native.ts';
import type { Offer, OfferContext } from './offers.ts';
import { digestOfText, encodePayload } from './payload.ts';

export interface CheckQuestion {
  readonly git: GitRepository;
  readonly forge: NativeForge;
  /** The name that evidence and policy use. */
  readonly repository: string;
  readonly ref: string;
  readonly base: string;
  readonly head: string;
  readonly evidence: Evidence;
  /** RFC 3339 UTC. */
  readonly now: string;
}

export interface CheckAnswer {
  /** The tree of the merge that was checked; `null` where there is a conflict. */
  readonly merged: string | null;
  readonly verdict: CheckedEntry['verdict'];
  /** What it says, as one document; the same change gives the same text. */
  readonly report: string;
}

/** Says of a change that is offered what it would be as landed: its access diff, and what it lacks. */
export type ChangeCheck = (question: CheckQuestion) => Promise<CheckAnswer>;

/** Checks an offered change against the base, and records it unless the same was said last. */
export async function checkOffer(
  { proposal, head }: Pick<Offer, 'proposal' | 'head'>,
  question: CheckQuestion,
  check: ChangeCheck,
  { repository, ref, recorded, random }: OfferContext,
): Promise<void> {
  const { base } = question;
  const { merged, verdict, report } = await check(question);
  const last = recorded.check({ ref, proposal, head, base })?.entry;
  if (last?.verdict === verdict && last.merged === merged) return;
  const salted = JSON.stringify({ report, salt: Buffer.from(random.bytes(16)).toString('base64url') });
  await recorded.say(
    {
      type: 'change.checked',
      repository,
      ref,
      proposal,
      head,
      base,
      merged,
      verdict,
      report: digestOfText(salted),
    },
    encodePayload({ schema: 'mainward.dev/checked/v1', report: salted }, random),
  );
}
