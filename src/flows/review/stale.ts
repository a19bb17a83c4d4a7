import { grantsTheSame } from '../../chain/review/identity.ts';
import type { LedgerWriter } from '../../ports/ledger.ts';
import type { Random } from '../../ports/random.ts';
import { encodePayload } from '../observe/payload.ts';
import type { ReviewBoard } from './board/board.ts';
import type { BoardItem, Campaign } from './board/campaign.ts';
import { STALE } from './board/remedy-folds.ts';
import type { Tip, TipReader } from './tip.ts';
import type { ReviewTurn } from './turn.ts';

export interface StalePorts {
  readonly ledger: LedgerWriter;
  readonly random: Random;
  readonly board: Pick<ReviewBoard, 'campaigns'>;
  readonly tips: Pick<TipReader, 'of'>;
  readonly turn: ReviewTurn;
}

/**
 * Records which items nobody decided about are not there any more as they are asked about: nobody can decide about them,
 * and a campaign would wait for them for ever.
 */
export class StaleFinder {
  readonly #ports: StalePorts;
  /** By campaign, the commit that was looked at. */
  readonly #looked: Map<string, string> = new Map();

  constructor(ports: StalePorts) {
    this.#ports = ports;
  }

  /** Looks at what is open in the campaigns of one repository. */
  find(repository: string): Promise<void> {
    const { board, turn } = this.#ports;
    return turn.next(async () => {
      for (const campaign of await board.campaigns())
        if (campaign.state === 'in-review' && campaign.started.entry.repository === repository)
          await this.#find(campaign);
    });
  }

  async #find(campaign: Campaign): Promise<void> {
    const { ledger, random, tips } = this.#ports;
    const tip = await tips.of(campaign);
    if (tip === undefined || this.#looked.get(campaign.id) === tip.commit) return;
    const tasks = [...campaign.items()].flatMap((one) => {
      const say = one.state === 'open' ? otherNow(one, tip) : undefined;
      return say === undefined ? [] : [{ item: one.item.id, code: STALE, say }];
    });
    if (tasks.length > 0) {
      const { repository } = campaign.started.entry;
      await ledger.append(
        { type: 'review.proposed', campaign: campaign.id, repository, items: 0 },
        encodePayload({ schema: 'mainward.dev/review-proposed/v1', items: [], tasks }, random),
      );
    }
    this.#looked.set(campaign.id, tip.commit);
  }
}

/** What is otherwise; `undefined` where it grants the same, or it cannot be told. */
function otherNow({ item }: BoardItem, { commit, items, hidden }: Tip): string | undefined {
  const now = items.get(item.id);
  const at = `at ${commit.slice(0, 12)}`;
  if (now !== undefined) return grantsTheSame(item, now) ? undefined : `${at} it gives something else`;
  return hidden.has(item.cluster) ? undefined : `${at} it is not there`;
}
