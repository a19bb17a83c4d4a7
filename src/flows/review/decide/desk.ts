import { createHash } from 'node:crypto';
import type { Roster } from '../../../model/person.ts';
import { err, ok, type Result } from '../../../model/result.ts';
import type { SignedReview } from '../../../model/review.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { LedgerReader, LedgerWriter } from '../../../ports/ledger.ts';
import type { Random } from '../../../ports/random.ts';
import { readReview } from '../../../stages/2-review/statements/review.ts';
import { encodePayload } from '../../observe/payload.ts';
import type { ReviewBoard } from '../board/board.ts';
import type { BoardItem, Campaign } from '../board/campaign.ts';
import { definitionOf } from '../definition.ts';
import type { Insights } from '../insight.ts';
import type { TipPorts, TipReader } from '../tip.ts';
import type { ReviewTurn } from '../turn.ts';
import { type DecisionRefusal, refusal } from './refusal.ts';
import { type DecidingContext, objectionTo } from './rules.ts';
import { type SignedWith, type Signer, signedWith } from './signer.ts';

/** How far the clock of whoever signs may be off. */
const SKEW_MS = 300_000;

export interface DecisionPorts {
  readonly board: Pick<ReviewBoard, 'campaigns' | 'find'>;
  readonly ledger: LedgerReader & LedgerWriter;
  readonly clock: Clock;
  readonly random: Random;
  readonly observers: TipPorts['observers'];
  readonly tips: Pick<TipReader, 'of'>;
  readonly insights: Pick<Insights, 'recommender'>;
  readonly turn: ReviewTurn;
}

export interface Deciding {
  /** Name of the campaign. */
  readonly campaign: string;
  readonly envelope: Uint8Array;
  readonly signer: Signer;
}

/** What was recorded. */
export interface Decided {
  /** Of its entry. */
  readonly index: number;
  readonly campaign: Campaign;
  readonly items: readonly BoardItem[];
}

type Answer = Result<Decided, DecisionRefusal>;

/** Takes signed decisions: all of a statement, or nothing; on record before anybody is told. */
export class DecisionDesk {
  readonly #ports: DecisionPorts;

  constructor(ports: DecisionPorts) {
    this.#ports = ports;
  }

  /** Rejects where repository or ledger cannot be reached. */
  decide(request: Deciding): Promise<Answer> {
    return this.#ports.turn.next(() => this.#decide(request));
  }

  async #decide({ campaign: id, envelope, signer }: Deciding): Promise<Answer> {
    const { board, clock } = this.#ports;
    const read = readReview(envelope);
    if (!read.ok) return err(refusal('malformed', { why: read.error }));
    const campaign = await board.find(id);
    const { review } = read.value;
    if (campaign === undefined || review.campaign !== id)
      return err(refusal('other-content', { why: `it is about ${review.campaign}` }));
    if (review.population !== campaign.started.entry.population)
      return err(refusal('other-content', { why: 'its population is another one' }));
    if (!campaign.isOpen) return err(refusal('not-open'));
    if (campaign.decided.some((one) => one.id === read.value.id && one.by === signer.person))
      return err(refusal('replayed'));
    if (Math.abs(Date.parse(review.at) - clock.now()) > SKEW_MS) return err(refusal('clock'));
    const signed = await this.#signed(campaign, read.value, signer);
    if (!signed.ok) return err(refusal('signature', { why: signed.error }));
    const objection = await this.#objection(campaign, read.value, signer);
    return objection === undefined
      ? this.#record(campaign, read.value, envelope, signed.value)
      : err(objection);
  }

  async #signed(
    campaign: Campaign,
    signed: SignedReview,
    signer: Signer,
  ): Promise<Result<SignedWith, string>> {
    const roster = await this.#rosterOf(campaign);
    if (roster === undefined) return err('nobody says whose keys are whose');
    const campaigns = await this.#ports.board.campaigns();
    const now = this.#ports.clock.now();
    return signedWith(signed, signed.review.at, signer, { roster, campaigns, now });
  }

  async #objection(
    campaign: Campaign,
    { review }: SignedReview,
    { person }: Signer,
  ): Promise<DecisionRefusal | undefined> {
    const { clock, tips, insights } = this.#ports;
    const [roster, definition, tip, recommend] = await Promise.all([
      this.#rosterOf(campaign),
      definitionOf(campaign),
      tips.of(campaign),
      insights.recommender(campaign),
    ]);
    const context: DecidingContext = {
      campaign,
      person: roster?.people.find(({ id }) => id === person),
      owner: definition?.owner,
      now: clock.now(),
      tip,
      recommend,
    };
    for (const decision of review.decisions) {
      const objection = objectionTo(decision, context);
      if (objection !== undefined) return objection;
    }
    return undefined;
  }

  async #record(
    campaign: Campaign,
    { review }: SignedReview,
    envelope: Uint8Array,
    signed: SignedWith,
  ): Promise<Answer> {
    const { ledger, random, board } = this.#ports;
    const { index } = await ledger.append(
      {
        type: 'review.decided',
        campaign: campaign.id,
        population: review.population,
        statement: createHash('sha256').update(envelope).digest('hex'),
        items: review.decisions.length,
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
    const now = (await board.find(campaign.id)) ?? campaign;
    return ok({ index, campaign: now, items: review.decisions.flatMap(({ item }) => now.item(item) ?? []) });
  }

  async #rosterOf({ started: { entry } }: Campaign): Promise<Roster | undefined> {
    return (await this.#ports.observers.get(entry.repository)?.current())?.policy?.roster;
  }
}
