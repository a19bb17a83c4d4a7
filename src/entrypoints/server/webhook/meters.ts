import type { Counter, Gauge, Histogram, Metrics } from '../metrics/registry.ts';

/** What is counted of admission, for all clusters together. */
export interface WebhookMeters {
  readonly answers: Counter;
  readonly seconds: Histogram;
  readonly registered: Gauge;
  readonly tampered: Counter;
}

/** To be made once a table of metrics. */
export function webhookMeters(metrics: Metrics): WebhookMeters {
  return {
    answers: metrics.counter(
      'mainward_admission_answers_total',
      'Answers of the admission webhook, by why and in which mode.',
    ),
    seconds: metrics.histogram(
      'mainward_admission_seconds',
      'Time to answer a review of admission.',
      [0.001, 0.002, 0.005, 0.01, 0.025, 0.1, 0.5, 1.5],
    ),
    registered: metrics.gauge(
      'mainward_admission_registered',
      'Whether the admission webhook is registered as it should be.',
    ),
    tampered: metrics.counter(
      'mainward_admission_tampered_total',
      'Times that somebody else changed or removed the registration of the admission webhook.',
    ),
  };
}
