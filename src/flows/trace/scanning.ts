import { facetsOf, objectKey } from '../../ledger/facets.ts';
import { MainwardError } from '../../model/errors.ts';
import type { Recorded, Sha256 } from '../../model/ledger.ts';
import type { LedgerQuery, LedgerReader } from '../../ports/ledger.ts';

/** A ledger as it is published, without its index. */
export type PublishedEntries = Pick<LedgerReader, 'size' | 'entry' | 'payload'>;

/** So many entries are read; a larger ledger has a server that knows where to look. */
const MOST_ENTRIES = 500_000;
const FOUND_AT_MOST = 1_000;

/** Finds by reading every entry, once: for whoever has the folder and not its writer. */
export class ScanningLedger implements LedgerReader {
  readonly #published: PublishedEntries;
  #entries: Promise<readonly Recorded[]> | undefined;

  constructor(published: PublishedEntries) {
    this.#published = published;
  }

  size(): number {
    return this.#published.size();
  }

  entry(index: number): Promise<Recorded | undefined> {
    return this.#published.entry(index);
  }

  payload(digest: Sha256): Promise<Uint8Array | undefined> {
    return this.#published.payload(digest);
  }

  async find(query: LedgerQuery): Promise<readonly Recorded[]> {
    this.#entries ??= allEntries(this.#published);
    const { limit = FOUND_AT_MOST } = query;
    const found: Recorded[] = [];
    const entries = await this.#entries;
    for (let at = entries.length - 1; at >= 0 && found.length < limit; at -= 1) {
      const one = entries[at];
      if (one !== undefined && answers(one, query)) found.push(one);
    }
    return found;
  }
}

/** Every entry, oldest first. Rejects with BUDGET_EXCEEDED where there are too many to hold. */
export async function allEntries(published: PublishedEntries): Promise<readonly Recorded[]> {
  const size = published.size();
  if (size > MOST_ENTRIES) {
    throw new MainwardError(
      'BUDGET_EXCEEDED',
      `The ledger has ${size} entries, and at most ${MOST_ENTRIES} are read without its index.`,
      { remedy: 'Ask its server: --server URL.' },
    );
  }
  const entries: Recorded[] = [];
  for (let index = 0; index < size; index += 1) {
    const one = await published.entry(index);
    if (one !== undefined) entries.push(one);
  }
  return entries;
}

function answers({ index, entry }: Recorded, query: LedgerQuery): boolean {
  const { types, repository, commit, proposal, object, digest, before } = query;
  if (before !== undefined && index >= before) return false;
  if (types !== undefined && !types.includes(entry.type)) return false;
  const facets = facetsOf(entry);
  return (
    (repository === undefined || facets.repository === repository) &&
    (commit === undefined || facets.commits.includes(commit)) &&
    (proposal === undefined || facets.proposal === proposal) &&
    (object === undefined || facets.objects.includes(objectKey(object))) &&
    (digest === undefined || facets.digests.includes(digest))
  );
}
