import { MOST_REVIEW_BYTES } from '../../../flows/admit/read-review.ts';
import { LIMITS } from '../limits.ts';

/** Budgets of the webhook's listener. Sizes are bytes, times milliseconds. An API server gives up after two seconds. */
export interface WebhookLimits {
  readonly body: number;
  readonly headers: number;
  readonly headerCount: number;
  readonly handshake: number;
  readonly request: number;
  readonly requestHeaders: number;
  readonly check: number;
  /** For which a connection may be silent that asked nothing yet, or is in the middle of it. */
  readonly silence: number;
  /** For which one may be that asked rightly. */
  readonly keepAlive: number;
  readonly requestsPerConnection: number;
  readonly connections: number;
}

export const WEBHOOK_LIMITS: WebhookLimits = {
  body: MOST_REVIEW_BYTES,
  headers: LIMITS.headers,
  headerCount: LIMITS.headerCount,
  handshake: 5_000,
  request: 5_000,
  requestHeaders: 3_000,
  check: LIMITS.check,
  silence: 10_000,
  // API servers keep connections for as long as they can, and a request that meets the end of one fails.
  keepAlive: 3_600_000,
  requestsPerConnection: 100_000,
  connections: 500,
};
