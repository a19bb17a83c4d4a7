import type { DriftRecord } from '../../../model/drift.ts';
import type { LedgerReader } from '../../../ports/ledger.ts';
import { DriftIndex, type DriftRow, isOpen } from './drift-index.ts';
import { type DriftDetail, detailOf } from './record.ts';

export interface BoardQuery {
  readonly cluster?: string;
  /** Only those that are open, or only those that are over. */
  readonly open?: boolean;
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: string;
}

export interface BoardPage {
  readonly drift: readonly DriftDetail[];
  /** How many are open, of this cluster, on all pages. */
  readonly open: number;
  /** Where the next page begins; absent where this is the last. */
  readonly next?: string;
}

const CURSOR = /^(open|over)-(\d{1,15})$/;

/** Differences between clusters and Git, from the ledger alone: those that are open first, the newest of each first. */
export class DriftBoard {
  readonly #ledger: LedgerReader;
  readonly #index: DriftIndex;

  constructor(ledger: LedgerReader, keep?: number) {
    this.#ledger = ledger;
    this.#index = new DriftIndex(ledger, keep);
  }

  /** A cursor that is none begins at the beginning. */
  async page({ cluster, open, limit, after }: BoardQuery): Promise<BoardPage> {
    const here = (await this.#index.rows()).filter(
      ({ seen }) => cluster === undefined || seen.entry.cluster === cluster,
    );
    const opened = here.filter(isOpen);
    const over = here.filter((row) => !isOpen(row));
    const all = [...(open === false ? [] : opened), ...(open === true ? [] : over)];
    const rest = after === undefined ? all : all.filter((row) => isBehind(row, after));
    const rows = rest.slice(0, limit);
    const last = rows.at(-1);
    return {
      drift: await Promise.all(rows.map((row) => detailOf(row, this.#ledger))),
      open: opened.length,
      ...(last === undefined || rest.length <= limit ? {} : { next: cursorOf(last) }),
    };
  }

  /** One, however old; `undefined` where no difference was recorded at this index. */
  async find(id: DriftRecord['id']): Promise<DriftDetail | undefined> {
    const row = await this.#index.row(id);
    return row === undefined ? undefined : detailOf(row, this.#ledger);
  }
}

function cursorOf(row: DriftRow): string {
  return `${isOpen(row) ? 'open' : 'over'}-${row.seen.index}`;
}

function isBehind(row: DriftRow, after: string): boolean {
  const [, phase, index] = CURSOR.exec(after) ?? [];
  if (phase === undefined) return true;
  const isLater = row.seen.index < Number(index);
  return isOpen(row) ? phase === 'open' && isLater : phase === 'open' || isLater;
}
