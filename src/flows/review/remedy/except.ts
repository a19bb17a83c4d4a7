import { createHash } from 'node:crypto';
import { obstacle } from '../../../chain/review/reviewers.ts';
import type { RosterPerson } from '../../../model/person.ts';
import type { SignedReviewException } from '../../../model/review.ts';
import { readReviewException } from '../../../stages/2-review/statements/review-exception.ts';
import { encodePayload } from '../../observe/payload.ts';
import type { Campaign } from '../board/campaign.ts';
import { UNVERIFIED } from '../board/remedy-folds.ts';
import { type SignedWith, type Signer, signedWith } from '../decide/signer.ts';
import { definitionOf } from '../definition.ts';
import type { RemedyPorts } from './ports.ts';
import { type RemedyCode, RemedyRefusal } from './refusal.ts';

export interface ExceptWish {
  readonly campaign: string;
  readonly envelope: Uint8Array;
  readonly signer: Signer;
  /** As the statement has it; RFC 3339 UTC. */
  readonly expires: string;
}

/** How far the clock of whoever signs may be off. */
const SKEW_MS = 300_000;
const LONGEST_MS = 366 * 86_400_000;

/** Takes signed exceptions: all of a statement, or nothing. Throws RemedyRefusal. */
export async function except(campaign: Campaign, wish: ExceptWish, ports: RemedyPorts): Promise<void> {
  const { envelope, signer } = wish;
  if (!campaign.isOpen) throw refused('not-open', `The campaign is ${campaign.state}`, 'Begin another one.');
  const read = readReviewException(envelope);
  if (!read.ok) throw refused('malformed', `The statement cannot be read (${read.error})`, 'Make it anew.');
  demandFits(campaign, read.value, wish, ports.clock.now());
  const signed = await demandSigned(read.value, signer, campaign, ports);
  await demandTheirs(campaign, read.value, signer.person, ports);
  await record(campaign, read.value, envelope, signed, ports);
  await withdrawProposals(campaign, read.value, ports);
}

function demandFits(
  campaign: Campaign,
  { exception, id }: SignedReviewException,
  { signer, expires, campaign: asked }: ExceptWish,
  now: number,
): void {
  const { population } = campaign.started.entry;
  const isOfIt = exception.campaign === asked && exception.population === population;
  if (!isOfIt || exception.expires !== expires)
    throw refused(
      'other-content',
      'The statement is about something else than what is asked',
      'Sign what there is.',
    );
  if (campaign.excepted.some((one) => one.id === id && one.by === signer.person))
    throw refused('replayed', 'The statement is on record already', 'Sign a new one.');
  if (Math.abs(Date.parse(exception.at) - now) > SKEW_MS)
    throw refused(
      'clock',
      'The time of the statement is more than five minutes off',
      'Set the clock, and sign again.',
    );
  const left = Date.parse(expires) - now;
  if (left <= 0 || left > LONGEST_MS)
    throw refused('expires', 'An exception is until a day within the next 366', 'Name another day.');
}

async function demandSigned(
  { exception, message, signature }: SignedReviewException,
  signer: Signer,
  campaign: Campaign,
  ports: RemedyPorts,
): Promise<SignedWith> {
  const [roster, campaigns] = await Promise.all([rosterOf(campaign, ports), ports.board.campaigns()]);
  const now = ports.clock.now();
  const signed =
    roster === undefined
      ? undefined
      : signedWith({ message, signature }, exception.at, signer, { roster, campaigns, now });
  if (signed?.ok === true) return signed.value;
  const why = signed === undefined ? 'nobody says whose keys are whose' : signed.error;
  throw refused(
    'signature',
    `The statement is not signed by you (${why})`,
    'Sign it with your key of the roster, or where you are signed in.',
  );
}

/** Whoever owns the campaign excepts, and nobody what is to their own good. */
async function demandTheirs(
  campaign: Campaign,
  { exception }: SignedReviewException,
  id: string,
  ports: RemedyPorts,
): Promise<void> {
  const [definition, roster] = await Promise.all([definitionOf(campaign), rosterOf(campaign, ports)]);
  const person: RosterPerson | undefined = roster?.people.find((one) => one.id === id);
  if (definition === undefined || person?.groups.includes(definition.owner) !== true)
    throw refused(
      'not-owner',
      'You are not in the group that owns the campaign',
      'Have somebody of it except the item.',
    );
  for (const { item, digest } of exception.exceptions) {
    const one = campaign.item(item);
    const short = item.slice(0, 12);
    if (one === undefined || one.item.digest !== digest)
      throw refused(
        'other-content',
        `The campaign has no such item ${short}`,
        'Take items and digests from its list.',
      );
    if (!UNVERIFIED.has(one.state))
      throw refused(
        'not-revoked',
        `Item ${short} is ${one.state}`,
        'Except what is revoked and not verified.',
      );
    const why = obstacle(one.item, person, ports.clock.now());
    if (why !== undefined)
      throw refused(
        'own-item',
        `You may not except item ${short} (${why})`,
        'Leave it to somebody else of the group.',
      );
  }
}

async function record(
  campaign: Campaign,
  { exception }: SignedReviewException,
  envelope: Uint8Array,
  signed: SignedWith,
  { ledger, random }: RemedyPorts,
): Promise<void> {
  await ledger.append(
    {
      type: 'review.excepted',
      campaign: campaign.id,
      statement: createHash('sha256').update(envelope).digest('hex'),
      items: exception.exceptions.length,
      expires: exception.expires,
    },
    encodePayload(
      {
        schema: 'mainward.dev/review-decided/v1',
        ...signed,
        envelope: Buffer.from(envelope).toString('base64'),
      },
      random,
    ),
  );
}

/** What is excepted must not land. What else such a proposal took out is proposed anew when somebody asks. */
async function withdrawProposals(
  campaign: Campaign,
  { exception }: SignedReviewException,
  { committer }: RemedyPorts,
): Promise<void> {
  const excepted = new Set(exception.exceptions.map(({ item }) => item));
  for (const { repository, ref, head, items } of campaign.proposals.values())
    if (items.some((item) => excepted.has(item))) await committer.withdraw({ repository, ref, head });
}

async function rosterOf({ started: { entry } }: Campaign, { observers }: RemedyPorts) {
  return (await observers.get(entry.repository)?.current())?.policy?.roster;
}

function refused(code: RemedyCode, say: string, remedy: string): RemedyRefusal {
  return new RemedyRefusal(code, `${say}.`, remedy);
}
