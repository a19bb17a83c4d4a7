import { joinBytes } from './bytes.ts';
import { TILE_WIDTH } from './tile.ts';

/** A length of two bytes is all that an entry has in its bundle. */
export const MOST_ENTRY_BYTES = 65_535;

/** C2SP tlog-tiles: each entry after its length, big-endian. */
export function writeBundle(entries: readonly Uint8Array[]): Uint8Array {
  return joinBytes(entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 255), entry]));
}

/** `undefined` for what is not exactly that, of 1 to 256 entries. */
export function readBundle(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [high, low] = [bytes[at], bytes[at + 1]];
    if (high === undefined || low === undefined) return undefined;
    const end = at + 2 + high * 256 + low;
    if (end > bytes.length) return undefined;
    entries.push(bytes.slice(at + 2, end));
    at = end;
  }
  return entries.length > 0 && entries.length <= TILE_WIDTH ? entries : undefined;
}
