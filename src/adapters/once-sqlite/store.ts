import { createHash } from 'node:crypto';
import { MainwardError } from '../../model/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OnceStore } from '../../ports/once.ts';
import { SqliteDatabase } from '../sqlite/database.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS spent (key TEXT PRIMARY KEY, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS spent_by_expiry ON spent (expires);
`;

/** What has expired is dropped in portions, so that no call pays for many. */
const DROPPED_AT_ONCE = 64;

/** `OnceStore` in one SQLite file, made where it is missing. It keeps a digest of each key, never the key. */
export class SqliteOnceStore implements OnceStore {
  readonly #database: SqliteDatabase;
  readonly #clock: Clock;

  /** Throws STORE_UNAVAILABLE. */
  constructor(file: string, clock: Clock) {
    this.#clock = clock;
    this.#database = available(() => new SqliteDatabase(file, SCHEMA));
  }

  spend(key: string, expires: number): Promise<boolean> {
    return new Promise((resolve) => resolve(available(() => this.#spend(key, expires))));
  }

  close(): void {
    this.#database.close();
  }

  #spend(key: string, expires: number): boolean {
    const now = this.#clock.now();
    if (!(expires > now)) return false;
    const until = Math.min(Math.ceil(expires), Number.MAX_SAFE_INTEGER);
    return this.#database.transaction(() => {
      this.#database.run(
        'DELETE FROM spent WHERE key IN (SELECT key FROM spent WHERE expires <= ? ORDER BY expires LIMIT ?)',
        Math.floor(now),
        DROPPED_AT_ONCE,
      );
      const changed = this.#database.run(
        `INSERT INTO spent (key, expires) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET expires = ?2 WHERE spent.expires <= ?3`,
        createHash('sha256').update(key).digest('hex'),
        until,
        Math.floor(now),
      );
      return changed === 1;
    });
  }
}

function available<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw new MainwardError(
      'STORE_UNAVAILABLE',
      'What may happen only once cannot be remembered, so it does not happen.',
      { remedy: 'See that the data folder can be written and its disk has space; nothing was lost.', cause },
    );
  }
}
