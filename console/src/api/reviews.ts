import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { ReviewDocument, ReviewRemediationDocument } from '../../../src/model/review-document.ts';
import { ask } from './client.ts';

const PAGE = 500;

export const reviewsQuery = queryOptions({
  queryKey: ['reviews', 'list'],
  queryFn: ({ signal }) => ask('mainward.dev/reviews/v1', '/api/v1/reviews', { signal }),
});

export function reviewQuery(campaign: string) {
  return queryOptions({
    queryKey: ['reviews', 'one', campaign],
    queryFn: ({ signal }) => ask('mainward.dev/review/v1', reviewPath(campaign), { signal }),
  });
}

/** Its items, the gravest first, page by page; those of the reader, or all that they may see. */
export function reviewItemsQuery(campaign: string, whose: 'mine' | 'all') {
  return infiniteQueryOptions({
    queryKey: ['reviews', 'items', campaign, whose],
    queryFn: ({ signal, pageParam }) =>
      ask('mainward.dev/review-items/v1', `${reviewPath(campaign)}/items`, {
        search: {
          reviewer: whose === 'mine' ? 'me' : undefined,
          limit: String(PAGE),
          after: pageParam,
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    staleTime: 60_000,
  });
}

export function reviewItemQuery(campaign: string, id: string) {
  return queryOptions({
    queryKey: ['reviews', 'item', campaign, id],
    queryFn: ({ signal }) =>
      ask('mainward.dev/review-item/v1', `${reviewPath(campaign)}/items/${encodeURIComponent(id)}`, {
        signal,
      }),
    staleTime: 60_000,
  });
}

export interface ReviewWish {
  readonly definition: string;
  readonly repository?: string;
  readonly commit?: string;
}

export function startReview(wish: ReviewWish): Promise<ReviewDocument> {
  return ask('mainward.dev/review/v1', '/api/v1/reviews', { method: 'POST', body: wish });
}

/** What came of what was revoked. */
export function remediationQuery(campaign: string) {
  return queryOptions({
    queryKey: ['reviews', 'remediation', campaign],
    queryFn: ({ signal }) =>
      ask('mainward.dev/review-remediation/v1', `${reviewPath(campaign)}/remediation`, { signal }),
  });
}

/** `remediation` offers a commit that takes out what is revoked; `verification` looks whether it is gone. */
export function actOnRevoked(
  campaign: string,
  act: 'remediation' | 'verification',
): Promise<ReviewRemediationDocument> {
  return ask('mainward.dev/review-remediation/v1', `${reviewPath(campaign)}/${act}`, {
    method: 'POST',
    body: {},
  });
}

export interface Closing {
  readonly outcome: 'closed' | 'cancelled';
  readonly why: string;
  /** Ids of items that nobody can verify, and of which nothing more is to be done. */
  readonly acknowledge: readonly string[];
}

export function closeReview(campaign: string, closing: Closing): Promise<ReviewRemediationDocument> {
  return ask('mainward.dev/review-remediation/v1', `${reviewPath(campaign)}/close`, {
    method: 'POST',
    body: closing,
  });
}

export function reviewPath(campaign: string): string {
  return `/api/v1/reviews/${encodeURIComponent(campaign)}`;
}
