import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite';

const CORRUPT = 11;
const NOT_A_DATABASE = 26;

export type SqlValue = string | number | null;
export type SqlRow = Readonly<Record<string, SQLOutputValue>>;

/**
 * The one place that knows `node:sqlite`. A commit is on the disk when a call returns (`synchronous=FULL`), and no
 * other process can write meanwhile. Calls block for as long as the disk takes. Throws what SQLite says.
 */
export class SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #statements: Map<string, StatementSync> = new Map();

  /** `schema` is run at every opening, so it must change nothing that is there already. */
  constructor(file: string, schema: string) {
    this.#database = new DatabaseSync(file, { timeout: 1_000 });
    try {
      this.#database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF;');
      this.#database.exec(schema);
      syncFolder(dirname(file));
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** How many rows it changed. */
  run(sql: string, ...values: readonly SqlValue[]): number {
    return Number(this.#prepared(sql).run(...values).changes);
  }

  all(sql: string, ...values: readonly SqlValue[]): readonly SqlRow[] {
    return this.#prepared(sql).all(...values);
  }

  /** All of it or nothing; the caller's own throw undoes it, too. */
  transaction<Result>(work: () => Result): Result {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite itself has ended the transaction after some errors, such as a full disk.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** Does SQLite say that the file is damaged, or no database at all? */
export function isDamage(error: unknown): boolean {
  return (
    error instanceof Error &&
    'errcode' in error &&
    (error.errcode === CORRUPT || error.errcode === NOT_A_DATABASE)
  );
}

/** Removes a database that nobody has open, and what SQLite keeps beside it. */
export function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${suffix}`, { force: true });
}

/** A file that was just made is there after a power cut only when its folder was written, too. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
