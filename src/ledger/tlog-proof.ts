import { err, ok, type Result } from '../model/result.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { decodeUtf8, encodeUtf8, joinBytes } from './bytes.ts';
import { HASH_BYTES, type Hash } from './hash.ts';

/** C2SP tlog-proof: that one entry is in a log, as other verifiers read it. */
export interface TlogProof {
  readonly index: bigint;
  /** The entry's neighbour first. */
  readonly hashes: readonly Hash[];
  /** The signed note, byte for byte. */
  readonly checkpoint: Uint8Array;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
const MOST_BYTES = 1_100_000;
const MOST_HASHES = 64;

export function writeTlogProof({ index, hashes, checkpoint }: TlogProof): Uint8Array {
  const lines = [HEADER, `index ${index}`, ...hashes.map(toBase64), ''];
  return joinBytes([encodeUtf8(`${lines.join('\n')}\n`), checkpoint]);
}

/** What a line `extra` carries is not authenticated, so nobody gets to see it. */
export function readTlogProof(bytes: Uint8Array): Result<TlogProof, string> {
  if (bytes.length > MOST_BYTES) return err(`it has more than ${MOST_BYTES} bytes`);
  const text = decodeUtf8(bytes);
  const split = text?.indexOf('\n\n') ?? -1;
  if (text === undefined || split < 0) return err('it is no proof with a checkpoint');
  const [header, ...lines] = text.slice(0, split).split('\n');
  if (header !== HEADER) return err(`it does not start with ${HEADER}`);
  if (
    lines[0]?.startsWith('extra ') === true &&
    fromBase64(lines.shift()?.slice('extra '.length) ?? '') === undefined
  ) {
    return err('its extra line is not base64');
  }
  const index = /^index (0|[1-9][0-9]{0,19})$/.exec(lines.shift() ?? '')?.[1];
  if (index === undefined) return err('it names no index');
  const hashes = lines.slice(0, MOST_HASHES + 1).map(fromBase64);
  if (hashes.length > MOST_HASHES || !hashes.every((hash) => hash?.length === HASH_BYTES)) {
    return err('a line of it is no hash');
  }
  return ok({
    index: BigInt(index),
    hashes: hashes.filter((hash) => hash !== undefined),
    checkpoint: encodeUtf8(text.slice(split + 2)),
  });
}
