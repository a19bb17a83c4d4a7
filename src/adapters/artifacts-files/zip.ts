import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';
import { GZIP_HEADER, gzipTrailer } from '../../formats/tar/gzip.ts';

/** What is deflated at once: how content arrives in pieces must not show in the result. */
const PIECE = 64 << 10;
/** Fixed, because another one gives other bytes. */
const LEVEL = 6;

export interface Zipped {
  /** SHA-256 of what was written. */
  readonly digest: string;
  readonly bytes: number;
}

/** Writes content as one gzip member without name, time or system. */
export async function zipInto(file: FileHandle, content: AsyncIterable<Uint8Array>): Promise<Zipped> {
  const out = new Out(file);
  let crc = 0;
  let size = 0;
  await out.write(GZIP_HEADER);
  await pipeline(
    async function* () {
      for await (const piece of pieces(content)) {
        crc = crc32(piece, crc);
        size += piece.length;
        yield piece;
      }
    },
    createDeflateRaw({ level: LEVEL }),
    async (deflated: AsyncIterable<Buffer>) => {
      for await (const piece of deflated) await out.write(piece);
    },
  );
  await out.write(gzipTrailer(crc, size));
  return { digest: out.hash.digest('hex'), bytes: out.bytes };
}

class Out {
  readonly hash: Hash = createHash('sha256');
  bytes = 0;
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async write(piece: Uint8Array): Promise<void> {
    this.hash.update(piece);
    this.bytes += piece.length;
    await this.#file.appendFile(piece);
  }
}

async function* pieces(content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let piece = Buffer.alloc(PIECE);
  let filled = 0;
  for await (const part of content) {
    for (let at = 0; at < part.length; ) {
      const taken = Math.min(PIECE - filled, part.length - at);
      piece.set(part.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
      if (filled < PIECE) continue;
      yield piece;
      piece = Buffer.alloc(PIECE);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}
