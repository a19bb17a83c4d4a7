import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readKeyFile, writeKeyFile } from './key-file.ts';

const root = mkdtempSync(join(tmpdir(), 'mainward-key-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const invalid = expect.objectContaining({ code: 'LEDGER_KEY_INVALID' });

test('a key file is its owner’s alone, and is read back', () => {
  const file = join(root, 'key');
  writeKeyFile(file, 'the secret line');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readKeyFile(file)).toBe('the secret line');
});

test('a key file is never written over, nor made where there is no folder', () => {
  expect(() => writeKeyFile(join(root, 'key'), 'another')).toThrow(invalid);
  expect(readKeyFile(join(root, 'key'))).toBe('the secret line');
  expect(() => writeKeyFile(join(root, 'nowhere', 'key'), 'x')).toThrow(invalid);
});

test.each([0o640, 0o604, 0o660, 0o602, 0o644])('a key file with the mode %o is refused', (mode) => {
  const file = join(root, `open-${mode}`);
  writeKeyFile(file, 'the secret line');
  chmodSync(file, mode);
  expect(() => readKeyFile(file)).toThrow(invalid);
  expect(() => readKeyFile(file)).not.toThrow('the secret line');
});

test('what is no key file is refused', () => {
  symlinkSync(join(root, 'key'), join(root, 'link'));
  writeFileSync(join(root, 'large'), 'x'.repeat(5_000), { mode: 0o600 });
  for (const name of ['link', 'large', 'missing', '.'])
    expect(() => readKeyFile(join(root, name))).toThrow(invalid);
});
