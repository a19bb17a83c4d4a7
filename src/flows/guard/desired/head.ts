import type { Clock } from '../../../ports/clock.ts';
import { stateAt } from './ended.ts';
import type { DesiredSource, DesiredState } from './state.ts';

/** The verified commit as it was last read. */
export class DesiredHead {
  readonly #source: DesiredSource;
  readonly #clock: Clock;
  readonly #moved: (now: DesiredState, before: DesiredState | undefined) => void;
  #running: Promise<DesiredState | undefined> | undefined;
  #next: Promise<DesiredState | undefined> | undefined;
  /** The last one that could be read. */
  state: DesiredState | undefined;
  /** It could be read when it was last asked. */
  isRead = false;

  /** `moved` is called before anybody who asked is answered. */
  constructor(
    source: DesiredSource,
    clock: Clock,
    moved: (now: DesiredState, before: DesiredState | undefined) => void,
  ) {
    this.#source = source;
    this.#clock = clock;
    this.#moved = moved;
  }

  /**
   * Asks again. Whoever asks while somebody is being answered shares the next answer, so what is told is never older than
   * the question. Where it cannot be read, the last one is told, and `isRead` is false.
   */
  ask(): Promise<DesiredState | undefined> {
    if (this.#running === undefined) return this.#start();
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#start();
    });
    return this.#next;
  }

  #start(): Promise<DesiredState | undefined> {
    const running = this.#read().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  async #read(): Promise<DesiredState | undefined> {
    let read: DesiredState | undefined;
    try {
      read = await this.#source.current();
    } catch {
      read = undefined;
    }
    this.isRead = read !== undefined;
    const before = this.state;
    const last = read ?? before;
    if (last === undefined) return undefined;
    // Time goes by also where nobody can be asked.
    const now = stateAt(last, this.#clock.now());
    this.state = now;
    if (before?.version !== now.version) this.#moved(now, before);
    return now;
  }
}
