import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ForgeWatcher } from '../../ports/forge.ts';
import type { Pause } from '../../ports/pause.ts';

const LOOK_EVERY_MS = 100;

/** Says that somebody pushed to a bare repository whose hook keeps a list of moves: the list grew. */
export class MovedFile implements ForgeWatcher {
  readonly #path: string;
  readonly #pause: Pause;
  #seen: string | undefined;

  /** `folder`: of the repository. */
  constructor(folder: string, pause: Pause) {
    this.#path = join(folder, 'mainward', 'moved');
    this.#pause = pause;
  }

  async *hints(signal: AbortSignal): AsyncGenerator<void> {
    while (!signal.aborted) {
      const now = await this.#look();
      if (now !== this.#seen) {
        this.#seen = now;
        yield;
      }
      await this.#pause.pause(LOOK_EVERY_MS, signal);
    }
  }

  /** '' where nobody pushed yet. */
  async #look(): Promise<string> {
    try {
      const { size, mtimeMs, ino } = await stat(this.#path);
      return `${ino} ${size} ${mtimeMs}`;
    } catch {
      return '';
    }
  }
}
