import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { conformsToLedgerIndex } from '../../ports/ledger-index.conformance.ts';
import { FakeLedgerIndex } from '../../ports/ledger-index.fake.ts';
import { SqliteLedgerIndex } from './ledger-index.ts';

const root = mkdtempSync(join(tmpdir(), 'mainward-index-'));
const opened: SqliteLedgerIndex[] = [];
afterAll(() => {
  for (const index of opened) index.close();
  rmSync(root, { recursive: true, force: true });
});

conformsToLedgerIndex('the fake', () => {
  const index = new FakeLedgerIndex();
  return { open: () => index };
});

conformsToLedgerIndex('SQLite', () => {
  const file = join(mkdtempSync(join(root, 'place-')), 'index.sqlite');
  return {
    open: () => {
      const index = new SqliteLedgerIndex(file, { isReplaced: false });
      opened.push(index);
      return index;
    },
  };
});

const unavailable = expect.objectContaining({ code: 'STORE_UNAVAILABLE' });

test('takes in all rows or none, and never one twice', async () => {
  const index = new SqliteLedgerIndex(join(root, 'twice.sqlite'), { isReplaced: false });
  opened.push(index);
  const row = { type: 'note', leaf: 'x', commits: [], digests: [], objects: [] } as const;
  await index.add([{ ...row, index: 0 }]);
  await expect(
    index.add([
      { ...row, index: 1 },
      { ...row, index: 0 },
    ]),
  ).rejects.toEqual(unavailable);
  expect(await index.extent()).toEqual({ size: 1, leaf: 'x' });
});

test('says that it is unavailable where its file is none, or begins anew where it may', async () => {
  const file = join(root, 'none.sqlite');
  writeFileSync(file, 'this is no database, long as it may be\n'.repeat(100));
  const kept = new SqliteLedgerIndex(file, { isReplaced: false });
  await expect(kept.extent()).rejects.toEqual(unavailable);
  await expect(kept.faults()).rejects.toEqual(unavailable);
  const replaced = new SqliteLedgerIndex(file, { isReplaced: true });
  opened.push(kept, replaced);
  expect(await replaced.extent()).toEqual({ size: 0 });
  expect(await kept.extent()).toEqual({ size: 0 });
});

test('is opened as soon as it can be', async () => {
  const folder = join(root, 'not-yet');
  const index = new SqliteLedgerIndex(join(folder, 'index.sqlite'), { isReplaced: true });
  opened.push(index);
  await expect(index.extent()).rejects.toEqual(unavailable);
  mkdirSync(folder);
  expect(await index.extent()).toEqual({ size: 0 });
});
