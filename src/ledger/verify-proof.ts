import { sameBytes } from './bytes.ts';
import type { Sha256Function } from './crypto.ts';
import { HASH_BYTES, type Hash, nodeHash } from './hash.ts';

/** More hashes than a proof in a tree of `2 ** 64` entries can have. */
const MOST_HASHES = 65;

/** RFC 9162, 2.1.3.2: is the leaf at `index` of the tree of `size` with this root? */
export function isIncluded(
  sha256: Sha256Function,
  claim: { readonly index: bigint; readonly size: bigint; readonly leaf: Hash; readonly root: Hash },
  proof: readonly Hash[],
): boolean {
  const { index, size, leaf, root } = claim;
  if (index < 0n || index >= size || !areHashes([leaf, root, ...proof])) return false;
  let fn = index;
  let sn = size - 1n;
  let hash = leaf;
  for (const sibling of proof) {
    if (sn === 0n) return false;
    if ((fn & 1n) === 1n || fn === sn) {
      hash = nodeHash(sha256, sibling, hash);
      if ((fn & 1n) === 0n) {
        do {
          fn >>= 1n;
          sn >>= 1n;
        } while ((fn & 1n) === 0n && fn !== 0n);
      }
    } else {
      hash = nodeHash(sha256, hash, sibling);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && sameBytes(hash, root);
}

/** A tree, by its size and root. */
export interface TreeHead {
  readonly size: bigint;
  readonly root: Hash;
}

/** RFC 9162, 2.1.4.2: does `to` begin with everything that `from` has? Everything goes on from the empty tree. */
export function isConsistent(
  sha256: Sha256Function,
  from: TreeHead,
  to: TreeHead,
  proof: readonly Hash[],
): boolean {
  if (from.size < 0n || from.size > to.size || !areHashes([from.root, to.root, ...proof])) return false;
  if (from.size === to.size) return proof.length === 0 && sameBytes(from.root, to.root);
  if (from.size === 0n) return proof.length === 0 && sameBytes(from.root, sha256(new Uint8Array(0)));
  const isComplete = (from.size & (from.size - 1n)) === 0n;
  const [first, ...rest] = isComplete ? [from.root, ...proof] : proof;
  if (first === undefined || proof.length === 0) return false;
  let fn = from.size - 1n;
  let sn = to.size - 1n;
  while ((fn & 1n) === 1n) {
    fn >>= 1n;
    sn >>= 1n;
  }
  let before = first;
  let after = first;
  for (const hash of rest) {
    if (sn === 0n) return false;
    if ((fn & 1n) === 1n || fn === sn) {
      before = nodeHash(sha256, hash, before);
      after = nodeHash(sha256, hash, after);
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      after = nodeHash(sha256, after, hash);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && sameBytes(before, from.root) && sameBytes(after, to.root);
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.length <= MOST_HASHES + 2 && hashes.every((hash) => hash.length === HASH_BYTES);
}
