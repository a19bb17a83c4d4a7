import type { LedgerEntryType, Recorded, ReviewStartedEntry } from '../../../model/ledger.ts';
import { ITEM_STATES, type ItemState } from '../../../model/review.ts';
import type { LedgerReader } from '../../../ports/ledger.ts';
import { LedgerTail } from '../../ledger/tail.ts';
import type { BoardItem, Campaign } from './campaign.ts';
import { fold, isAboutReview } from './folds.ts';
import { campaignOf } from './started.ts';

export const REVIEW_ENTRIES: readonly LedgerEntryType[] = [
  'review.started',
  'review.assigned',
  'review.decided',
  'review.proposed',
  'review.verified',
  'review.excepted',
  'review.closed',
];

export interface ItemQuery {
  /** Id in the roster. */
  readonly reviewer?: string;
  readonly state?: ItemState;
  /** Id of the last item of the page before. */
  readonly after?: string;
  readonly limit: number;
}

export interface ItemPage {
  readonly items: readonly BoardItem[];
  /** Where the next page begins; absent where this is the last. */
  readonly next?: string;
}

/** How far reviewers have come. */
export interface ReviewProgress {
  readonly states: Readonly<Record<ItemState, number>>;
  /** Sorted by id. */
  readonly reviewers: readonly { readonly reviewer: string; readonly items: number; readonly open: number }[];
}

/** Access reviews, from the ledger alone. */
export class ReviewBoard {
  readonly #ledger: LedgerReader;
  readonly #campaigns: Map<string, Campaign> = new Map();
  readonly #tail: LedgerTail;

  constructor(ledger: LedgerReader) {
    this.#ledger = ledger;
    this.#tail = new LedgerTail(ledger, REVIEW_ENTRIES, (one) => this.#take(one));
  }

  /** As the ledger is now; the newest first. */
  async campaigns(): Promise<readonly Campaign[]> {
    await this.#tail.read();
    return [...this.#campaigns.values()].toReversed();
  }

  async find(id: string): Promise<Campaign | undefined> {
    await this.#tail.read();
    return this.#campaigns.get(id);
  }

  /** The one of the same definition that began last before it. */
  async before(campaign: Campaign): Promise<Campaign | undefined> {
    const { index, entry } = campaign.started;
    return (await this.campaigns()).find(
      ({ started }) =>
        started.index < index &&
        started.entry.definition === entry.definition &&
        started.entry.repository === entry.repository,
    );
  }

  async #take(one: Recorded): Promise<void> {
    if (isStarted(one)) {
      // A name is given once: the first who has it keeps it.
      if (!this.#campaigns.has(one.entry.campaign))
        this.#campaigns.set(one.entry.campaign, await campaignOf(one, this.#ledger));
      return;
    }
    if (!isAboutReview(one)) return;
    const campaign = this.#campaigns.get(one.entry.campaign);
    if (campaign === undefined) return;
    const { payload } = one.entry;
    fold(campaign, one, payload === undefined ? undefined : await this.#ledger.payload(payload));
  }
}

/** Items that somebody may see, the gravest first. */
export function pageOf(
  campaign: Campaign,
  { reviewer, state, after, limit }: ItemQuery,
  sees: (one: BoardItem) => boolean = () => true,
): ItemPage {
  const items: BoardItem[] = [];
  for (const one of campaign.items(after)) {
    if (reviewer !== undefined && one.assignment?.reviewer !== reviewer) continue;
    if ((state !== undefined && one.state !== state) || !sees(one)) continue;
    const last = items.at(-1)?.item.id;
    if (items.length === limit && last !== undefined) return { items, next: last };
    items.push(one);
  }
  return { items };
}

export function progressOf(campaign: Campaign): ReviewProgress {
  const states = Object.fromEntries(ITEM_STATES.map((state) => [state, 0])) as Record<ItemState, number>;
  const reviewers = new Map<string, { items: number; open: number }>();
  for (const { state, assignment } of campaign.items()) {
    states[state] += 1;
    if (assignment === undefined) continue;
    const one = reviewers.get(assignment.reviewer) ?? { items: 0, open: 0 };
    reviewers.set(assignment.reviewer, one);
    one.items += 1;
    if (state === 'open') one.open += 1;
  }
  return {
    states,
    reviewers: [...reviewers]
      .map(([reviewer, counts]) => ({ reviewer, ...counts }))
      .sort((one, other) => (one.reviewer < other.reviewer ? -1 : 1)),
  };
}

function isStarted(one: Recorded): one is Recorded<ReviewStartedEntry> {
  return one.entry.type === 'review.started';
}
