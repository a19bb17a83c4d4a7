/**
 * What stands before and after the deflated bytes of a gzip member (RFC 1952): no name, no time, no operating system,
 * so that the same content gives the same bytes.
 */
export const GZIP_HEADER: Uint8Array = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);

/** `crc` and `size` are those of the content, both modulo 2^32. */
export function gzipTrailer(crc: number, size: number): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, crc >>> 0, true);
  view.setUint32(4, size % 2 ** 32, true);
  return bytes;
}
