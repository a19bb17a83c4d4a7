import type { FastifyBaseLogger } from 'fastify';
import type { Pause } from '../../ports/pause.ts';
import type { Metrics } from './metrics/registry.ts';

/** Something that is done again and again while the server runs. */
export interface Task {
  /** For the log and the metrics; of this program's making. */
  readonly name: string;
  /** Milliseconds between the end of one run and the next. */
  readonly every: number;
  /** Says that there may be something to do before that. */
  hints?(signal: AbortSignal): AsyncIterable<void>;
  /** A run that fails is done again; after each failure in a row later, but at least once a minute. */
  run(signal: AbortSignal): Promise<void>;
}

export interface TaskParts {
  readonly logger: FastifyBaseLogger;
  readonly metrics: Metrics;
  readonly pause: Pause;
}

const LONGEST_WAIT = 60_000;

/** Runs each task by itself until it is stopped; one that fails disturbs no other. */
export class Tasks {
  readonly #stopping: AbortController = new AbortController();
  readonly #running: Promise<unknown>;

  constructor(tasks: readonly Task[], { logger, metrics, pause }: TaskParts) {
    const runs = metrics.counter('mainward_task_runs_total', 'Runs of background tasks, by how they ended.');
    const { signal } = this.#stopping;
    this.#running = Promise.all(
      tasks.map(async (task) => {
        const { name } = task;
        for (let failures = 0; !signal.aborted; ) {
          try {
            await task.run(signal);
            failures = 0;
            runs.add({ task: name, ended: 'well' });
          } catch (error) {
            if (signal.aborted) return;
            failures += 1;
            runs.add({ task: name, ended: 'failed' });
            logger.error({ task: name, failures, err: error }, 'task failed');
          }
          const wait = failures === 0 ? task.every : Math.min(LONGEST_WAIT, 1_000 * 2 ** (failures - 1));
          await this.#wait(task, wait, failures === 0, pause);
        }
      }),
    );
  }

  /** Resolves when every task has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #wait(task: Task, milliseconds: number, heedsHints: boolean, pause: Pause): Promise<void> {
    const woken = new AbortController();
    const until = AbortSignal.any([this.#stopping.signal, woken.signal]);
    if (heedsHints)
      firstHint(task, until).then(
        () => woken.abort(),
        () => undefined,
      );
    await pause.pause(milliseconds, until);
    woken.abort();
  }
}

/** Never resolves where there are no hints, so that the time decides. */
async function firstHint(task: Task, signal: AbortSignal): Promise<void> {
  if (task.hints === undefined) return new Promise<never>(() => undefined);
  for await (const _ of task.hints(signal)) return;
  return new Promise<never>(() => undefined);
}
