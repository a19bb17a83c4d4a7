import type { Sha256Function } from './crypto.ts';
import { emptyRoot, type Hash, nodeHash } from './hash.ts';

/** RFC 6962: the root of the tree over these leaf hashes, where all of them are at hand. */
export function completeRoot(sha256: Sha256Function, leaves: readonly Hash[]): Hash {
  let row = leaves;
  while (row.length > 1) {
    const above: Hash[] = [];
    for (let at = 0; at < row.length; at += 2) {
      const [left, right] = [row[at], row[at + 1]];
      // One without a neighbour goes up as it is: the tree is split at the largest power of two below its size.
      if (left !== undefined) above.push(right === undefined ? left : nodeHash(sha256, left, right));
    }
    row = above;
  }
  return row[0] ?? emptyRoot(sha256);
}
