import { writeBundle } from './bundle.ts';
import { joinBytes } from './bytes.ts';
import type { Sha256Function } from './crypto.ts';
import { type Hash, leafHash } from './hash.ts';
import { hashesAt, TILE_WIDTH, tilePath } from './tile.ts';
import { completeHash, rootHash, type TileHashes } from './tree.ts';

/** All that is needed to go on writing a tree: what its partial tiles hold. */
export interface TreeEdge {
  readonly size: number;
  /** By level, from 0 on: the hashes in its partial tile. */
  readonly levels: readonly (readonly Hash[])[];
  /** The entries in the partial bundle. */
  readonly entries: readonly Uint8Array[];
}

export const EMPTY_EDGE: TreeEdge = { size: 0, levels: [], entries: [] };

export interface TileFile {
  /** As `tilePath` writes it. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface Extension {
  readonly edge: TreeEdge;
  readonly root: Hash;
  /** Every tile that is new, whether full or at the edge. */
  readonly files: readonly TileFile[];
  /** The hashes of what is new and of the edge: enough to prove that the tree goes on from the old one. */
  readonly tiles: TileHashes;
}

/** Adds entries, at least one, to a tree. */
export function extendTree(
  sha256: Sha256Function,
  edge: TreeEdge,
  entries: readonly Uint8Array[],
): Extension {
  const growth = new Growth(sha256, edge);
  for (const entry of entries) growth.add(entry);
  return growth.finish();
}

/** Adds entries of which only the hashes are known: there are no bundles, neither in `edge` nor in what comes out. */
export function extendHashes(sha256: Sha256Function, edge: TreeEdge, leaves: readonly Hash[]): Extension {
  const growth = new Growth(sha256, edge);
  for (const leaf of leaves) growth.addHash(leaf);
  return growth.finish();
}

/** The root of the tree whose edge this is. */
export function edgeRoot(sha256: Sha256Function, edge: TreeEdge): Hash {
  const tiles = edge.levels.map(joinBytes);
  return rootHash(sha256, edge.size, (level) => tiles[level]);
}

class Growth {
  readonly #sha256: Sha256Function;
  readonly #levels: Hash[][];
  readonly #files: TileFile[] = [];
  readonly #tiles: Map<string, Uint8Array> = new Map();
  readonly #grown: Set<number> = new Set();
  #entries: Uint8Array[];
  #size: number;

  constructor(sha256: Sha256Function, edge: TreeEdge) {
    this.#sha256 = sha256;
    this.#size = edge.size;
    this.#entries = [...edge.entries];
    this.#levels = edge.levels.map((hashes) => [...hashes]);
  }

  add(entry: Uint8Array): void {
    this.#entries.push(entry);
    this.addHash(leafHash(this.#sha256, entry));
    if (this.#entries.length < TILE_WIDTH) return;
    this.#writeBundle(this.#size / TILE_WIDTH - 1);
    this.#entries = [];
  }

  addHash(leaf: Hash): void {
    this.#size++;
    this.#push(0, leaf);
  }

  finish(): Extension {
    if (this.#entries.length > 0) this.#writeBundle(Math.floor(this.#size / TILE_WIDTH));
    for (const [level, hashes] of this.#levels.entries()) {
      const index = Math.floor(hashesAt(level, this.#size) / TILE_WIDTH);
      if (this.#grown.has(level) && hashes.length > 0) this.#writeTile(level, index, hashes);
      else this.#tiles.set(`${level}/${index}`, joinBytes(hashes));
    }
    const edge: TreeEdge = { size: this.#size, levels: this.#levels, entries: this.#entries };
    return {
      edge,
      root: edgeRoot(this.#sha256, edge),
      files: this.#files,
      tiles: (level, index) => this.#tiles.get(`${level}/${index}`),
    };
  }

  #push(level: number, hash: Hash): void {
    const hashes = this.#levels[level] ?? [];
    this.#levels[level] = hashes;
    this.#grown.add(level);
    hashes.push(hash);
    if (hashes.length < TILE_WIDTH) return;
    const tile = this.#writeTile(level, hashesAt(level, this.#size) / TILE_WIDTH - 1, hashes);
    this.#levels[level] = [];
    this.#push(level + 1, completeHash(this.#sha256, tile));
  }

  #writeTile(level: number, index: number, hashes: readonly Hash[]): Uint8Array {
    const bytes = joinBytes(hashes);
    this.#tiles.set(`${level}/${index}`, bytes);
    this.#files.push({ path: tilePath({ level, index, width: hashes.length }), bytes });
    return bytes;
  }

  #writeBundle(index: number): void {
    const tile = { level: 'entries', index, width: this.#entries.length } as const;
    this.#files.push({ path: tilePath(tile), bytes: writeBundle(this.#entries) });
  }
}
