import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { GitObject, ObjectKind } from './objects.ts';

const TYPES: Readonly<Record<ObjectKind, number>> = { commit: 1, tree: 2, blob: 3 };

/** A pack of whole objects (gitformat-pack), for `git index-pack` to check and to store. */
export function packOf(objects: readonly GitObject[]): Buffer {
  const header = Buffer.alloc(12);
  header.write('PACK');
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(objects.length, 8);
  const parts: Buffer[] = [header];
  for (const { kind, bytes } of objects) parts.push(entryHeader(kind, bytes.length), deflateSync(bytes));
  const pack = Buffer.concat(parts);
  return Buffer.concat([pack, createHash('sha1').update(pack).digest()]);
}

function entryHeader(kind: ObjectKind, size: number): Buffer {
  const bytes = [(TYPES[kind] << 4) | (size & 15)];
  for (let rest = size >>> 4; rest > 0; rest >>>= 7) {
    bytes.push((bytes.pop() ?? 0) | 128, rest & 127);
  }
  return Buffer.from(bytes);
}
