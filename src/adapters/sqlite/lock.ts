import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MainwardError } from '../../model/errors.ts';

/**
 * The right to write a folder, for one process at a time: a lock of the operating system's on its file `lock`, so it
 * ends with the process, however that ends. Makes the folder where it is missing. Throws DATA_LOCKED.
 */
export class FolderLock {
  readonly #database: DatabaseSync;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#database = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
    try {
      // Nothing is ever written: the transaction is never committed.
      this.#database.exec('PRAGMA journal_mode=MEMORY; BEGIN EXCLUSIVE');
    } catch (cause) {
      this.#database.close();
      throw new MainwardError(
        'DATA_LOCKED',
        `Another process writes ${folder}, and two would contradict each other.`,
        {
          fields: { folder },
          remedy: 'Stop the other process, or name another folder.',
          cause,
        },
      );
    }
  }

  release(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}
