import { queryOptions } from '@tanstack/react-query';
import type { AccessGrantDocument, AccessGrantsDocument } from '../../../src/model/access-document.ts';
import { ask } from './client.ts';

export const accessPoliciesQuery = queryOptions({
  queryKey: ['access', 'policies'],
  queryFn: ({ signal }) => ask('mainward.dev/access-policies/v1', '/api/v1/access/policies', { signal }),
});

export interface GrantsAsOf extends AccessGrantsDocument {
  /** Milliseconds that the server’s clock is ahead of this one. */
  readonly skew: number;
}

export const grantsQuery = queryOptions({
  queryKey: ['access', 'grants'],
  queryFn: async ({ signal }): Promise<GrantsAsOf> => {
    const grants = await ask('mainward.dev/access-grants/v1', '/api/v1/access/grants', { signal });
    return { ...grants, skew: Date.parse(grants.now) - Date.now() };
  },
  // What ends does so by the clock, too, and without an entry that would say so.
  refetchInterval: 60_000,
});

export function oneGrantQuery(id: string) {
  return queryOptions({
    queryKey: ['access', 'grant', id],
    queryFn: ({ signal }) => ask('mainward.dev/access-grant/v1', pathOf(id), { signal }),
  });
}

export interface AccessWish {
  readonly policy: string;
  readonly minutes: number;
  readonly reason: string;
}

/** Offers a commit that others agree to, or, with break-glass, lands it at once. */
export function askForAccess(
  kind: 'requests' | 'break-glass',
  wish: AccessWish,
): Promise<AccessGrantDocument> {
  return ask('mainward.dev/access-grant/v1', `/api/v1/access/${kind}`, { method: 'POST', body: wish });
}

export function endGrant(id: string): Promise<AccessGrantDocument> {
  return ask('mainward.dev/access-grant/v1', `${pathOf(id)}/revoke`, { method: 'POST', body: {} });
}

export interface GrantReview {
  readonly verdict: 'justified' | 'not-justified' | 'misuse';
  readonly say: string;
}

export function reviewGrant(id: string, review: GrantReview): Promise<AccessGrantDocument> {
  return ask('mainward.dev/access-grant/v1', `${pathOf(id)}/review`, { method: 'POST', body: review });
}

function pathOf(id: string): string {
  return `/api/v1/access/grants/${encodeURIComponent(id)}`;
}
