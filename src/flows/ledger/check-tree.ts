import { readBundle } from '../../ledger/bundle.ts';
import { joinBytes, sameBytes } from '../../ledger/bytes.ts';
import type { Checkpoint } from '../../ledger/checkpoint.ts';
import type { Sha256Function } from '../../ledger/crypto.ts';
import { EMPTY_EDGE, edgeRoot, extendHashes, type TreeEdge } from '../../ledger/edge.ts';
import { HASH_BYTES, type Hash, leafHash } from '../../ledger/hash.ts';
import { readTilePath, TILE_WIDTH, type Tile, tileOf, tilePath } from '../../ledger/tile.ts';
import { completeHash, hashesOf } from '../../ledger/tree.ts';
import { inTree } from './ports.ts';
import type { TreeFiles } from './tree-files.ts';

/** Something that is not what the signed checkpoint commits to. */
export interface LogFault {
  /** As the store names it. */
  readonly file: string;
  readonly why: string;
}

const WRONG_HASHES = 'it does not have the hashes of what lies below it';

/**
 * Makes the tree anew from all its entries and holds every file to it. `visit` gets each entry that is as it should
 * be. Where a bundle and the hashes over it contradict each other, what lies above them says which of them is damaged.
 */
export class TreeCheck {
  readonly faults: Map<string, string> = new Map();
  readonly #checkpoint: Checkpoint;
  readonly #size: number;
  readonly #files: TreeFiles;
  readonly #sha256: Sha256Function;
  #edge: TreeEdge = EMPTY_EDGE;

  constructor(checkpoint: Checkpoint, files: TreeFiles, sha256: Sha256Function) {
    this.#checkpoint = checkpoint;
    this.#size = Number(checkpoint.size);
    this.#files = files;
    this.#sha256 = sha256;
  }

  async run(
    visit: (first: number, entries: readonly (Uint8Array | undefined)[]) => Promise<void>,
  ): Promise<void> {
    for (let index = 0; index * TILE_WIDTH < this.#size; index++) {
      const leaves = await this.#leaves(index, visit);
      // Nothing is known of what was here, so nothing can be said of what rests on it.
      if (leaves === undefined) return;
      const extension = extendHashes(this.#sha256, this.#edge, leaves);
      this.#edge = extension.edge;
      for (const { path, bytes } of extension.files) if (!path.includes('.p/')) await this.#hold(path, bytes);
    }
    for (const [level, hashes] of this.#edge.levels.entries()) {
      const tile =
        hashes.length > 0 ? { level, index: this.#edgeIndex(level), width: hashes.length } : undefined;
      if (tile !== undefined) await this.#hold(tilePath(tile), joinBytes(hashes));
    }
    if (this.faults.size === 0 && !sameBytes(edgeRoot(this.#sha256, this.#edge), this.#checkpoint.root)) {
      this.#blame(inTree('checkpoint'), 'the root that it signs is not that of the entries');
    }
  }

  /** The hashes of a bundle's entries, by the bundle or, where it is damaged, by the tile over it. */
  async #leaves(
    index: number,
    visit: (first: number, entries: readonly (Uint8Array | undefined)[]) => Promise<void>,
  ): Promise<readonly Hash[] | undefined> {
    const bundle = tileOf(this.#size, 'entries', index);
    const tile = tileOf(this.#size, 0, index);
    if (bundle === undefined || tile === undefined) return undefined;
    const entries = await this.#entries(bundle);
    const below = entries?.map((entry) => leafHash(this.#sha256, entry));
    const above = await this.#hashes(tile);
    const leaves = await this.#choose(bundle, tile, below, above);
    if (leaves === undefined) return undefined;
    await visit(
      index * TILE_WIDTH,
      leaves.map((leaf, at) => {
        const hash = below?.[at];
        return hash !== undefined && sameBytes(hash, leaf) ? entries?.[at] : undefined;
      }),
    );
    await this.#holdPartialBundles(bundle, leaves);
    return leaves;
  }

  async #choose(
    bundle: Tile,
    tile: Tile,
    below: readonly Hash[] | undefined,
    above: readonly Hash[] | undefined,
  ): Promise<readonly Hash[] | undefined> {
    if (below === undefined || above === undefined) return below ?? above;
    const at = below.findIndex((hash, place) => !sameBytes(hash, above[place] ?? hash));
    if (at < 0) return below;
    const isBelow = await this.#isCommitted(tile, below);
    const isAbove = !isBelow && (await this.#isCommitted(tile, above));
    const entry = tile.index * TILE_WIDTH + at;
    if (!isBelow) this.#blame(inTree(tilePath(bundle)), `entry ${entry} does not have the hash in the tree`);
    if (!isAbove) this.#blame(inTree(tilePath(tile)), WRONG_HASHES);
    return isAbove ? above : below;
  }

  /** Is it these hashes that what lies above rests on? */
  async #isCommitted(tile: Tile, hashes: readonly Hash[]): Promise<boolean> {
    if (tile.width < TILE_WIDTH) {
      const { edge } = extendHashes(this.#sha256, this.#edge, hashes);
      return sameBytes(edgeRoot(this.#sha256, edge), this.#checkpoint.root);
    }
    const parent = tileOf(this.#size, 1, Math.floor(tile.index / TILE_WIDTH));
    const place = (tile.index % TILE_WIDTH) * HASH_BYTES;
    const bytes = parent && (await this.#files.current(parent));
    const committed = bytes?.subarray(place, place + HASH_BYTES);
    return committed !== undefined && sameBytes(committed, completeHash(this.#sha256, joinBytes(hashes)));
  }

  async #entries(bundle: Tile): Promise<readonly Uint8Array[] | undefined> {
    const path = inTree(tilePath(bundle));
    const bytes = await this.#files.current(bundle);
    const entries = bytes && readBundle(bytes);
    if (bytes === undefined) this.#blame(path, 'it is missing');
    else if (entries?.length !== bundle.width)
      this.#blame(path, `it is no bundle of ${bundle.width} entries`);
    else return entries;
    return undefined;
  }

  async #hashes(tile: Tile): Promise<readonly Hash[] | undefined> {
    const path = inTree(tilePath(tile));
    const bytes = await this.#files.current(tile);
    if (bytes === undefined) this.#blame(path, 'it is missing');
    else if (bytes.length !== tile.width * HASH_BYTES)
      this.#blame(path, `it does not have ${tile.width} hashes`);
    else return hashesOf(bytes);
    return undefined;
  }

  /** A tile of hashes, and the partial ones that were there before it. */
  async #hold(path: string, bytes: Uint8Array): Promise<void> {
    for (const { width, path: held } of this.#files.versions(path)) {
      // One that is gone since it was listed has been replaced by the full one.
      const there = await this.#files.get(held);
      if (there !== undefined && !sameBytes(there, bytes.subarray(0, width * HASH_BYTES))) {
        this.#blame(inTree(held), WRONG_HASHES);
      }
    }
    const tile = readTilePath(path);
    const current = tile && (await this.#files.current(tile));
    if (current === undefined) this.#blame(inTree(path), 'it is missing');
    else if (!sameBytes(current, bytes)) this.#blame(inTree(path), WRONG_HASHES);
  }

  async #holdPartialBundles(bundle: Tile, leaves: readonly Hash[]): Promise<void> {
    for (const { width, path } of this.#files.versions(tilePath(bundle))) {
      if (width === bundle.width) continue;
      const bytes = await this.#files.get(path);
      if (bytes === undefined) continue;
      const entries = readBundle(bytes);
      const isSame =
        entries?.length === width &&
        entries.every((entry, at) => sameBytes(leafHash(this.#sha256, entry), leaves[at] ?? entry));
      if (!isSame) this.#blame(inTree(path), 'its entries do not have the hashes in the tree');
    }
  }

  #edgeIndex(level: number): number {
    return Math.floor(this.#size / TILE_WIDTH ** (level + 1));
  }

  #blame(file: string, why: string): void {
    if (!this.faults.has(file)) this.faults.set(file, why);
  }
}
