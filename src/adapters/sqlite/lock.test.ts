import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FolderLock } from './lock.ts';

const root = mkdtempSync(join(tmpdir(), 'mainward-lock-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const locked = expect.objectContaining({ code: 'DATA_LOCKED' });

test('one holds the lock of a folder, until it lets go', () => {
  const folder = join(root, 'one', 'deep');
  const lock = new FolderLock(folder);
  expect(() => new FolderLock(folder)).toThrow(locked);
  expect(() => new FolderLock(folder)).toThrow(locked);
  const other = new FolderLock(join(root, 'two'));
  lock.release();
  lock.release();
  const next = new FolderLock(folder);
  expect(() => new FolderLock(folder)).toThrow(locked);
  next.release();
  other.release();
});

test('another process is kept out, and a lock ends with the process that is killed', async () => {
  const folder = join(root, 'three');
  const module = new URL('lock.ts', import.meta.url).href;
  const holder = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `const { FolderLock } = await import(${JSON.stringify(module)}); globalThis.lock = new FolderLock(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1e6);`,
  ]);
  await once(holder.stdout, 'data');
  expect(() => new FolderLock(folder)).toThrow(locked);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  new FolderLock(folder).release();
});
