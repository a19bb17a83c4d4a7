import type { GuardParts, GuardPlace } from './parts.ts';
import { GuardRun } from './run.ts';
import type { GuardStatus } from './status.ts';

/**
 * Guards one cluster: whoever gained access round the verified commit is seen, said and, where policy has it so, loses it
 * again. It watches, and asks for what it needs at the moment at which it acts; it grants nothing to anybody.
 */
export class Guard {
  readonly place: GuardPlace;
  readonly #parts: GuardParts;
  #run: GuardRun;

  constructor(place: GuardPlace, parts: GuardParts) {
    this.place = place;
    this.#parts = parts;
    this.#run = new GuardRun(place, parts);
  }

  /** How it stands now. */
  get status(): GuardStatus {
    return this.#run.status;
  }

  /**
   * Follows until the signal aborts. Rejects where a kind may not be listed; following again lists everything anew and goes
   * on from what is recorded, so nothing is lost by it.
   */
  async follow(signal: AbortSignal): Promise<void> {
    this.#run = new GuardRun(this.place, this.#parts);
    await this.#run.follow(signal);
  }
}
