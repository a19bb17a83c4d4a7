import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SealedState } from './sealed.ts';

const random = { bytes: (count: number) => randomBytes(count) };
const sealed = new SealedState(random, 'sign-in');

test('opens what it sealed, and nothing that was changed in one bit', () => {
  const state = { state: 'abc', until: 7 };
  const text = sealed.seal(state);
  expect(sealed.open(text)).toEqual(state);
  const bytes = Buffer.from(text, 'base64url');
  fc.assert(
    fc.property(fc.nat({ max: bytes.length * 8 - 1 }), (bit) => {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(sealed.open(changed.toString('base64url'))).toBeUndefined();
    }),
  );
});

test('opens nothing of another process or for another purpose, and shows nothing of it', () => {
  const text = sealed.seal({ verifier: 'canary' });
  expect(new SealedState(random, 'sign-in').open(text)).toBeUndefined();
  const key = randomBytes(32);
  const same = { bytes: (count: number) => (count === 32 ? key : randomBytes(count)) };
  expect(new SealedState(same, 'a').open(new SealedState(same, 'b').seal({}))).toBeUndefined();
  expect(Buffer.from(text, 'base64url').toString('latin1')).not.toContain('canary');
  for (const junk of ['', 'A', 'A'.repeat(3_000), '####', text.slice(0, 20)])
    expect(sealed.open(junk)).toBeUndefined();
});
