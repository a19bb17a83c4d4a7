import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ask } from './client.ts';

export interface DriftFilters {
  readonly cluster?: string | undefined;
  readonly open?: 'true' | 'false' | undefined;
}

export function driftQuery({ cluster, open }: DriftFilters) {
  return infiniteQueryOptions({
    queryKey: ['drift', 'list', cluster, open],
    queryFn: ({ signal, pageParam }) =>
      ask('mainward.dev/drift-list/v1', '/api/v1/drift', {
        search: { cluster, open, limit: '50', after: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });
}

export function oneDriftQuery(id: string) {
  return queryOptions({
    queryKey: ['drift', 'one', id],
    queryFn: ({ signal }) =>
      ask('mainward.dev/drift-record/v1', `/api/v1/drift/${encodeURIComponent(id)}`, { signal }),
  });
}

/** What Git would need so that a difference stays. */
export function proposalQuery(id: string) {
  return queryOptions({
    queryKey: ['drift', 'proposal', id],
    queryFn: ({ signal }) =>
      ask('mainward.dev/drift-proposal/v1', `/api/v1/drift/${encodeURIComponent(id)}/proposal`, { signal }),
    staleTime: 60_000,
  });
}
