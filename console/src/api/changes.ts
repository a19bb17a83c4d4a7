import { queryOptions } from '@tanstack/react-query';
import { ApiProblem, ask } from './client.ts';

export function changesQuery() {
  return queryOptions({
    queryKey: ['changes', 'list'],
    queryFn: ({ signal }) =>
      ask('mainward.dev/changes/v1', '/api/v1/changes', { search: { limit: '100' }, signal }),
  });
}

export function oneChangeQuery(id: string) {
  return queryOptions({
    queryKey: ['changes', 'one', id],
    queryFn: ({ signal }) =>
      ask('mainward.dev/change/v1', `/api/v1/changes/${encodeURIComponent(id)}`, { signal }),
  });
}

/** Who made, approved and deployed a change, for whoever may see that: `null` for everybody else. */
export function changePassportQuery(id: string) {
  return queryOptions({
    queryKey: ['passport', 'change', id],
    queryFn: ({ signal }) =>
      ask('mainward.dev/passport/v1', `/api/v1/changes/${encodeURIComponent(id)}/passport`, { signal }).catch(
        (error: unknown) => {
          if (error instanceof ApiProblem && error.status === 404) return null;
          throw error;
        },
      ),
  });
}
