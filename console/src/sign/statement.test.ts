import { expect, test } from 'vitest';
import { MOST_DECISIONS } from '../../../src/model/review.ts';
import { inStatements } from '../../../src/model/review-statement.ts';
import { makeSessionSigner } from './session-key.ts';
import type { Decision } from './statement.ts';

function decision(number: number, reason = ''): Decision {
  const item = number.toString(16).padStart(64, '0');
  return { item, digest: 'd'.repeat(64), verdict: 'keep', reason };
}

test('decisions are divided by number and by size, and none is lost', () => {
  const many = Array.from({ length: 2_000 }, (_, number) => decision(number));
  const parts = inStatements(many);
  expect(parts).toHaveLength(2_000 / MOST_DECISIONS);
  expect(parts.flat()).toEqual(many);
  const long = Array.from({ length: 100 }, (_, number) => decision(number, 'ß'.repeat(500)));
  const divided = inStatements(long);
  expect(divided.length).toBeGreaterThan(2);
  for (const part of divided)
    expect(new TextEncoder().encode(JSON.stringify(part)).length).toBeLessThan((36 << 10) + 2);
  expect(divided.flat()).toEqual(long);
  expect(inStatements([])).toEqual([]);
});

test('the key of a page cannot be taken out of it', async () => {
  const { subtle } = crypto;
  const made: CryptoKey[] = [];
  const seeing = new Proxy(subtle, {
    get: (target, name) =>
      name === 'generateKey'
        ? async (...asked: Parameters<SubtleCrypto['generateKey']>) => {
            const pair = (await target.generateKey(...asked)) as CryptoKeyPair;
            made.push(pair.privateKey);
            return pair;
          }
        : (target[name as keyof SubtleCrypto] as (...given: unknown[]) => unknown).bind(target),
  });
  const { key } = await makeSessionSigner(seeing);
  expect(Object.keys(key).sort()).toEqual(['crv', 'kty', 'x', 'y']);
  expect(made).toHaveLength(1);
  for (const one of made) {
    expect(one.extractable).toBe(false);
    await expect(subtle.exportKey('jwk', one)).rejects.toThrow('not extractable');
  }
});
