import { Worker } from 'node:worker_threads';
import type { AnswerDocument } from '../../../model/answer-view.ts';
import type { LatestAnswer } from '../services.ts';
import type { AnswerGround, CutReply, Question, Told } from './talk.ts';

/** Milliseconds until a worker that nobody asks ends, and lets go of what it read. */
const IDLE = 60_000;
/** Milliseconds after which a worker is taken to be lost. */
const LONGEST = 120_000;
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

interface Waiting {
  readonly resolve: (told: Told) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The newest answer, and what it would be without some facts. Everything is worked out in a thread of its own, which ends
 * when nobody asks, so that neither the loop of this process nor its memory is held.
 */
export class AnswerDesk implements LatestAnswer {
  #latest: { readonly ground: AnswerGround; readonly answer: AnswerDocument } | undefined;
  #working: Working | undefined;

  latest(): AnswerDocument | undefined {
    return this.#latest?.answer;
  }

  /** What the newest answer was made of. */
  get ground(): AnswerGround | undefined {
    return this.#latest?.ground;
  }

  /** Answers anew; what was the newest stays so until that is done, and where it fails. */
  async refresh(ground: AnswerGround): Promise<void> {
    const working = new Working(ground);
    try {
      const told = await working.ask({ ask: 'answer' });
      if (!('answer' in told)) throw new Error('The worker answered something else.');
      this.#working?.end();
      this.#working = working;
      this.#latest = { ground, answer: told.answer };
    } catch (error) {
      working.end();
      throw error;
    }
  }

  async without(cuts: readonly string[]): Promise<CutReply | undefined> {
    const latest = this.#latest;
    if (latest === undefined) return undefined;
    if (this.#working === undefined || this.#working.ended) this.#working = new Working(latest.ground);
    const told = await this.#working.ask({ ask: 'without', cuts });
    return 'cut' in told ? told.cut : undefined;
  }

  stop(): void {
    this.#working?.end();
  }
}

type Asked = Question extends infer One
  ? One extends { readonly id: number }
    ? Omit<One, 'id'>
    : never
  : never;

/** One worker, for as long as it is asked. */
class Working {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #count = 0;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(ground: AnswerGround) {
    this.#worker = new Worker(WORKER, { workerData: ground });
    this.#worker.unref();
    this.#worker.on('message', (told: Told) => this.#tell(told));
    this.#worker.on('error', (error: unknown) =>
      this.#lose(error instanceof Error ? error : new Error('The worker failed.')),
    );
    this.#worker.on('exit', () => this.#lose(new Error('The worker ended.')));
  }

  get ended(): boolean {
    return this.#ended;
  }

  ask(asked: Asked): Promise<Told> {
    this.#count += 1;
    const id = this.#count;
    const { promise, resolve, reject } = Promise.withResolvers<Told>();
    this.#waiting.set(id, { resolve, reject });
    this.#endAfter(LONGEST);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is of windows
    this.#worker.postMessage({ ...asked, id } satisfies Question);
    return promise;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#ended = true;
    void this.#worker.terminate();
  }

  #tell(told: Told): void {
    const waiting = this.#waiting.get(told.id);
    this.#waiting.delete(told.id);
    this.#endAfter(this.#waiting.size === 0 ? IDLE : LONGEST);
    if ('failed' in told) waiting?.reject(new Error(told.failed));
    else waiting?.resolve(told);
  }

  #endAfter(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.end(), milliseconds);
    this.#timer.unref();
  }

  #lose(error: Error): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
