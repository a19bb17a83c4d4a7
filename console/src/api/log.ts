import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { ProofDocument } from '../../../src/model/proof.ts';
import { type Growth, growthOf } from '../proof/growth.ts';
import { recall, remember } from '../proof/memory.ts';
import { ask, askBytes } from './client.ts';

export interface EntryFilters {
  readonly type?: string | undefined;
  readonly repository?: string | undefined;
}

const PAGE = 100;

/** The newest entries, page by page; live ones are put in by whoever shows them. */
export function entriesQuery({ type, repository }: EntryFilters) {
  return infiniteQueryOptions({
    queryKey: ['entries', type, repository],
    queryFn: ({ signal, pageParam }) =>
      ask('mainward.dev/log-entries/v1', '/api/v1/log/entries', {
        search: { type, repository, limit: String(PAGE), before: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ entries }) =>
      entries.length < PAGE ? undefined : String(entries.at(-1)?.index ?? 0),
  });
}

export const logQuery = queryOptions({
  queryKey: ['log', 'head'],
  queryFn: ({ signal }) => ask('mainward.dev/log/v1', '/api/v1/log', { signal }),
});

/** What this browser had seen when the reader came. */
const before = recall(localStorage);

/**
 * Whether the log is the one that this browser saw before the reader came. Each answer is also held against the one before
 * it, and remembered, unless it was refuted.
 */
export const growthQuery = queryOptions({
  queryKey: ['log', 'growth'],
  queryFn: async ({ signal }): Promise<Growth> => {
    const log = await ask('mainward.dev/log/v1', '/api/v1/log', { signal });
    const growth = await growthOf(
      log,
      recall(localStorage),
      (path) => askBytes(`/log/${path}`, signal),
      new Date().toISOString(),
    );
    if (growth.state === 'refuted') return growth;
    const { now } = growth;
    remember(localStorage, now);
    return before === undefined
      ? ({ state: 'first', now } as const)
      : ({ state: 'grown', now, before } as const);
  },
});

export function entryProofQuery(index: number) {
  return queryOptions({
    queryKey: ['proof', index],
    queryFn: ({ signal }): Promise<ProofDocument> =>
      ask('mainward.dev/proof/v1', `/api/v1/log/entries/${index}/proof`, { signal }),
    staleTime: 60_000,
  });
}
