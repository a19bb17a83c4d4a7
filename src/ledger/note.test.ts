import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toBase64 } from './base64.ts';
import { encodeUtf8, joinBytes } from './bytes.ts';
import { readSigningSeed, readVerifierKey, verifierKey, writeSigningSeed, writeVerifierKey } from './key.ts';
import { openNote, readNote, writeNote } from './note.ts';
import { crypto, sha256, signer } from './testdata/crypto.ts';
import { flipped } from './testdata/pick.ts';
import { readTrust } from './trust.ts';

/** The example that Go's note package, and C2SP after it, publish. */
const TEXT =
  'If you think cryptography is the answer to your problem,\nthen you don\u2019t know what your problem is.\n'.replace(
    '\u2019',
    "'",
  );
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const ENOCH = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const PETER_SIGNED =
  '\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const ENOCH_SIGNED =
  '\u2014 EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';
const PETER_SEED = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';

const keyOf = (text: string) => {
  const key = readVerifierKey(text, sha256);
  if (!key.ok) throw new Error(key.error);
  return key.value;
};
const peter = keyOf(PETER);
const enoch = keyOf(ENOCH);
const open = (note: string | Uint8Array, ...known: readonly (typeof peter)[]) =>
  openNote(typeof note === 'string' ? encodeUtf8(note) : note, known, crypto);

describe('a signed note', () => {
  test('is the published one, byte for byte, when signed with the published key', () => {
    const seed = readSigningSeed(PETER_SEED)!;
    const { sign, publicKey } = signer(seed.seed);
    expect(writeVerifierKey(verifierKey(seed.name, publicKey, sha256))).toBe(PETER);
    const signature = sign(encodeUtf8(TEXT));
    const note = writeNote({ text: TEXT, signatures: [{ name: seed.name, keyId: seed.keyId, signature }] });
    expect(Buffer.from(note).toString()).toBe(`${TEXT}\n${PETER_SIGNED}`);
    expect(writeSigningSeed(seed)).toBe(PETER_SEED);
  });

  test('is opened by whoever knows one of its signers, and names those it knows', () => {
    const note = `${TEXT}\n${PETER_SIGNED}${ENOCH_SIGNED}`;
    expect(open(note, peter)).toEqual({ ok: true, value: { text: TEXT, signers: [peter] } });
    expect(open(note, enoch)).toEqual({ ok: true, value: { text: TEXT, signers: [enoch] } });
    expect(open(note, peter, enoch)).toEqual({ ok: true, value: { text: TEXT, signers: [peter, enoch] } });
    expect(open(`${TEXT}\n${PETER_SIGNED}${PETER_SIGNED}`, peter)).toMatchObject({
      ok: true,
      value: { signers: [peter] },
    });
  });

  test('is not opened without a known signer, nor with one whose signature does not fit', () => {
    expect(open(`${TEXT}\n${PETER_SIGNED}`)).toMatchObject({ error: 'no key that is trusted has signed it' });
    expect(open(`${TEXT}\n${PETER_SIGNED}`, enoch).ok).toBe(false);
    // Also where somebody else whom one knows has signed as it should be.
    const spoiled = PETER_SIGNED.replace('ZJku', 'ZJkv');
    for (const note of [
      `${TEXT}\n${spoiled}${ENOCH_SIGNED}`,
      `${TEXT}\n${ENOCH_SIGNED}${PETER_SIGNED}${spoiled}`,
    ]) {
      expect(open(note, peter, enoch)).toMatchObject({ error: expect.stringContaining('does not fit') });
    }
    expect(open(`${TEXT}\n${spoiled}${ENOCH_SIGNED}`, enoch).ok).toBe(true);
    expect(open(`${TEXT}\n${PETER_SIGNED}`, peter, peter)).toMatchObject({
      error: expect.stringContaining('two known'),
    });
  });

  test('keeps unknown signatures, also of types that do not exist yet', () => {
    const grease = `\u2014 grease.invalid ${toBase64(joinBytes([Uint8Array.of(1, 2, 3, 4, 0xff), new Uint8Array(3_000)]))}\n`;
    expect(open(`${TEXT}\n${grease}${PETER_SIGNED}${grease}`, peter).ok).toBe(true);
    const read = readNote(encodeUtf8(`${TEXT}\n${grease}${PETER_SIGNED}`));
    expect(read.ok && Buffer.from(writeNote(read.value)).toString()).toBe(
      `${TEXT}\n${grease}${PETER_SIGNED}`,
    );
  });

  test('may have empty lines in its text: the last one counts', () => {
    const seed = readSigningSeed(PETER_SEED)!;
    const text = `one\n\n${PETER_SIGNED}\n\nfour\n`;
    const signature = signer(seed.seed).sign(encodeUtf8(text));
    const note = writeNote({ text, signatures: [{ name: seed.name, keyId: seed.keyId, signature }] });
    expect(open(note, peter)).toEqual({ ok: true, value: { text, signers: [peter] } });
  });

  test.each([
    ['no signature', `${TEXT}\n`],
    ['no empty line', `${TEXT}${PETER_SIGNED}`],
    ['no last line feed', `${TEXT}\n${PETER_SIGNED.trimEnd()}`],
    ['something after the signatures', `${TEXT}\n${PETER_SIGNED}x\n`],
    ['another dash', `${TEXT}\n${PETER_SIGNED.replace('\u2014', '-')}`],
    [
      'a name with a plus',
      `${TEXT}\n${PETER_SIGNED.replace('PeterNeumann', 'Peter+Neumann')}${ENOCH_SIGNED}`,
    ],
    ['no name', `${TEXT}\n${PETER_SIGNED.replace('PeterNeumann', '')}${ENOCH_SIGNED}`],
    [
      'a no-break space in a name',
      `${TEXT}\n${PETER_SIGNED.replace('PeterNeumann', 'Peter\u00a0N')}${ENOCH_SIGNED}`,
    ],
    ['two spaces', `${TEXT}\n${PETER_SIGNED.replace('PeterNeumann ', 'PeterNeumann  ')}`],
    ['base64 without padding', `${TEXT}\n${PETER_SIGNED.replace('=', '')}`],
    ['base64 with stray bits', `${TEXT}\n${PETER_SIGNED.replace('nAM=', 'nAN=')}`],
    ['base64 with a space', `${TEXT}\n${PETER_SIGNED.replace('ZJku', 'ZJ ku')}`],
    ['base64 of another alphabet', `${TEXT}\n${PETER_SIGNED.replace('x08go/', 'x08go_')}`],
    ['no more than a key id', `${TEXT}\n\u2014 PeterNeumann x08gow==\n`],
    ['a carriage return', `${TEXT.replace('\n', '\r\n')}\n${PETER_SIGNED}`],
    ['a tab', `${TEXT.replace(' ', '\t')}\n${PETER_SIGNED}`],
    ['a NUL', `${TEXT.replace(' ', '\0')}\n${PETER_SIGNED}`],
    ['too many signatures', `${TEXT}\n${PETER_SIGNED.repeat(101)}`],
    ['nothing', ''],
  ])('is refused with %s', (_, note) => {
    expect(readNote(encodeUtf8(note)).ok).toBe(false);
  });

  test('is refused where it is not UTF-8, or as large as nobody writes one', () => {
    const bytes = encodeUtf8(`${TEXT}\n${PETER_SIGNED}`);
    bytes[3] = 0xff;
    expect(readNote(bytes)).toMatchObject({ error: 'it is not valid UTF-8' });
    expect(readNote(encodeUtf8(`${'x'.repeat(1_000_000)}\n\n${PETER_SIGNED}`)).ok).toBe(false);
  });

  test('does not verify with any one bit of its text or signature changed', () => {
    const note = encodeUtf8(`${TEXT}\n${PETER_SIGNED}`);
    const end = note.length - 1;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: end }), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        expect(open(flipped(note, at, bit), peter).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.string({ unit: 'binary', maxLength: 100 }),
        (bytes, text) => {
          expect(open(bytes, peter).ok).toBe(false);
          expect(open(`${text}\n\n\u2014 ${text}\n`, peter).ok).toBe(false);
        },
      ),
    );
  });
});

describe('a verifier key', () => {
  test('is none with a part missing, or any byte changed', () => {
    for (let from = 0; from < PETER.length; from++) {
      const next = String.fromCharCode(PETER.charCodeAt(from) + 1);
      expect(readVerifierKey(PETER.slice(0, from) + next + PETER.slice(from + 1), sha256).ok).toBe(false);
      for (let to = from + 1; to <= PETER.length; to++) {
        if (from > 0 || to < PETER.length)
          expect(readVerifierKey(PETER.slice(from, to), sha256).ok).toBe(false);
      }
    }
  });

  test('is refused with a wrong length or another type, also where its id fits', () => {
    for (const key of [
      'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
      'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    ]) {
      expect(readVerifierKey(key, sha256).ok).toBe(false);
    }
  });

  test('is no signing key, and the other way round', () => {
    expect(readVerifierKey(PETER_SEED, sha256).ok).toBe(false);
    expect(readSigningSeed(PETER)).toBeUndefined();
  });
});

describe('a trust file', () => {
  test('has a key a line, and room for remarks', () => {
    expect(readTrust(`# ours\n\n${PETER}\r\n  ${ENOCH}\n#\n`, sha256)).toEqual({
      ok: true,
      value: [peter, enoch],
    });
  });

  test.each([
    ['nothing', '', 'it has no verifier key'],
    ['remarks alone', '# x\n', 'it has no verifier key'],
    ['a word', `${PETER}\nx\n`, 'line 2 is no verifier key: it is not written as NAME+ID+KEY'],
    ['a key twice', `${PETER}\n${ENOCH}\n${PETER}\n`, 'line 3 names PeterNeumann+c74f20a3 a second time'],
    [
      'a wrong id',
      PETER.replace('c74f', 'c74e'),
      'line 1 is no verifier key: its id does not belong to its name and key',
    ],
  ])('is refused with %s', (_, text, error) => {
    expect(readTrust(text, sha256)).toEqual({ ok: false, error });
  });
});
