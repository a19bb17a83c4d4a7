import { MainwardError } from '../model/errors.ts';
import type { Sha256Function } from './crypto.ts';
import { emptyRoot, HASH_BYTES, type Hash, joinHashes, nodeHash } from './hash.ts';
import { consistencyRanges, inclusionRanges, type Range, type Subtree, subtreesOf } from './subtree.ts';
import { TILE_WIDTH, type Tile, tileOf, tilePath } from './tile.ts';

/** Levels of the binary tree that one level of tiles spans: `2 ** 8 = 256`. */
const TILE_HEIGHT = 8;

/** The hashes of a tile, one after the other; it may hold more of them than the tree in question has. */
export type TileHashes = (level: number, index: number) => Uint8Array | undefined;

/** The tiles that must be at hand to hash these ranges in a tree of `size`, each once. */
export function tilesOfRanges(ranges: readonly Range[], size: number): readonly Tile[] {
  const tiles = new Map<string, Tile>();
  for (const subtree of ranges.flatMap(subtreesOf)) {
    const { level, index } = placeOf(subtree);
    const tile = tileOf(size, level, index);
    if (tile !== undefined) tiles.set(tilePath(tile), tile);
  }
  return [...tiles.values()];
}

/** RFC 6962: the root of the tree of `size` entries. Throws LEDGER_DAMAGED where a tile lacks what the tree has. */
export function rootHash(sha256: Sha256Function, size: number, tiles: TileHashes): Hash {
  return rangeHash(sha256, { begin: 0, end: size }, tiles);
}

/** The hashes that prove an entry to be in the tree of `size`, its neighbour first. */
export function inclusionProof(
  sha256: Sha256Function,
  index: number,
  size: number,
  tiles: TileHashes,
): readonly Hash[] {
  return inclusionRanges(index, size).map((range) => rangeHash(sha256, range, tiles));
}

/** The hashes that prove the tree of `size` to go on from the one of `from`. */
export function consistencyProof(
  sha256: Sha256Function,
  from: number,
  size: number,
  tiles: TileHashes,
): readonly Hash[] {
  return consistencyRanges(from, size).map((range) => rangeHash(sha256, range, tiles));
}

function rangeHash(sha256: Sha256Function, range: Range, tiles: TileHashes): Hash {
  const subtrees = subtreesOf(range).map((subtree) => subtreeHash(sha256, subtree, tiles));
  return joinHashes(sha256, subtrees) ?? emptyRoot(sha256);
}

function subtreeHash(sha256: Sha256Function, subtree: Subtree, tiles: TileHashes): Hash {
  const { level, index, first, count } = placeOf(subtree);
  const tile = tiles(level, index);
  if (tile === undefined || tile.length < (first + count) * HASH_BYTES) {
    const path = tilePath({ level, index, width: TILE_WIDTH });
    const why = 'it lacks hashes that the tree has';
    throw new MainwardError('LEDGER_DAMAGED', `${path}: ${why}.`, { fields: { file: path, why } });
  }
  return completeHash(sha256, tile.subarray(first * HASH_BYTES, (first + count) * HASH_BYTES));
}

/** The root over `2 ** n` neighbouring hashes. */
export function completeHash(sha256: Sha256Function, hashes: Uint8Array): Hash {
  let row = hashesOf(hashes);
  while (row.length > 1) {
    const above: Hash[] = [];
    for (let at = 0; at + 1 < row.length; at += 2) {
      above.push(nodeHash(sha256, row[at] ?? EMPTY, row[at + 1] ?? EMPTY));
    }
    row = above;
  }
  return row[0] ?? EMPTY;
}

const EMPTY = new Uint8Array(0);

/** The hashes that lie in a tile. */
export function hashesOf(tile: Uint8Array): readonly Hash[] {
  return Array.from({ length: tile.length / HASH_BYTES }, (_, at) =>
    tile.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );
}

/** Which hashes of which tile a complete subtree is made of. */
function placeOf({ height, index }: Subtree): {
  readonly level: number;
  readonly index: number;
  readonly first: number;
  readonly count: number;
} {
  const count = 2 ** (height % TILE_HEIGHT);
  const first = index * count;
  return {
    level: Math.floor(height / TILE_HEIGHT),
    index: Math.floor(first / TILE_WIDTH),
    first: first % TILE_WIDTH,
    count,
  };
}
