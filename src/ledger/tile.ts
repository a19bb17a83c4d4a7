/** How many hashes, or entries, a full tile has (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;
/** `256 ** 6` entries are more than a safe integer counts in 7 levels; nothing of ours is larger. */
const MOST_LEVELS = 7;

/** A tile of hashes at a level of the tree, or a bundle of entries. */
export interface Tile {
  readonly level: number | 'entries';
  readonly index: number;
  /** 1 to 256; below 256 it is the right edge of some tree. */
  readonly width: number;
}

/** `tile/0/x001/234`, `tile/entries/000.p/17`. */
export function tilePath({ level, index, width }: Tile): string {
  const groups = [String(index % 1_000).padStart(3, '0')];
  for (let rest = Math.floor(index / 1_000); rest > 0; rest = Math.floor(rest / 1_000)) {
    groups.unshift(`x${String(rest % 1_000).padStart(3, '0')}`);
  }
  return `tile/${level}/${groups.join('/')}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

const PATH =
  /^tile\/(entries|[0-9]|[1-5][0-9]|6[0-3])\/((?:x[0-9]{3}\/){0,5})([0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** `undefined` for what is no path of a tile, or not the one way to write it. */
export function readTilePath(path: string): Tile | undefined {
  const [, level, upper = '', last = '', partial] = PATH.exec(path) ?? [];
  if (level === undefined) return undefined;
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(upper.replace(/[x/]/g, '') + last),
    width: partial === undefined ? TILE_WIDTH : Number(partial),
  };
  return tilePath(tile) === path ? tile : undefined;
}

/** How many hashes a level of a tree has. Level 0 has one an entry. */
export function hashesAt(level: number, size: number): number {
  let hashes = size;
  for (let below = 0; below < level; below++) hashes = Math.floor(hashes / TILE_WIDTH);
  return hashes;
}

/** A tile as a tree of `size` has it; `undefined` where it has none there. */
export function tileOf(size: number, level: number | 'entries', index: number): Tile | undefined {
  const width = Math.min(hashesAt(level === 'entries' ? 0 : level, size) - index * TILE_WIDTH, TILE_WIDTH);
  return width > 0 ? { level, index, width } : undefined;
}

/** The partial tiles of a tree of `size`, bundle first. */
export function edgeTiles(size: number): readonly Tile[] {
  return levels(size).flatMap((level) => {
    const hashes = hashesAt(level === 'entries' ? 0 : level, size);
    const tile = tileOf(size, level, Math.floor(hashes / TILE_WIDTH));
    return tile === undefined ? [] : [tile];
  });
}

/** Every tile of a tree of `size`: bundles first, then the hashes level by level, each from the left. */
export function* allTiles(size: number): Generator<Tile> {
  for (const level of levels(size)) {
    for (let index = 0; ; index++) {
      const tile = tileOf(size, level, index);
      if (tile === undefined) break;
      yield tile;
    }
  }
}

/** The levels where a tree of `size` has hashes, after the entries themselves. */
function levels(size: number): readonly (number | 'entries')[] {
  const hashed = Array.from({ length: MOST_LEVELS }, (_, level) => level);
  return ['entries', ...hashed.filter((level) => hashesAt(level, size) > 0)];
}
