import type { RequestMeters } from './instance.ts';
import type { Metrics } from './metrics/registry.ts';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What is measured of every request, on all listeners together. */
export function requestMeters(metrics: Metrics): RequestMeters {
  return {
    requests: metrics.counter(
      'mainward_http_requests_total',
      'Requests by route of the table, method and class of status.',
    ),
    seconds: metrics.histogram(
      'mainward_http_request_seconds',
      'Seconds from the request line to the last byte of the reply.',
      SECONDS,
    ),
  };
}
