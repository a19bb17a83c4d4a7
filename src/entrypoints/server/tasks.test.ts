import { describe, expect, test } from 'vitest';
import type { Pause } from '../../ports/pause.ts';
import { makeLogger } from './logger.ts';
import { Metrics } from './metrics/registry.ts';
import { type Task, Tasks } from './tasks.ts';

/** Time that passes at once, and what was waited for. */
class FakePause implements Pause {
  readonly waited: number[] = [];

  async pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
    this.waited.push(milliseconds);
    if (signal?.aborted === true) return;
    if (milliseconds === Number.POSITIVE_INFINITY)
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
    else await new Promise((resolve) => setImmediate(resolve));
  }
}

function started(tasks: readonly Task[]) {
  const lines: string[] = [];
  const metrics = new Metrics();
  const pause = new FakePause();
  const logger = makeLogger({ write: (line) => void lines.push(line) });
  return { running: new Tasks(tasks, { logger, metrics, pause }), metrics, pause, log: () => lines.join('') };
}

describe('background tasks', () => {
  test('are done again and again, and one that fails disturbs no other', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let good = 0;
    const { running, metrics, pause, log } = started([
      { name: 'good', every: 7, run: async () => void ((good += 1) === 20 && resolve()) },
      { name: 'bad', every: 5, run: () => Promise.reject(new Error('canary')) },
    ]);
    await promise;
    await running.stop();
    const waits = pause.waited.filter((wait) => wait !== 7);
    expect(waits.slice(0, 8)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    expect(metrics.print()).toMatch(/mainward_task_runs_total\{ended="failed",task="bad"\} \d+/);
    expect(log()).toContain('"task":"bad"');
    expect(log()).not.toContain('canary');
  });

  test('come sooner where there is a hint', async () => {
    const { promise: hint, resolve: give } = Promise.withResolvers<void>();
    const { promise: again, resolve: ran } = Promise.withResolvers<void>();
    let runs = 0;
    const { running } = started([
      {
        name: 'watcher',
        every: Number.POSITIVE_INFINITY,
        async *hints() {
          await hint;
          yield;
        },
        run: async () => void ((runs += 1) === 2 && ran()),
      },
    ]);
    give();
    await again;
    await running.stop();
    expect(runs).toBeGreaterThanOrEqual(2);
  });

  test('end when they are told to, in the middle of a run', async () => {
    const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
    const { running, log } = started([
      {
        name: 'long',
        every: 1,
        run: (signal) => {
          enter();
          return new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(new Error('left'))),
          );
        },
      },
    ]);
    await entered;
    await running.stop();
    expect(log()).not.toContain('failed');
  });
});
