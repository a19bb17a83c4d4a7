import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ask } from './client.ts';

/** Who can change what. It is made anew when a commit moves, so it is not asked for with every entry. */
export const answerQuery = queryOptions({
  queryKey: ['answer'],
  queryFn: ({ signal }) => ask('mainward.dev/answer/v1', '/api/v1/answer', { signal }),
  staleTime: 60_000,
});

/** What it would be without some facts. */
export function cutQuery(cuts: readonly string[]) {
  const search = new URLSearchParams(cuts.map((cut) => ['cut', cut]));
  return queryOptions({
    queryKey: ['answer', 'without', ...cuts],
    queryFn: ({ signal }) =>
      ask('mainward.dev/answer-cut/v1', `/api/v1/answer/cuts?${search.toString()}`, { signal }),
    staleTime: 60_000,
    enabled: cuts.length > 0,
    placeholderData: keepPreviousData,
  });
}
