import { ExpiryKeeper, type ExpiryParts } from '../../../flows/guard/expiry/keeper.ts';
import type { Task } from '../tasks.ts';

const AGAIN_AFTER_MS = 1_000;

/** Ends what a verified commit grants for a while. A task of its own: it waits neither for the guard nor for its record. */
export interface EndingTask extends Task {
  readonly keeper: ExpiryKeeper;
}

export function endingTask(parts: ExpiryParts): EndingTask {
  const keeper = new ExpiryKeeper(parts);
  return {
    name: `end grants ${parts.cluster}`,
    every: AGAIN_AFTER_MS,
    keeper,
    run: (signal) => keeper.follow(signal),
  };
}
