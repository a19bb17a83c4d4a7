import type { Recorded, ReviewStartedEntry, Sha256 } from '../../../model/ledger.ts';
import type { ReviewStartedPayload } from '../../../model/payload.ts';
import type {
  CampaignState,
  ItemDecision,
  ItemState,
  ReviewAssignment,
  ReviewItem,
} from '../../../model/review.ts';
import { SEVERITIES } from '../../../model/verdict.ts';
import type { DecidedStatement } from './decided.ts';

/** An item as the record has it now. */
export interface BoardItem {
  readonly item: ReviewItem;
  readonly state: ItemState;
  readonly assignment: ReviewAssignment | undefined;
  readonly decision: ItemDecision | undefined;
}

/** A commit that was offered. */
export interface ReviewProposal {
  readonly repository: string;
  readonly ref: string;
  readonly head: string;
  /** Index of its `review.proposed`. */
  readonly index: number;
  /** RFC 3339. */
  readonly at: string;
  /** Ids of what it removes. */
  readonly items: readonly Sha256[];
}

/** What a person has to do. */
export interface ReviewTask {
  readonly code: string;
  readonly say: string;
}

/** Why something that was revoked stays, and until when. */
export interface ReviewException {
  /** Id in the roster. */
  readonly by: string;
  readonly reason: string;
  /** RFC 3339 UTC. */
  readonly expires: string;
  /** Index of its `review.excepted`. */
  readonly index: number;
}

/**
 * One campaign while entries are folded into it, in their order. Only the folds of `folds.ts` write to it; whoever adds
 * one keeps what it says of an item in `states`, `decisions` or a field of its own here.
 */
export class Campaign {
  readonly started: Recorded<ReviewStartedEntry>;
  /** Absent where it was erased, or is not what the entry commits to: then the campaign has no items to show. */
  readonly payload: ReviewStartedPayload | undefined;
  readonly assignments: Map<Sha256, ReviewAssignment> = new Map();
  /** Of items that are not `open` any more; never `open` itself. */
  readonly states: Map<Sha256, ItemState> = new Map();
  readonly decisions: Map<Sha256, ItemDecision> = new Map();
  /** Statements that hold together, in the order of the record. */
  readonly decided: DecidedStatement[] = [];
  /** Absent while it is open. */
  outcome: 'closed' | 'cancelled' | undefined;
  /** What was offered last on each branch. */
  readonly proposals: Map<string, ReviewProposal> = new Map();
  /** Of items that are, or were, left to people. */
  readonly tasks: Map<Sha256, ReviewTask> = new Map();
  /** `stale` before anybody decided: nobody revoked it, so nothing of it is ever taken out. */
  readonly outdated: Set<Sha256> = new Set();
  /** Until when what stays although it was revoked, of items that are or were `excepted`. */
  readonly exceptions: Map<Sha256, ReviewException> = new Map();
  /** Signed exceptions that hold together, in the order of the record. */
  readonly excepted: { readonly id: Sha256; readonly by: string; readonly sessionKey?: string }[] = [];
  /** Of which whoever closed the campaign said that nothing more is to be done. */
  readonly acknowledged: Set<Sha256> = new Set();
  /** RFC 3339. */
  closedAt: string | undefined;
  readonly #items: Map<Sha256, ReviewItem>;
  readonly #order: readonly Sha256[];
  readonly #places: Map<Sha256, number>;

  constructor(
    started: Recorded<ReviewStartedEntry>,
    payload: ReviewStartedPayload | undefined,
    items: readonly ReviewItem[],
  ) {
    this.started = started;
    this.payload = payload;
    this.#items = new Map(items.map((item) => [item.id, item]));
    this.#order = items.toSorted(graverFirst).map(({ id }) => id);
    this.#places = new Map(this.#order.map((id, index) => [id, index]));
    for (const one of payload?.assignments ?? []) this.assignments.set(one.item, one);
  }

  get id(): string {
    return this.started.entry.campaign;
  }

  get isOpen(): boolean {
    return this.outcome === undefined;
  }

  get state(): CampaignState {
    if (this.outcome !== undefined) return this.outcome;
    const isDecided = this.#items.size > 0 && this.states.size === this.#items.size;
    return isDecided ? 'in-remediation' : 'in-review';
  }

  stateOf(id: Sha256): ItemState {
    return this.states.get(id) ?? 'open';
  }

  item(id: Sha256): BoardItem | undefined {
    const item = this.#items.get(id);
    return item === undefined ? undefined : this.#boardItem(item);
  }

  /** The gravest first, then by id; with `after`, only those that come behind that item. */
  *items(after?: Sha256): Generator<BoardItem> {
    const from = after === undefined ? 0 : (this.#places.get(after) ?? -1) + 1;
    for (let at = from; at < this.#order.length; at += 1) {
      const item = this.#items.get(this.#order[at] ?? '');
      if (item !== undefined) yield this.#boardItem(item);
    }
  }

  #boardItem(item: ReviewItem): BoardItem {
    return {
      item,
      state: this.stateOf(item.id),
      assignment: this.assignments.get(item.id),
      decision: this.decisions.get(item.id),
    };
  }
}

function graverFirst(one: ReviewItem, other: ReviewItem): number {
  const difference = SEVERITIES.indexOf(one.danger) - SEVERITIES.indexOf(other.danger);
  return difference === 0 ? (one.id < other.id ? -1 : 1) : difference;
}

/** May what was decided about an item still be decided otherwise? Not once its removal is proposed. */
export function isChangeable(state: ItemState): boolean {
  return state === 'open' || state === 'kept' || state === 'revoked' || state === 'stale';
}
