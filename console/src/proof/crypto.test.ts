import { describe, expect, test } from 'vitest';
import { encodeUtf8, toHex } from '../../../src/ledger/bytes.ts';
import { settled } from './crypto.ts';

describe('a judgement with the cryptography of a browser', () => {
  test('gets digests that rest on each other', async () => {
    const asked: number[] = [];
    const hash = await settled(({ sha256 }) => {
      asked.push(1);
      return sha256(sha256(sha256(encodeUtf8('x'))));
    });
    const step = async (bytes: Uint8Array): Promise<Uint8Array> =>
      new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes)));
    expect(toHex(hash)).toBe(toHex(await step(await step(await step(encodeUtf8('x'))))));
    expect(asked).toHaveLength(4);
  });

  test('keeps nothing of what it made before the answers were there, not even an error', async () => {
    const zero = '00'.repeat(32);
    const verdict = await settled(({ sha256 }) => {
      if (toHex(sha256(encodeUtf8('x'))) === zero) throw new Error('too early');
      return 'judged';
    });
    expect(verdict).toBe('judged');
    await expect(
      settled(({ sha256 }) => {
        throw new Error(toHex(sha256(encodeUtf8('x'))).slice(0, 4));
      }),
    ).rejects.toThrow('2d71');
  });

  test('believes a signature of the key, and no other', async () => {
    const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
    const key = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
    const message = Uint8Array.from(encodeUtf8('a note\n'));
    const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, message));
    const verify = (of: Uint8Array, by = key): Promise<boolean> =>
      settled((answers) => answers.verifyEd25519(by, of, signature));
    expect(await verify(message)).toBe(true);
    expect(await verify(encodeUtf8('another\n'))).toBe(false);
    expect(await verify(message, new Uint8Array(32))).toBe(false);
    expect(await verify(message, new Uint8Array(7))).toBe(false);
  });
});
