import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeUtf8, toHex } from './bytes.ts';
import { openCheckpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { EMPTY_EDGE, extendTree } from './edge.ts';
import { leafHash } from './hash.ts';
import { readSigningSeed, readVerifierKey, verifierKey } from './key.ts';
import { readNote, writeNote } from './note.ts';
import { crypto, sha256, signer } from './testdata/crypto.ts';
import { item } from './testdata/pick.ts';
import { readTlogProof, writeTlogProof } from './tlog-proof.ts';
import { consistencyProof, inclusionProof } from './tree.ts';
import { isConsistent, isIncluded } from './verify-proof.ts';

/** A log that another implementation wrote: its keys, entries and all its checkpoints. */
interface ForeignLog {
  readonly verifierKey: string;
  readonly signingKey: string;
  readonly entries: readonly string[];
  readonly checkpoints: readonly string[];
}
const foreign = JSON.parse(
  readFileSync(new URL('testdata/tessera-log.json', import.meta.url), 'utf8'),
) as ForeignLog;
const entries = foreign.entries.map(encodeUtf8);
const key = readVerifierKey(foreign.verifierKey, sha256);
const trusted = key.ok ? [key.value] : [];
const open = (note: string) => openCheckpoint(encodeUtf8(note), trusted, crypto);
const opened = foreign.checkpoints.map((note) => {
  const checkpoint = open(note);
  if (!checkpoint.ok) throw new Error(checkpoint.error);
  return checkpoint.value;
});

describe('a log of another implementation', () => {
  test('has the roots that we make of its entries, at every size', () => {
    expect(opened.map(({ size }) => Number(size))).toEqual(Array.from({ length: 16 }, (_, at) => at));
    for (const { size, root } of opened.slice(1)) {
      expect(toHex(extendTree(sha256, EMPTY_EDGE, entries.slice(0, Number(size))).root)).toBe(toHex(root));
    }
  });

  test('goes on from each of its checkpoints to each later one', () => {
    const { tiles } = extendTree(sha256, EMPTY_EDGE, entries);
    for (const to of opened) {
      for (const from of opened.slice(0, Number(to.size) + 1)) {
        const proof = consistencyProof(sha256, Number(from.size), Number(to.size), tiles);
        expect(isConsistent(sha256, from, to, proof)).toBe(true);
        // And to no other root.
        if (from.size > 0n && from.size < to.size) {
          expect(isConsistent(sha256, { ...from, root: to.root }, to, proof)).toBe(false);
          expect(isConsistent(sha256, from, { ...to, root: from.root }, proof)).toBe(false);
          expect(isConsistent(sha256, from, to, proof.slice(1))).toBe(false);
          expect(isConsistent(sha256, from, to, [...proof, to.root])).toBe(false);
          expect(isConsistent(sha256, { ...from, size: from.size + 1n }, to, proof)).toBe(false);
        }
      }
    }
  });

  test('has checkpoints that we would have signed byte for byte', () => {
    const seed = readSigningSeed(foreign.signingKey)!;
    const { sign, publicKey } = signer(seed.seed);
    expect(verifierKey(seed.name, publicKey, sha256)).toEqual(trusted[0]);
    for (const [at, checkpoint] of opened.entries()) {
      const text = writeCheckpoint(checkpoint);
      const signature = sign(encodeUtf8(text));
      const note = writeNote({ text, signatures: [{ name: seed.name, keyId: seed.keyId, signature }] });
      expect(Buffer.from(note).toString()).toBe(foreign.checkpoints[at]);
    }
  });

  test('proves its entries in the form that others read', () => {
    const last = item(opened, -1);
    const { tiles } = extendTree(sha256, EMPTY_EDGE, entries);
    for (const [index, entry] of entries.entries()) {
      const hashes = inclusionProof(sha256, index, entries.length, tiles);
      const text = writeTlogProof({
        index: BigInt(index),
        hashes,
        checkpoint: encodeUtf8(item(foreign.checkpoints, -1)),
      });
      const read = readTlogProof(text);
      if (!read.ok) throw new Error(read.error);
      expect(writeTlogProof(read.value)).toEqual(text);
      const checkpoint = openCheckpoint(read.value.checkpoint, trusted, crypto);
      expect(checkpoint).toEqual({ ok: true, value: last });
      const claim = {
        index: read.value.index,
        size: last.size,
        leaf: leafHash(sha256, entry),
        root: last.root,
      };
      expect(isIncluded(sha256, claim, read.value.hashes)).toBe(true);
      expect(isIncluded(sha256, { ...claim, index: claim.index ^ 1n }, read.value.hashes)).toBe(false);
      expect(isIncluded(sha256, { ...claim, leaf: last.root }, read.value.hashes)).toBe(false);
      expect(isIncluded(sha256, claim, [...read.value.hashes, last.root])).toBe(false);
      expect(isIncluded(sha256, claim, read.value.hashes.slice(1))).toBe(false);
      expect(isIncluded(sha256, { ...claim, size: claim.size * 2n }, read.value.hashes)).toBe(false);
    }
  });
});

describe('a checkpoint', () => {
  const text = writeCheckpoint(item(opened, 3));

  test('is read back to what it says, with extension lines of others', () => {
    expect(readCheckpoint(text)).toEqual({ ok: true, value: item(opened, 3) });
    const extended = { ...item(opened, 3), extensions: ['x', 'y z'] };
    expect(readCheckpoint(writeCheckpoint(extended))).toEqual({ ok: true, value: extended });
    const large = { ...item(opened, 3), size: 2n ** 64n - 1n };
    expect(readCheckpoint(writeCheckpoint(large))).toEqual({ ok: true, value: large });
  });

  test.each([
    ['a leading zero', text.replace('\n3\n', '\n03\n')],
    ['a sign', text.replace('\n3\n', '\n+3\n')],
    ['a size that no log has', text.replace('\n3\n', '\n18446744073709551616\n')],
    ['a size in hex', text.replace('\n3\n', '\n0x3\n')],
    ['no origin', text.replace('example.com/log/testdata', '')],
    ['a short root', text.replace(/\n.{44}\n/, '\nAAAA\n')],
    ['a root with stray bits', text.replace('=\n', 'B\n')],
    ['no root', 'origin\n3\n'],
    ['an empty line', `${text}\n`],
    ['no last line feed', text.trimEnd()],
    ['nothing', ''],
  ])('is refused with %s', (_, wrong) => {
    expect(wrong).not.toBe(text);
    expect(readCheckpoint(wrong).ok).toBe(false);
  });

  test('is not believed from the key of another log, trusted as that may be', () => {
    const seed = new Uint8Array(32).fill(7);
    const { sign, publicKey } = signer(seed);
    const other = verifierKey('other.example/log', publicKey, sha256);
    const note = writeNote({
      text,
      signatures: [{ name: other.name, keyId: other.keyId, signature: sign(encodeUtf8(text)) }],
    });
    expect(openCheckpoint(note, [...trusted, other], crypto)).toMatchObject({
      error: expect.stringContaining('for other logs'),
    });
    // A second signature beside the log's own one does no harm.
    const read = readNote(encodeUtf8(item(foreign.checkpoints, 3)));
    const note2 = readNote(note);
    const both = writeNote({
      text,
      signatures: [...(note2.ok ? note2.value.signatures : []), ...(read.ok ? read.value.signatures : [])],
    });
    expect(openCheckpoint(both, [...trusted, other], crypto).ok).toBe(true);
  });

  test('and a proof never make a reader throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uint8Array(), (some, bytes) => {
        expect(readCheckpoint(some).ok).toBe(false);
        expect(readTlogProof(bytes).ok).toBe(false);
        expect(readTlogProof(encodeUtf8(`c2sp.org/tlog-proof@v1\n${some}\n\n${some}`)).ok).toBe(false);
      }),
    );
  });
});

test.each([
  ['an index with a leading zero', 'index 01\n'],
  ['an index that is none', 'index x\n'],
  ['no index', ''],
  ['a hash that is too short', 'index 1\nAAAA\n'],
  ['a hash without padding', `index 1\n${'A'.repeat(43)}\n`],
  ['too many hashes', `index 1\n${`${'A'.repeat(43)}=\n`.repeat(65)}`],
  ['an extra line that is not base64', 'extra ?\nindex 1\n'],
  ['two extra lines', 'extra AAAA\nextra AAAA\nindex 1\n'],
])('a proof is refused with %s', (_, lines) => {
  expect(readTlogProof(encodeUtf8(`c2sp.org/tlog-proof@v1\n${lines}\n${foreign.checkpoints[3]}`)).ok).toBe(
    false,
  );
  expect(
    readTlogProof(encodeUtf8(`c2sp.org/tlog-proof@v1\nextra AAAA\nindex 1\n\n${foreign.checkpoints[3]}`)).ok,
  ).toBe(true);
});
