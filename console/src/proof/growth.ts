import { fromBase64, toBase64 } from '../../../src/ledger/base64.ts';
import { encodeUtf8 } from '../../../src/ledger/bytes.ts';
import { type Checkpoint, openCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { readVerifierKey } from '../../../src/ledger/key.ts';
import { consistencyRanges } from '../../../src/ledger/subtree.ts';
import { tilePath } from '../../../src/ledger/tile.ts';
import { consistencyProof, tilesOfRanges } from '../../../src/ledger/tree.ts';
import { isConsistent } from '../../../src/ledger/verify-proof.ts';
import type { LogDocument } from '../../../src/model/log.ts';
import { settled } from './crypto.ts';
import type { SeenLog } from './memory.ts';

/** Is the log the one that this browser saw before, and did it only grow? */
export type Growth =
  /** Nothing was seen before: from now on it is remembered. */
  | { readonly state: 'first'; readonly now: SeenLog }
  | { readonly state: 'grown'; readonly now: SeenLog; readonly before: SeenLog }
  /** `why` is a sentence. What was remembered stays so. */
  | { readonly state: 'refuted'; readonly why: string; readonly before?: SeenLog };

/** Fetches the bytes of a tile, by its path as `tilePath` writes it. */
export type TileSource = (path: string) => Promise<Uint8Array>;

/** Judges what a log says of itself against what was seen of it before. Rejects where a tile cannot be had. */
export async function growthOf(
  log: LogDocument,
  before: SeenLog | undefined,
  tiles: TileSource,
  at: string,
): Promise<Growth> {
  const { verifierKey = '' } = log;
  const checkpoint = await opened(log.checkpoint, verifierKey);
  if (typeof checkpoint === 'string') return { state: 'refuted', why: checkpoint };
  const now: SeenLog = { verifierKey, size: Number(checkpoint.size), root: toBase64(checkpoint.root), at };
  if (before === undefined) return { state: 'first', now };
  if (before.verifierKey !== verifierKey)
    return {
      state: 'refuted',
      before,
      why: 'The log signs with another key than the one that this browser saw before.',
    };
  if (now.size < before.size)
    return {
      state: 'refuted',
      before,
      why: `The log had ${before.size} entries, and now says that it has ${now.size}.`,
    };
  const goesOn = await isSameLog(before, now, tiles);
  return goesOn
    ? { state: 'grown', now, before }
    : {
        state: 'refuted',
        before,
        why: `The first ${before.size} entries are not those that this browser saw before.`,
      };
}

async function opened(note: string, verifierKey: string): Promise<Checkpoint | string> {
  const result = await settled((crypto) => {
    const key = readVerifierKey(verifierKey, crypto.sha256);
    return key.ok ? openCheckpoint(encodeUtf8(note), [key.value], crypto) : key;
  });
  return result.ok ? result.value : `The checkpoint cannot be believed: ${result.error}.`;
}

async function isSameLog(before: SeenLog, now: SeenLog, source: TileSource): Promise<boolean> {
  const [old, fresh] = [fromBase64(before.root), fromBase64(now.root)];
  if (old === undefined || fresh === undefined) return false;
  const ranges = consistencyRanges(before.size, now.size);
  const needed = tilesOfRanges(ranges, now.size);
  const got = new Map(
    await Promise.all(
      needed.map(async (tile) => [`${tile.level}/${tile.index}`, await source(tilePath(tile))] as const),
    ),
  );
  return settled(({ sha256 }) =>
    isConsistent(
      sha256,
      { size: BigInt(before.size), root: old },
      { size: BigInt(now.size), root: fresh },
      consistencyProof(sha256, before.size, now.size, (level, index) => got.get(`${level}/${index}`)),
    ),
  );
}
