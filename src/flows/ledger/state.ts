import { readBundle } from '../../ledger/bundle.ts';
import { sameBytes } from '../../ledger/bytes.ts';
import { type Checkpoint, openCheckpoint } from '../../ledger/checkpoint.ts';
import type { LedgerCrypto } from '../../ledger/crypto.ts';
import { edgeRoot, type TreeEdge } from '../../ledger/edge.ts';
import { HASH_BYTES, type Hash, leafHash } from '../../ledger/hash.ts';
import type { VerifierKey } from '../../ledger/key.ts';
import { edgeTiles, hashesAt, tilePath } from '../../ledger/tile.ts';
import { hashesOf } from '../../ledger/tree.ts';
import { MainwardError } from '../../model/errors.ts';
import type { LedgerFiles } from '../../ports/ledger-store.ts';
import { inTree } from './ports.ts';

/** A log as it stands: what it has signed last, and what it goes on from. */
export interface LogState {
  /** The signed checkpoint, byte for byte. */
  readonly note: Uint8Array;
  readonly checkpoint: Checkpoint;
  readonly size: number;
  readonly edge: TreeEdge;
}

/** A file, or an entry, is not what was signed. Nothing is added to a ledger where that is so. */
export function damaged(what: string, why: string): MainwardError {
  return new MainwardError('LEDGER_DAMAGED', `The ledger is damaged at ${what}: ${why}.`, {
    fields: { file: what, why },
    remedy: 'Nothing is added to it as it is: restore the file from a copy, and run `mainward log fsck`.',
  });
}

/** Opens a signed checkpoint of the log's own. */
export function openOwn(name: string, note: Uint8Array, key: VerifierKey, crypto: LedgerCrypto): Checkpoint {
  const opened = openCheckpoint(note, [key], crypto);
  if (!opened.ok) throw damaged(name, opened.error);
  if (opened.value.size > BigInt(Number.MAX_SAFE_INTEGER))
    throw damaged(name, 'its size is beyond any ledger');
  return opened.value;
}

/** Reads the right edge of the tree and holds it to the root that was signed. */
export async function loadEdge(
  checkpoint: Checkpoint,
  files: LedgerFiles,
  { sha256 }: LedgerCrypto,
): Promise<TreeEdge> {
  const size = Number(checkpoint.size);
  const levels: (readonly Hash[])[] = [];
  for (let level = 0; hashesAt(level, size) > 0; level++) levels.push([]);
  let entries: readonly Uint8Array[] = [];
  let bundle = '';
  for (const tile of edgeTiles(size)) {
    const path = inTree(tilePath(tile));
    const bytes = await files.get(path);
    if (bytes === undefined) throw damaged(path, 'it is missing');
    if (tile.level === 'entries') {
      const read = readBundle(bytes);
      if (read?.length !== tile.width)
        throw damaged(path, 'it is no bundle of as many entries as it should have');
      entries = read;
      bundle = path;
    } else if (bytes.length !== tile.width * HASH_BYTES) {
      throw damaged(path, `it does not have ${tile.width} hashes`);
    } else {
      levels[tile.level] = hashesOf(bytes);
    }
  }
  const edge: TreeEdge = { size, levels, entries };
  for (const [at, entry] of entries.entries()) {
    const hash = levels[0]?.[at];
    if (hash === undefined || !sameBytes(leafHash(sha256, entry), hash)) {
      throw damaged(bundle, `entry ${size - entries.length + at} does not have the hash in the tree`);
    }
  }
  if (!sameBytes(edgeRoot(sha256, edge), checkpoint.root)) {
    throw damaged(inTree('tile'), 'its right edge does not have the root that was signed');
  }
  return edge;
}
