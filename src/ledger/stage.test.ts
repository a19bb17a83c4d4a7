import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readStage, writeStage } from './stage.ts';
import { sha256 } from './testdata/crypto.ts';
import { flipped } from './testdata/pick.ts';

const stages = fc.record({
  next: fc.uint8Array({ maxLength: 40 }),
  files: fc.array(fc.record({ path: fc.string(), bytes: fc.uint8Array({ maxLength: 60 }) }), {
    maxLength: 4,
  }),
});

test('a stage is read back as it was laid down', () => {
  fc.assert(
    fc.property(stages, (stage) => {
      expect(readStage(writeStage(stage, sha256), sha256)).toEqual({ ok: true, value: stage });
    }),
  );
});

test('a stage with any one bit changed, or cut off anywhere, is none', () => {
  fc.assert(
    fc.property(stages, fc.nat(), fc.integer({ min: 0, max: 7 }), (stage, some, bit) => {
      const bytes = writeStage(stage, sha256);
      const at = some % bytes.length;
      expect(readStage(flipped(bytes, at, bit), sha256).ok).toBe(false);
      expect(readStage(bytes.slice(0, at), sha256).ok).toBe(false);
      expect(readStage(new Uint8Array([...bytes, 0]), sha256).ok).toBe(false);
    }),
  );
});

test('whatever is read as a stage, nothing is thrown', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.uint8Array(), (line, rest) => {
      const bytes = new Uint8Array([...new TextEncoder().encode(`${line}\n`), ...rest]);
      expect(readStage(bytes, sha256).ok).toBe(false);
      expect(readStage(rest, sha256).ok).toBe(false);
    }),
  );
  const header = { schema: 'mainward.dev/ledger-stage/v1', next: 0, files: [] };
  const signed = (value: unknown): Uint8Array => {
    const content = new TextEncoder().encode(`${JSON.stringify(value)}\n`);
    return new Uint8Array([...content, ...sha256(content)]);
  };
  expect(readStage(signed(header), sha256).ok).toBe(true);
  for (const change of [
    { next: 1 },
    { next: '0' },
    { next: -1 },
    { files: [['a', 1]] },
    { files: 'x' },
    { schema: 'x' },
  ]) {
    expect(readStage(signed({ ...header, ...change }), sha256).ok).toBe(false);
  }
  for (const value of [null, [], 'x']) expect(readStage(signed(value), sha256).ok).toBe(false);
});
