import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { conformsToLedgerStore } from '../../ports/ledger-store.conformance.ts';
import { FakeLedgerPlace, FakeLedgerStore } from '../../ports/ledger-store.fake.ts';
import type { LedgerDraft } from '../../ports/ledger-store.ts';
import { Disk } from './disk.ts';
import { FilesLedgerStore } from './store.ts';

const root = mkdtempSync(join(tmpdir(), 'mainward-ledger-files-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const place = (): string => join(mkdtempSync(join(root, 'place-')), 'log');

const keep = async (draft: Promise<LedgerDraft>): Promise<void> => (await draft).keep();

conformsToLedgerStore('the fake', () => {
  const held = new FakeLedgerPlace();
  return { open: () => new FakeLedgerStore(held) };
});

conformsToLedgerStore('the folder', () => {
  const folder = place();
  return { open: () => new FilesLedgerStore(folder) };
});

describe('a ledger in a folder', () => {
  test('has a tree that can be published as it is, and keeps the rest apart from it', async () => {
    const folder = place();
    const store = new FilesLedgerStore(folder);
    const files = [
      { path: 'tree/tile/0/000.p/1', bytes: Uint8Array.of(1) },
      { path: 'payload/ab/abcd', bytes: Uint8Array.of(2) },
    ];
    await keep(store.files.draft(files));
    await keep(store.checkpoint.draft(Uint8Array.of(3)));
    await store.head.swap(undefined, await store.head.draft(Uint8Array.of(3)));
    expect(readdirSync(folder).toSorted()).toEqual(['drafts', 'head', 'payload', 'tree']);
    expect(readdirSync(join(folder, 'tree')).toSorted()).toEqual(['checkpoint', 'tile']);
    expect(readFileSync(join(folder, 'tree/tile/0/000.p/1'))).toEqual(Buffer.of(1));
    expect(readdirSync(join(folder, 'drafts'))).toEqual([]);
    expect(statSync(join(folder, 'payload/ab/abcd')).mode & 0o077).toBe(0);
  });

  test.each(['../x', 'a/../../x', '/etc/passwd', 'a//b', '.hidden', 'a/.', 'a\\b', 'A', 'a b', 'a\0', ''])(
    'refuses the path %j',
    async (path) => {
      const { files } = new FilesLedgerStore(place());
      const defect = { code: 'DEFECT' };
      await expect(files.draft([{ path, bytes: Uint8Array.of(1) }])).rejects.toMatchObject(defect);
      await expect(files.get(path)).rejects.toMatchObject(defect);
      await expect(files.drop(path)).rejects.toMatchObject(defect);
    },
  );

  test('says that it is unavailable where it cannot be written, and leaves nothing behind', async () => {
    const folder = place();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'tree'), 'a file where a folder should be');
    const { files, checkpoint } = new FilesLedgerStore(folder);
    const unavailable = { code: 'LEDGER_UNAVAILABLE' };
    await expect(keep(files.draft([{ path: 'tree/x', bytes: Uint8Array.of(1) }]))).rejects.toMatchObject(
      unavailable,
    );
    await expect(keep(checkpoint.draft(Uint8Array.of(1)))).rejects.toMatchObject(unavailable);
    rmSync(join(folder, 'tree'));
    await keep(files.draft([{ path: 'tree/x', bytes: Uint8Array.of(1) }]));
    expect(await files.get('tree/x')).toEqual(Uint8Array.of(1));
  });

  test('sweeps away the drafts of a process that ended in the middle', async () => {
    const folder = place();
    mkdirSync(join(folder, 'drafts'), { recursive: true });
    writeFileSync(join(folder, 'drafts', 'half'), 'half');
    await new Disk(folder).sweep();
    expect(readdirSync(join(folder, 'drafts'))).toEqual([]);
    await new Disk(place()).sweep();
  });
});
