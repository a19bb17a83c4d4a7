import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HASH_BYTES, type Hash, leafHash } from './hash.ts';
import { completeRoot } from './root.ts';
import { rootHash } from './tree.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

function leaves(count: number): readonly Hash[] {
  return Array.from({ length: count }, (_, index) =>
    leafHash(sha256, Uint8Array.of(index & 255, index >> 8)),
  );
}

it('is the root that the ledger has over the same entries', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 255 }), (count) => {
      const all = leaves(count);
      const tile = new Uint8Array(count * HASH_BYTES);
      for (const [index, hash] of all.entries()) tile.set(hash, index * HASH_BYTES);
      const hex = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');
      expect(hex(completeRoot(sha256, all))).toBe(hex(rootHash(sha256, count, () => tile)));
    }),
  );
});
