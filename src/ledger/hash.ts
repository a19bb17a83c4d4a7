import type { Sha256Function } from './crypto.ts';

/** A node of the tree or its root: 32 bytes. */
export type Hash = Uint8Array;

export const HASH_BYTES = 32;

/** RFC 6962, section 2.1: what is hashed of an entry starts with 0, of a node with 1, so that neither passes for the other. */
export function leafHash(sha256: Sha256Function, entry: Uint8Array): Hash {
  const bytes = new Uint8Array(1 + entry.length);
  bytes.set(entry, 1);
  return sha256(bytes);
}

export function nodeHash(sha256: Sha256Function, left: Hash, right: Hash): Hash {
  const bytes = new Uint8Array(1 + left.length + right.length);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 1 + left.length);
  return sha256(bytes);
}

/** The root of the tree without entries. */
export function emptyRoot(sha256: Sha256Function): Hash {
  return sha256(new Uint8Array(0));
}

/** The root of neighbouring complete subtrees, each smaller than the one on its left. */
export function joinHashes(sha256: Sha256Function, subtrees: readonly Hash[]): Hash | undefined {
  return subtrees.reduceRight<Hash | undefined>(
    (right, left) => (right === undefined ? left : nodeHash(sha256, left, right)),
    undefined,
  );
}
