import { setTimeout as sleep } from 'node:timers/promises';
import { readPublished } from '../../src/entrypoints/ledger/published.ts';
import type { Actor } from '../../src/model/drift.ts';
import type { LedgerEntry, LedgerEntryType } from '../../src/model/ledger.ts';

/** An entry, and whom its payload names. */
export interface Told<Entry extends LedgerEntry = LedgerEntry> {
  readonly index: number;
  readonly entry: Entry;
  readonly actors: readonly Actor[];
}

const OF_ACCESS: ReadonlySet<string> = new Set([
  'drift.seen',
  'drift.acted',
  'drift.ended',
  'drift.attributed',
  'admission.judged',
  'guard.held',
  'guard.began',
  'grant.ended',
]);
/** Longer than a guard takes for whatever it does without being asked. */
const QUIET_MS = 800;

/** What a server's ledger says of access, read as it is published. */
export class GuardRecord {
  readonly #folder: string;
  readonly #told: Map<number, Told | undefined> = new Map();

  /** Of the ledger. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async size(): Promise<number> {
    return (await readPublished({ folder: this.#folder })).size;
  }

  async since(index: number): Promise<readonly Told[]> {
    const { view, size } = await readPublished({ folder: this.#folder });
    const told: Told[] = [];
    for (let at = index; at < size; at += 1) {
      if (!this.#told.has(at)) {
        const entry = (await view.entry(at))?.entry;
        const relevant = entry !== undefined && OF_ACCESS.has(entry.type);
        const bytes = relevant && entry.payload !== undefined ? await view.payload(entry.payload) : undefined;
        this.#told.set(at, relevant ? { index: at, entry, actors: actorsIn(bytes) } : undefined);
      }
      const one = this.#told.get(at);
      if (one !== undefined) told.push(one);
    }
    return told;
  }

  /** Entries of one type since an index. */
  async of<Type extends LedgerEntryType>(
    type: Type,
    index: number,
  ): Promise<readonly Told<Extract<LedgerEntry, { readonly type: Type }>>[]> {
    return (await this.since(index)).flatMap(({ entry, ...one }) =>
      entry.type === type ? [{ ...one, entry: entry as Extract<LedgerEntry, { readonly type: Type }> }] : [],
    );
  }

  /** Resolves when nothing more is said of access for a while; the size then. */
  async settled(): Promise<number> {
    for (let told = (await this.since(0)).length; ; ) {
      await sleep(QUIET_MS);
      const now = (await this.since(0)).length;
      if (now === told) return this.size();
      told = now;
    }
  }
}

function actorsIn(bytes: Uint8Array | undefined): readonly Actor[] {
  if (bytes === undefined) return [];
  const payload = JSON.parse(Buffer.from(bytes).toString('utf8')) as {
    readonly actors?: readonly Actor[];
    readonly actor?: Actor;
  };
  return payload.actors ?? (payload.actor === undefined ? [] : [payload.actor]);
}
