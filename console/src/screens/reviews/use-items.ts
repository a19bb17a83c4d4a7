import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { ListedItem } from '../../../../src/model/review-document.ts';
import { reviewItemsQuery } from '../../api/reviews.ts';

export type Whose = 'mine' | 'all';

export interface ReviewItems {
  /** Absent until the first page is there. */
  readonly items: readonly ListedItem[] | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
  /** There are more, which are on their way. */
  readonly more: boolean;
}

/** All items of a campaign: filters and keys are about all of them, so each page is fetched after the one before. */
export function useReviewItems(campaign: string, whose: Whose): ReviewItems {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery(
    reviewItemsQuery(campaign, whose),
  );
  useEffect(() => {
    if (hasNextPage && !isFetching && error === null) void fetchNextPage();
  }, [hasNextPage, isFetching, error, fetchNextPage]);
  const items = useMemo(() => data?.pages.flatMap((page) => page.items), [data]);
  return { items, error, refetch, more: hasNextPage };
}
