import type { Clock } from '../../ports/clock.ts';
import { stateAt } from '../guard/desired/ended.ts';
import type { DesiredSource, DesiredState } from '../guard/desired/state.ts';

/** Milliseconds for which an answer is good enough to let something through. */
const FRESH = 1_000;

/** What a cluster should be, asked once for requests that come together. */
export class FreshDesired {
  readonly #source: DesiredSource;
  readonly #clock: Clock;
  #asking: { readonly since: number; readonly answer: Promise<DesiredState | undefined> } | undefined;
  #known: { readonly at: number; readonly state: DesiredState | undefined } | undefined;

  constructor(source: DesiredSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** The state as it was at some time since `since`, or a moment before it. Rejects where it cannot be told. */
  async get(since: number): Promise<DesiredState | undefined> {
    if (this.#known !== undefined && this.#known.at >= since - FRESH) return this.#now(this.#known.state);
    return this.#now(await this.#ask(since - FRESH));
  }

  /** The state as it is at some time since `since`, and not before it. */
  async again(since: number): Promise<DesiredState | undefined> {
    if (this.#known !== undefined && this.#known.at > since) return this.#now(this.#known.state);
    return this.#now(await this.#ask(since));
  }

  /** Without what was granted for a while that is over. */
  #now(state: DesiredState | undefined): DesiredState | undefined {
    return state && stateAt(state, this.#clock.now());
  }

  #ask(since: number): Promise<DesiredState | undefined> {
    if (this.#asking !== undefined && this.#asking.since >= since) return this.#asking.answer;
    const at = this.#clock.now();
    const asking = { since: at, answer: this.#answer(at) };
    this.#asking = asking;
    return asking.answer;
  }

  async #answer(at: number): Promise<DesiredState | undefined> {
    try {
      const state = await this.#source.current();
      if (this.#known === undefined || this.#known.at <= at) this.#known = { at, state };
      return state;
    } finally {
      if (this.#asking?.since === at) this.#asking = undefined;
    }
  }
}
