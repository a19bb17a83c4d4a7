import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBase64, toBase64 } from './base64.ts';
import { encodeUtf8, toHex } from './bytes.ts';
import { writeCheckpoint } from './checkpoint.ts';
import { EMPTY_EDGE, extendTree } from './edge.ts';
import { encodeEntry } from './entry.ts';
import { verifierKey } from './key.ts';
import { writeNote } from './note.ts';
import { makeProof, verifyProof } from './proof.ts';
import { crypto, sha256, signer } from './testdata/crypto.ts';
import { ENTRIES } from './testdata/entries.ts';
import { flipped, item } from './testdata/pick.ts';
import { inclusionProof } from './tree.ts';

const { sign, publicKey } = signer(new Uint8Array(32).fill(3));
const key = verifierKey('ledger.example/log', publicKey, sha256);
const payload = encodeUtf8('what the note says');
const entries = [
  { v: 1, type: 'note', at: '2026-11-20T09:00:00.000Z', payload: toHex(sha256(payload)) } as const,
  ...ENTRIES,
];
const leaves = entries.map(encodeEntry);
const { root, tiles } = extendTree(sha256, EMPTY_EDGE, leaves);
const text = writeCheckpoint({ origin: key.name, size: BigInt(leaves.length), root, extensions: [] });
const checkpoint = writeNote({
  text,
  signatures: [{ name: key.name, keyId: key.keyId, signature: sign(encodeUtf8(text)) }],
});
const proofOf = (...indexes: readonly number[]) =>
  makeProof(
    checkpoint,
    indexes.map((index) => ({
      index,
      leaf: item(leaves, index),
      ...(index === 0 ? { payload } : {}),
      inclusion: inclusionProof(sha256, index, leaves.length, tiles),
    })),
  );
const verify = (proof: unknown) => verifyProof(proof, [key], crypto);

describe('a proof', () => {
  test('gives what it proves: the entries, their payloads, and what the log says of itself', () => {
    const proof = proofOf(4, 0, 9);
    expect(proof.entries.map(({ index }) => index)).toEqual([0, 4, 9]);
    for (const given of [
      proof,
      encodeUtf8(JSON.stringify(proof)),
      encodeUtf8(JSON.stringify(proof, null, 2)),
    ]) {
      expect(verify(given)).toEqual({
        ok: true,
        value: {
          checkpoint: { origin: key.name, size: BigInt(leaves.length), root, extensions: [] },
          entries: [
            { index: 0, entry: entries[0], payload },
            { index: 4, entry: entries[4] },
            { index: 9, entry: entries[9] },
          ],
        },
      });
    }
  });

  test('proves nothing to whoever trusts another key, or nobody', () => {
    const stranger = verifierKey(key.name, signer(new Uint8Array(32).fill(4)).publicKey, sha256);
    const error = ['the checkpoint: no key that is trusted has signed it'];
    expect(verifyProof(proofOf(1), [stranger], crypto)).toEqual({ ok: false, error });
    expect(verifyProof(proofOf(1), [], crypto)).toEqual({ ok: false, error });
  });

  test('names every entry that is not as it should be', () => {
    const proof = proofOf(1, 2, 3);
    const one = item(proof.entries, 0);
    const two = item(proof.entries, 1);
    const three = item(proof.entries, 2);
    const swapped = [
      { ...one, leaf: two.leaf },
      two,
      { ...three, inclusion: [...three.inclusion].reverse() },
    ];
    expect(verify({ ...proof, entries: swapped })).toEqual({
      ok: false,
      error: [
        'entry 1: it is not in the tree of the checkpoint',
        'entry 3: it is not in the tree of the checkpoint',
      ],
    });
  });

  test('does not take a payload that the entry does not commit to', () => {
    const proof = proofOf(0, 7);
    const wrong = toBase64(encodeUtf8('what the note did not say'));
    for (const at of [0, 1]) {
      const bent = proof.entries.map((entry, index) => (index === at ? { ...entry, payload: wrong } : entry));
      expect(verify({ ...proof, entries: bent })).toMatchObject({
        error: [`entry ${at === 0 ? 0 : 7}: its payload is not what the entry commits to`],
      });
    }
  });

  test('does not take an entry of a type it does not know for understood', () => {
    const leaf = encodeUtf8('{"v":1,"type":"change.imagined","at":"2026-11-20T09:00:00.000Z"}');
    const tree = extendTree(sha256, EMPTY_EDGE, [leaf]);
    const said = writeCheckpoint({ origin: key.name, size: 1n, root: tree.root, extensions: [] });
    const note = writeNote({
      text: said,
      signatures: [{ name: key.name, keyId: key.keyId, signature: sign(encodeUtf8(said)) }],
    });
    expect(verify(makeProof(note, [{ index: 0, leaf, inclusion: [] }]))).toEqual({
      ok: false,
      error: ['entry 0: it is in the tree, but it is of a type that this version does not know'],
    });
  });

  test('with any one bit changed proves nothing else', () => {
    const bytes = encodeUtf8(JSON.stringify(proofOf(2)));
    const good = verify(bytes);
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const result = verify(flipped(bytes, at, bit));
        if (result.ok) expect(result).toEqual(good);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['nothing', undefined],
    ['bytes that are no JSON', encodeUtf8('{')],
    ['bytes that are no UTF-8', Uint8Array.of(0xff)],
    ['another document', { schema: 'mainward.dev/scan/v1' }],
    ['no checkpoint', { ...proofOf(1), checkpoint: undefined }],
    ['no entries', { ...proofOf(1), entries: [] }],
    ['entries that are no list', { ...proofOf(1), entries: { 0: proofOf(1).entries[0] } }],
    ['an entry twice', { ...proofOf(1), entries: [...proofOf(1).entries, ...proofOf(1).entries] }],
    ['an index that is none', { ...proofOf(1), entries: [{ ...proofOf(1).entries[0], index: 1.5 }] }],
    ['an index as text', { ...proofOf(1), entries: [{ ...proofOf(1).entries[0], index: '1' }] }],
    ['a leaf that is not base64', { ...proofOf(1), entries: [{ ...proofOf(1).entries[0], leaf: '?' }] }],
    [
      'a hash that is not base64',
      { ...proofOf(1), entries: [{ ...proofOf(1).entries[0], inclusion: ['?'] }] },
    ],
    [
      'hashes without end',
      { ...proofOf(1), entries: [{ ...proofOf(1).entries[0], inclusion: Array(65).fill('AAAA') }] },
    ],
    ['entries without end', { ...proofOf(1), entries: Array(10_001).fill(proofOf(1).entries[0]) }],
    ['depth without end', encodeUtf8('['.repeat(100_000))],
  ])('is refused with %s', (_, given) => {
    expect(verify(given).ok).toBe(false);
  });
});

test('base64 is read only as it is written', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.string({ maxLength: 12 }), (bytes, some) => {
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      const read = fromBase64(some);
      if (read !== undefined) expect(toBase64(read)).toBe(some);
    }),
  );
  for (const wrong of ['AA', 'AA=', 'AB==', 'A A=', 'AA==\n', '-_==', 'AA==AA==', 'é'])
    expect(fromBase64(wrong)).toBeUndefined();
});
