import { readBundle, writeBundle } from '../../ledger/bundle.ts';
import { HASH_BYTES } from '../../ledger/hash.ts';
import { readTilePath, TILE_WIDTH, type Tile, tileOf, tilePath } from '../../ledger/tile.ts';
import type { LedgerStore } from '../../ports/ledger-store.ts';
import { inTree } from './ports.ts';

/** One file of a tile: the full one, or a partial one that some smaller tree had. */
export interface TileVersion {
  /** As in the tree. */
  readonly path: string;
  readonly width: number;
}

/** The files that there are of a tree of some size, by what they are files of. */
export class TreeFiles {
  /** Paths in the tree's folder that no tree of this size has. */
  readonly strange: readonly string[];
  readonly #files: LedgerStore['files'];
  readonly #versions: Map<string, TileVersion[]> = new Map();

  private constructor(files: LedgerStore['files'], paths: readonly string[], size: number) {
    this.#files = files;
    const strange: string[] = [];
    for (const path of paths) {
      const tile = readTilePath(path);
      const current = tile && tileOf(size, tile.level, tile.index);
      if (tile === undefined || current === undefined || tile.width > current.width) {
        strange.push(path);
        continue;
      }
      const key = fullPath(tile);
      const versions = this.#versions.get(key) ?? [];
      versions.push({ path, width: tile.width });
      this.#versions.set(key, versions);
    }
    this.strange = strange.toSorted();
  }

  static async list(files: LedgerStore['files'], size: number): Promise<TreeFiles> {
    const below = inTree('');
    const paths = await files.list(inTree('tile'));
    return new TreeFiles(
      files,
      paths.map((path) => path.slice(below.length)),
      size,
    );
  }

  /** The bytes of a tile as the tree has it; where the full one has taken its place meanwhile, what that begins with. */
  async current(tile: Tile): Promise<Uint8Array | undefined> {
    const bytes = await this.get(tilePath(tile));
    if (bytes !== undefined || tile.width === TILE_WIDTH) return bytes;
    const full = await this.get(fullPath(tile));
    if (tile.level !== 'entries') return full?.subarray(0, tile.width * HASH_BYTES);
    const entries = full && readBundle(full);
    return entries && writeBundle(entries.slice(0, tile.width));
  }

  get(path: string): Promise<Uint8Array | undefined> {
    return this.#files.get(inTree(path));
  }

  /** Every file of the tile that a path names, whatever its width. */
  versions(path: string): readonly TileVersion[] {
    const tile = readTilePath(path);
    return (tile && this.#versions.get(fullPath(tile))) ?? [];
  }
}

function fullPath(tile: Tile): string {
  return tilePath({ ...tile, width: TILE_WIDTH });
}
