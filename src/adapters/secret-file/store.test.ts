import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { SecretFile } from './store.ts';

const folder = mkdtempSync(join(tmpdir(), 'mainward-secret-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a secret text in a file', () => {
  test('is none before it is written, then the last one that was', async () => {
    const file = new SecretFile(join(folder, 'own', 'text'));
    expect(await file.read()).toBeUndefined();
    await file.write('one');
    await file.write('two');
    expect(await file.read()).toBe('two');
    expect(readdirSync(join(folder, 'own'))).toEqual(['text']);
  });

  test('is for its owner only', async () => {
    const path = join(folder, 'private', 'text');
    const file = new SecretFile(path);
    await file.write('x');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'private')).mode & 0o777).toBe(0o700);
    chmodSync(path, 0o644);
    await expect(file.read()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  test('is read through no link, and never taken for what is too long', async () => {
    writeFileSync(join(folder, 'target'), 'x', { mode: 0o600 });
    symlinkSync(join(folder, 'target'), join(folder, 'link'));
    await expect(new SecretFile(join(folder, 'link')).read()).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    writeFileSync(join(folder, 'long'), 'x'.repeat((1 << 20) + 1), { mode: 0o600 });
    await expect(new SecretFile(join(folder, 'long')).read()).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
  });

  test('that cannot be written says so', async () => {
    writeFileSync(join(folder, 'no-folder'), '');
    await expect(new SecretFile(join(folder, 'no-folder', 'text')).write('x')).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
  });
});
