import { toHex } from '../../ledger/bytes.ts';
import type { Checkpoint } from '../../ledger/checkpoint.ts';
import type { LedgerCrypto } from '../../ledger/crypto.ts';
import type { TreeEdge } from '../../ledger/edge.ts';
import { decodeEntry } from '../../ledger/entry.ts';
import { leafHash } from '../../ledger/hash.ts';
import { makeProof, type ProvableEntry } from '../../ledger/proof.ts';
import { inclusionRanges } from '../../ledger/subtree.ts';
import { readTilePath } from '../../ledger/tile.ts';
import { inclusionProof, tilesOfRanges } from '../../ledger/tree.ts';
import { isIncluded } from '../../ledger/verify-proof.ts';
import { MainwardError } from '../../model/errors.ts';
import type { Recorded, Sha256 } from '../../model/ledger.ts';
import type { ProofDocument } from '../../model/proof.ts';
import type { LedgerProver, LedgerTree } from '../../ports/ledger.ts';
import type { LedgerFiles } from '../../ports/ledger-store.ts';
import { inTree, payloadPath } from './ports.ts';
import { TreeReader } from './reader.ts';
import { damaged } from './state.ts';

/** What is published of a log. */
export interface Published {
  /** The signed checkpoint. */
  readonly note: Uint8Array;
  readonly checkpoint: Checkpoint;
  readonly size: number;
  /** What whoever writes it goes on from, held to what was signed: absent where nobody here does. */
  readonly edge?: TreeEdge;
}

/** A log as readers have it: its entries, what they commit to, and proofs of both. */
export class LogView implements LedgerProver, LedgerTree {
  readonly reader: TreeReader;
  readonly #files: LedgerFiles;
  readonly #crypto: LedgerCrypto;
  readonly #published: () => Published;

  constructor(files: LedgerFiles, crypto: LedgerCrypto, published: () => Published) {
    this.reader = new TreeReader(files, crypto);
    this.#files = files;
    this.#crypto = crypto;
    this.#published = published;
  }

  size(): number {
    return this.#published().size;
  }

  async entry(index: number): Promise<Recorded | undefined> {
    const { size, edge } = this.#published();
    if (!Number.isSafeInteger(index) || index < 0 || index >= size) return undefined;
    // The newest are asked for by everybody who follows, and are in memory.
    const newest = edge?.entries[index - (size - edge.entries.length)];
    return recorded(index, newest ?? (await this.reader.entry(index, size)));
  }

  /** Rejects with LEDGER_DAMAGED where other bytes lie there than the digest names. */
  async payload(digest: Sha256): Promise<Uint8Array | undefined> {
    if (!/^[0-9a-f]{64}$/.test(digest)) return undefined;
    const path = payloadPath(digest);
    const bytes = await this.#files.get(path);
    if (bytes !== undefined && toHex(this.#crypto.sha256(bytes)) !== digest) {
      throw damaged(path, 'its content does not have the digest that is its name');
    }
    return bytes;
  }

  async prove(
    indexes: readonly number[],
    { payloads }: { readonly payloads: boolean },
  ): Promise<ProofDocument> {
    const published = this.#published();
    const entries: ProvableEntry[] = [];
    for (const index of new Set(indexes)) entries.push(await this.#provable(index, published, payloads));
    return makeProof(published.note, entries);
  }

  async file(path: string): Promise<Uint8Array | undefined> {
    if (path === 'checkpoint') return this.#published().note;
    return readTilePath(path) === undefined ? undefined : this.#files.get(inTree(path));
  }

  async #provable(
    index: number,
    { checkpoint, size }: Published,
    withPayload: boolean,
  ): Promise<ProvableEntry> {
    if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw unknownEntry(index, size);
    const { sha256 } = this.#crypto;
    const leaf = await this.reader.entry(index, size);
    const tiles = await this.reader.hashes(tilesOfRanges(inclusionRanges(index, size), size));
    const inclusion = inclusionProof(sha256, index, size, tiles);
    const claim = {
      index: BigInt(index),
      size: checkpoint.size,
      leaf: leafHash(sha256, leaf),
      root: checkpoint.root,
    };
    if (!isIncluded(sha256, claim, inclusion)) {
      throw damaged(inTree('tile'), `its hashes do not prove entry ${index} under the root that was signed`);
    }
    const digest = withPayload ? recorded(index, leaf).entry.payload : undefined;
    const payload = digest === undefined ? undefined : await this.payload(digest);
    return { index, leaf, inclusion, ...(payload === undefined ? {} : { payload }) };
  }
}

/** Throws LEDGER_DAMAGED for what is no entry. */
export function recorded(index: number, leaf: Uint8Array): Recorded {
  const entry = decodeEntry(leaf);
  if (!entry.ok) throw damaged(`entry ${index}`, entry.error);
  return { index, entry: entry.value };
}

export function unknownEntry(index: number, size: number): MainwardError {
  return new MainwardError('LEDGER_ENTRY_UNKNOWN', `There is no entry ${index}: the ledger has ${size}.`, {
    fields: { index, size },
    remedy: size === 0 ? 'Entries are numbered from 0 on.' : `Name one from 0 to ${size - 1}.`,
  });
}
