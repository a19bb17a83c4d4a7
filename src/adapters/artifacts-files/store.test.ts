import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileArtifactStore } from './store.ts';

let folder = '';
let now = Date.parse('2026-11-20T08:00:00Z');
const clock = { now: (): number => now };
const random = { bytes: (count: number): Uint8Array => randomBytes(count) };

beforeEach(() => {
  now = Date.parse('2026-11-20T08:00:00Z');
  folder = join(mkdtempSync(join(tmpdir(), 'mainward-artifacts-')), 'artifacts');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function all(content: AsyncIterable<Uint8Array> | undefined): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of content ?? []) parts.push(part);
  return Buffer.concat(parts);
}
const CONTENT = Buffer.concat([Buffer.from('role: view\n'.repeat(20_000)), randomBytes(100_000)]);

describe('archives in a folder', () => {
  test('are served as they were kept, by an address that nobody can guess', async () => {
    const store = await FileArtifactStore.open(folder, random, clock);
    const kept = await store.keep(inPieces(CONTENT, 1_000));
    const served = await store.open(kept.token);
    const bytes = await all(served?.content);
    expect(kept.token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(gunzipSync(bytes)).toEqual(CONTENT);
    expect(served).toMatchObject({ digest: kept.digest, bytes: bytes.length });
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(kept.digest);
    for (const other of ['', '..', kept.digest, kept.token.slice(1), `${kept.token}.${kept.digest}`])
      expect(await store.open(other)).toBeUndefined();
  });

  test('have the same digest and the same address for the same content, however it comes in pieces', async () => {
    const store = await FileArtifactStore.open(folder, random, clock);
    const first = await store.keep(inPieces(CONTENT, 7));
    for (const size of [512, 65_536, 100_003, CONTENT.length])
      expect(await store.keep(inPieces(CONTENT, size))).toEqual(first);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test('are there after a restart, and what was not finished is not', async () => {
    const store = await FileArtifactStore.open(folder, random, clock);
    const kept = await store.keep(inPieces(CONTENT, 1_000));
    writeFileSync(join(folder, '.part-1-1'), 'half');
    const again = await FileArtifactStore.open(folder, random, clock);
    expect(gunzipSync(await all((await again.open(kept.token))?.content))).toEqual(CONTENT);
    expect(readdirSync(folder)).toEqual([`${kept.token}.${kept.digest}.tar.gz`]);
  });

  test('stay for an hour after they were current, and no longer', async () => {
    const store = await FileArtifactStore.open(folder, random, clock);
    const old = await store.keep(inPieces(Buffer.from('old'), 3));
    const current = await store.keep(inPieces(Buffer.from('current'), 3));
    await store.retain([old.digest]);
    now += 59 * 60_000;
    await store.retain([current.digest]);
    expect(await store.open(old.token)).toBeDefined();
    now += 2 * 60_000;
    await store.retain([current.digest]);
    expect(await store.open(old.token)).toBeUndefined();
    expect(await store.open(current.token)).toBeDefined();
    expect(readdirSync(folder)).toEqual([`${current.token}.${current.digest}.tar.gz`]);
  });

  test('leave nothing behind when their content cannot be read', async () => {
    const store = await FileArtifactStore.open(folder, random, clock);
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('one');
      throw new RangeError('an object is missing');
    }
    await expect(store.keep(broken())).rejects.toThrow('an object is missing');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('are refused with a code where they cannot be written, and nobody else may read them', async () => {
    const store = await FileArtifactStore.open(folder, random, clock);
    const kept = await store.keep(inPieces(CONTENT, 1_000));
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(statSync(join(folder, `${kept.token}.${kept.digest}.tar.gz`)).mode & 0o077).toBe(0);
    rmSync(folder, { recursive: true });
    await expect(store.keep(inPieces(CONTENT, 1_000))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});
