import { readBundle } from '../../ledger/bundle.ts';
import { sameBytes } from '../../ledger/bytes.ts';
import type { LedgerCrypto } from '../../ledger/crypto.ts';
import { HASH_BYTES, leafHash } from '../../ledger/hash.ts';
import { TILE_WIDTH, type Tile, tileOf, tilePath } from '../../ledger/tile.ts';
import type { TileHashes } from '../../ledger/tree.ts';
import type { LedgerFiles } from '../../ports/ledger-store.ts';
import { inTree } from './ports.ts';
import { damaged } from './state.ts';

/** What a tile has never changes, it only gets more; so many of them are kept in memory, each as far as it was needed. */
const MOST_KEPT = 256;

interface Kept {
  readonly width: number;
  readonly bytes: Uint8Array;
}

/** Reads entries and hashes of a tree, and takes no entry that the tree does not commit to. */
export class TreeReader {
  readonly #files: LedgerFiles;
  readonly #crypto: LedgerCrypto;
  readonly #kept: Map<string, Kept> = new Map();
  /** Bundles that are kept, taken apart: whoever reads entry by entry asks for the same one again and again. */
  readonly #apart: WeakMap<Uint8Array, readonly Uint8Array[]> = new WeakMap();

  constructor(files: LedgerFiles, crypto: LedgerCrypto) {
    this.#files = files;
    this.#crypto = crypto;
  }

  /** The entry's bytes, as they were hashed. `index` is below `size`. Throws LEDGER_DAMAGED. */
  async entry(index: number, size: number): Promise<Uint8Array> {
    const at = index % TILE_WIDTH;
    const [entry] = await this.entries(index, size, at + 1);
    return entry ?? new Uint8Array(0);
  }

  /** The entries from `first` on that lie in one bundle with it, before `size`. */
  async entries(first: number, size: number, end: number = TILE_WIDTH): Promise<readonly Uint8Array[]> {
    const index = Math.floor(first / TILE_WIDTH);
    const bundle = tileOf(size, 'entries', index);
    const tile = tileOf(size, 0, index);
    if (bundle === undefined || tile === undefined) return [];
    const all = this.#entriesOf(await this.#tile(bundle));
    const hashes = await this.#tile(tile);
    if (all === undefined || all.length < bundle.width)
      throw damaged(inTree(tilePath(bundle)), 'it is no bundle of entries');
    const entries = all.slice(first % TILE_WIDTH, Math.min(end, bundle.width));
    for (const [at, entry] of entries.entries()) {
      const place = ((first % TILE_WIDTH) + at) * HASH_BYTES;
      if (!sameBytes(leafHash(this.#crypto.sha256, entry), hashes.subarray(place, place + HASH_BYTES))) {
        throw damaged(inTree(tilePath(bundle)), `entry ${first + at} does not have the hash in the tree`);
      }
    }
    return entries;
  }

  #entriesOf(bundle: Uint8Array): readonly Uint8Array[] | undefined {
    const known = this.#apart.get(bundle);
    if (known !== undefined) return known;
    const entries = readBundle(bundle);
    if (entries !== undefined) this.#apart.set(bundle, entries);
    return entries;
  }

  /** Brings tiles to where hashes are made of them. */
  async hashes(tiles: readonly Tile[]): Promise<TileHashes> {
    const loaded = new Map<string, Uint8Array>();
    for (const tile of tiles) loaded.set(`${tile.level}/${tile.index}`, await this.#tile(tile));
    return (level, index) => loaded.get(`${level}/${index}`);
  }

  /** At least as far as this; where it is wider, it begins with this. */
  async #tile(tile: Tile): Promise<Uint8Array> {
    const path = tilePath(tile);
    // A partial tile may have been taken away since the full one is there, of which it is the beginning.
    const full = tilePath({ ...tile, width: TILE_WIDTH });
    const kept = this.#kept.get(full);
    if (kept !== undefined && kept.width >= tile.width) {
      this.#keep(full, kept);
      return kept.bytes;
    }
    const bytes = await this.#files.get(inTree(path));
    if (bytes !== undefined) return this.#keep(full, { width: tile.width, bytes });
    const whole = await this.#files.get(inTree(full));
    if (whole === undefined) throw damaged(inTree(path), 'it is missing');
    return this.#keep(full, { width: TILE_WIDTH, bytes: whole });
  }

  #keep(path: string, kept: Kept): Uint8Array {
    this.#kept.delete(path);
    this.#kept.set(path, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return kept.bytes;
  }
}
