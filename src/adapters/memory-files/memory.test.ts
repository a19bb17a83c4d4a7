import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileMemory } from './memory.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-memory-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const key = (index: number): string => index.toString(16).padStart(64, '0');

test('what was remembered is recalled, also by another', async () => {
  await new FileMemory(folder).remember(key(1), 'one');
  expect(await new FileMemory(folder).recall(key(1))).toBe('one');
  expect(await new FileMemory(folder).recall(key(2))).toBeUndefined();
});

test('it forgets before it grows without end', async () => {
  const memory = new FileMemory(folder);
  for (let index = 0; index < 450; index += 1) await memory.remember(key(index), 'x');
  expect(readdirSync(folder).length).toBeLessThanOrEqual(200);
  expect(await memory.recall(key(449))).toBe('x');
});

test('what is no key is no path, and what cannot be written is no failure', async () => {
  const memory = new FileMemory(folder);
  await memory.remember('../outside', 'x');
  expect(await memory.recall('../outside')).toBeUndefined();
  writeFileSync(join(folder, 'file'), '');
  await new FileMemory(join(folder, 'file')).remember(key(1), 'x');
});
