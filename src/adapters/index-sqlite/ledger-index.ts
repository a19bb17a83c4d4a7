import { MainwardError } from '../../model/errors.ts';
import type { LedgerEntryType } from '../../model/ledger.ts';
import type { IndexQuestion, IndexRow, LedgerIndex, LedgerIndexKeeping } from '../../ports/ledger-index.ts';
import { isDamage, removeDatabase, SqliteDatabase, type SqlRow } from '../sqlite/database.ts';
import { sqlOf } from './question.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS entry (
    number INTEGER PRIMARY KEY, type TEXT NOT NULL, leaf TEXT NOT NULL, repository TEXT, proposal TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS entry_by_type ON entry (type, number);
  CREATE INDEX IF NOT EXISTS entry_by_repository ON entry (repository, proposal, number);
  CREATE TABLE IF NOT EXISTS facet (
    kind TEXT NOT NULL, value TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (kind, value, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS facet_by_entry ON facet (number);
`;
const KINDS = ['commit', 'digest', 'object'] as const;
const LISTS = { commit: 'commits', digest: 'digests', object: 'objects' } as const;

/** The index of a ledger in one SQLite file, opened when it is first needed, and made where it is missing. */
export class SqliteLedgerIndex implements LedgerIndex, LedgerIndexKeeping {
  readonly #file: string;
  readonly #isReplaced: boolean;
  #opened: SqliteDatabase | undefined;

  /** With `isReplaced`, one that is damaged as a whole is thrown away and begun anew; otherwise it is unavailable. */
  constructor(file: string, { isReplaced }: { readonly isReplaced: boolean }) {
    this.#file = file;
    this.#isReplaced = isReplaced;
  }

  extent(): Promise<{ readonly size: number; readonly leaf?: string }> {
    return answer(() => {
      const [last] = this.#database.all('SELECT number, leaf FROM entry ORDER BY number DESC LIMIT 1');
      return last === undefined
        ? { size: 0 }
        : { size: Number(last['number']) + 1, leaf: String(last['leaf']) };
    });
  }

  add(rows: readonly IndexRow[]): Promise<void> {
    return answer(() => {
      this.#database.transaction(() => {
        for (const row of rows) this.#insert(row);
      });
    });
  }

  find(question: IndexQuestion): Promise<readonly number[]> {
    return answer(() => {
      const { sql, values } = sqlOf(question);
      return this.#database.all(sql, ...values).map(({ number }) => Number(number));
    });
  }

  clear(): Promise<void> {
    return answer(() => {
      this.#database.transaction(() => {
        this.#database.run('DELETE FROM facet');
        this.#database.run('DELETE FROM entry');
      });
    });
  }

  rows(from: number, limit: number): Promise<readonly IndexRow[]> {
    return answer(() =>
      this.#database
        .all('SELECT * FROM entry WHERE number >= ? ORDER BY number LIMIT ?', from, limit)
        .map((entry) => this.#row(entry)),
    );
  }

  faults(): Promise<readonly string[]> {
    return answer(() =>
      this.#database
        .all('PRAGMA integrity_check')
        .map(({ integrity_check: said }) => String(said))
        .filter((said) => said !== 'ok'),
    );
  }

  close(): void {
    this.#opened?.close();
    this.#opened = undefined;
  }

  get #database(): SqliteDatabase {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  #open(): SqliteDatabase {
    try {
      return new SqliteDatabase(this.#file, SCHEMA);
    } catch (error) {
      if (!this.#isReplaced || !isDamage(error)) throw error;
      removeDatabase(this.#file);
      return new SqliteDatabase(this.#file, SCHEMA);
    }
  }

  #insert({ index, type, leaf, repository, proposal, ...facets }: IndexRow): void {
    this.#database.run(
      'INSERT INTO entry (number, type, leaf, repository, proposal) VALUES (?, ?, ?, ?, ?)',
      index,
      type,
      leaf,
      repository ?? null,
      proposal ?? null,
    );
    for (const kind of KINDS) {
      for (const value of facets[LISTS[kind]]) {
        this.#database.run('INSERT INTO facet (kind, value, number) VALUES (?, ?, ?)', kind, value, index);
      }
    }
  }

  #row({ number, type, leaf, repository, proposal }: SqlRow): IndexRow {
    const index = Number(number);
    const found = this.#database.all('SELECT kind, value FROM facet WHERE number = ?', index);
    const list = (wanted: (typeof KINDS)[number]): readonly string[] =>
      found.flatMap(({ kind, value }) => (kind === wanted ? [String(value)] : [])).toSorted();
    return {
      index,
      type: String(type) as LedgerEntryType,
      leaf: String(leaf),
      ...(typeof repository === 'string' ? { repository } : {}),
      ...(typeof proposal === 'string' ? { proposal } : {}),
      commits: list('commit'),
      digests: list('digest'),
      objects: list('object'),
    };
  }
}

function answer<Answer>(work: () => Answer): Promise<Answer> {
  return new Promise((resolve) => resolve(available(work)));
}

function available<Answer>(work: () => Answer): Answer {
  try {
    return work();
  } catch (cause) {
    throw new MainwardError('STORE_UNAVAILABLE', 'The ledger’s index cannot be read or written.', {
      remedy:
        'See that its folder can be written; `mainward log rebuild-index` makes it anew from the entries.',
      cause,
    });
  }
}
