import { useQueryClient } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import type { ReviewVerdict } from '../../../../src/model/review.ts';
import type { ListedItem } from '../../../../src/model/review-document.ts';
import { reviewItemQuery } from '../../api/reviews.ts';
import { Drafts, type DraftsById } from './drafts.ts';

/** Items that are decided about together, and what has to be said for it. */
export interface Wanted {
  readonly verdict: ReviewVerdict;
  readonly items: readonly ListedItem[];
  /** Why a reason is asked for. */
  readonly why: string;
}

export interface Deciding {
  readonly drafts: DraftsById;
  readonly store: Drafts;
  /** A reason is being asked for. */
  readonly wanted: Wanted | undefined;
  /** Decides at once where nothing has to be said for it; whether it did. */
  readonly decide: (verdict: ReviewVerdict, items: readonly ListedItem[], together: boolean) => boolean;
  readonly say: (reason: string) => void;
  readonly leave: () => void;
  /** The reason that was given last. */
  readonly last: string;
}

const KEEPS_AGAINST = 'It is recommended to revoke this: say why it stays.';

/** What was decided in this window and is not signed yet. */
export function useDeciding(campaign: string): Deciding {
  const [store] = useState(() => new Drafts(sessionStorage, campaign));
  const drafts = useSyncExternalStore(store.subscribe, store.all);
  const [wanted, setWanted] = useState<Wanted>();
  const [last, setLast] = useState('');
  const queries = useQueryClient();

  /** What is recommended is asked about afterwards, so that deciding never waits. */
  const checkKept = async ({ id }: ListedItem): Promise<void> => {
    const { recommendation } = await queries.fetchQuery(reviewItemQuery(campaign, id));
    const draft = store.all().get(id);
    if (recommendation.verdict === 'revoke' && draft?.verdict === 'keep' && draft.reason === '')
      store.fault(id, KEEPS_AGAINST);
  };

  return {
    drafts,
    store,
    wanted,
    last,
    decide(verdict, items, together) {
      const [one] = items;
      const known =
        one === undefined
          ? undefined
          : queries.getQueryData(reviewItemQuery(campaign, one.id).queryKey)?.recommendation.verdict;
      const why = whyAsked(verdict, together, known === 'revoke');
      if (why !== undefined) {
        setWanted({ verdict, items, why });
        return false;
      }
      store.decide(items, verdict, '');
      // That it is not known now is found when it is signed.
      if (one !== undefined && known === undefined) checkKept(one).catch(() => undefined);
      return true;
    },
    say(reason) {
      if (wanted === undefined) return;
      store.decide(wanted.items, wanted.verdict, reason);
      setLast(reason);
      setWanted(undefined);
    },
    leave: () => setWanted(undefined),
  };
}

function whyAsked(verdict: ReviewVerdict, together: boolean, against: boolean): string | undefined {
  if (together) return 'What is decided together has a reason, which stands at each of them.';
  if (verdict === 'revoke') return 'Whoever reads it later sees why.';
  return against ? KEEPS_AGAINST : undefined;
}
