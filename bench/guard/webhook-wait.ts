import { WEBHOOK_NAME } from '../../src/ports/admission.ts';
import type { ApiServer } from '../../test/e2e/api-server.ts';

const METRIC = 'apiserver_admission_webhook_admission_duration_seconds_bucket';

/** How many requests waited so long for the webhook, or less, by the upper bounds of the API server's buckets, in milliseconds. */
export type Waits = ReadonlyMap<number, number>;

/** As the API server itself counts them, of all writes that were asked about since it started. */
export async function waitsOf(api: Pick<ApiServer, 'send'>, webhook: string = WEBHOOK_NAME): Promise<Waits> {
  const { body } = await api.send('GET', '/metrics');
  const counts = new Map<number, number>();
  for (const line of String(body).split('\n')) {
    if (!line.startsWith(METRIC) || !line.includes(`name="${webhook}"`)) continue;
    const bound = Number(/le="([^"]+)"/.exec(line)?.[1]?.replace('+Inf', 'Infinity')) * 1_000;
    counts.set(bound, (counts.get(bound) ?? 0) + Number(line.split(' ').at(-1)));
  }
  return counts;
}

/** Below which this share of the waits between two moments lies: in a bucket, as if they were spread evenly. */
export function waitBetween(before: Waits, after: Waits, share: number): number {
  const bounds = [...after.keys()].sort((a, b) => a - b);
  const countTo = (bound: number): number => (after.get(bound) ?? 0) - (before.get(bound) ?? 0);
  const wanted = countTo(bounds.at(-1) ?? 0) * share;
  let from = 0;
  let below = 0;
  for (const bound of bounds) {
    const count = countTo(bound);
    if (count >= wanted) return from + ((bound - from) * (wanted - below)) / Math.max(1, count - below);
    from = bound;
    below = count;
  }
  return Number.NaN;
}
