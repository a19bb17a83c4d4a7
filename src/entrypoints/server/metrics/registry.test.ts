import { expect, test } from 'vitest';
import { Metrics } from './registry.ts';

test('prints counters, gauges and histograms as Prometheus reads them', () => {
  const metrics = new Metrics();
  const asked = metrics.counter('asked_total', 'Asked.');
  asked.add({ route: '/a', status: '2xx' });
  asked.add({ status: '2xx', route: '/a' }, 2);
  metrics.gauge('size', 'Size.').set(7);
  metrics.measured('now', 'Now.', () => 8);
  const seconds = metrics.histogram('took_seconds', 'Took.', [0.1, 1]);
  seconds.observe(0.5);
  seconds.observe(0.05);
  expect(metrics.print()).toBe(`# HELP asked_total Asked.
# TYPE asked_total counter
asked_total{route="/a",status="2xx"} 3
# HELP now Now.
# TYPE now gauge
now 8
# HELP size Size.
# TYPE size gauge
size 7
# HELP took_seconds Took.
# TYPE took_seconds histogram
took_seconds_bucket{le="0.1"} 1
took_seconds_bucket{le="1"} 2
took_seconds_bucket{le="+Inf"} 2
took_seconds_sum 0.55
took_seconds_count 2
# HELP mainward_metrics_dropped_total Observations that had too many different labels to be kept.
# TYPE mainward_metrics_dropped_total counter
mainward_metrics_dropped_total 0
`);
});

test('escapes what would end a label', () => {
  const metrics = new Metrics();
  metrics.counter('a_total', 'A.').add({ x: 'q"\\\n' });
  expect(metrics.print()).toContain('a_total{x="q\\"\\\\\\n"} 1');
});

test('does not grow without end, and counts what it leaves out', () => {
  const metrics = new Metrics();
  const counter = metrics.counter('a_total', 'A.');
  for (let at = 0; at < 1_100; at += 1) counter.add({ x: String(at) });
  expect(metrics.print().match(/^a_total/gm)?.length).toBe(1_000);
  expect(metrics.print()).toContain('mainward_metrics_dropped_total 100');
});
