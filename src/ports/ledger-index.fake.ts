import type { IndexQuestion, IndexRow, LedgerIndex, LedgerIndexKeeping } from './ledger-index.ts';

/** An index in memory: every question looks at every row. */
export class FakeLedgerIndex implements LedgerIndex, LedgerIndexKeeping {
  #rows: readonly IndexRow[] = [];

  extent(): Promise<{ readonly size: number; readonly leaf?: string }> {
    const last = this.#rows.at(-1);
    return Promise.resolve({ size: this.#rows.length, ...(last === undefined ? {} : { leaf: last.leaf }) });
  }

  add(rows: readonly IndexRow[]): Promise<void> {
    this.#rows = [...this.#rows, ...rows.map(sorted)];
    return Promise.resolve();
  }

  find(question: IndexQuestion): Promise<readonly number[]> {
    const found = this.#rows.filter((row) => row.index < question.before && answers(row, question));
    return Promise.resolve(
      found
        .map(({ index }) => index)
        .reverse()
        .slice(0, question.limit),
    );
  }

  clear(): Promise<void> {
    this.#rows = [];
    return Promise.resolve();
  }

  rows(from: number, limit: number): Promise<readonly IndexRow[]> {
    return Promise.resolve(this.#rows.slice(from, from + limit));
  }

  faults(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }
}

function answers(
  row: IndexRow,
  { types, repository, commit, proposal, object, digest }: IndexQuestion,
): boolean {
  return (
    (types === undefined || types.includes(row.type)) &&
    (repository === undefined || row.repository === repository) &&
    (proposal === undefined || row.proposal === proposal) &&
    (commit === undefined || row.commits.includes(commit)) &&
    (object === undefined || row.objects.includes(object)) &&
    (digest === undefined || row.digests.includes(digest))
  );
}

function sorted(row: IndexRow): IndexRow {
  return {
    ...row,
    commits: row.commits.toSorted(),
    digests: row.digests.toSorted(),
    objects: row.objects.toSorted(),
  };
}
