import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PushRecord } from '../../ports/push-log.ts';
import { FilePushLog } from './push-log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-log-'));
});
afterEach(() => {
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

const record = (after: string): PushRecord => ({
  ref: 'refs/heads/main',
  before: '0'.repeat(40),
  after: after.repeat(40),
  at: '2026-01-01T00:00:00Z',
  kind: 'create',
  pusher: 'ann',
});

test('what is appended is read back, in order', async () => {
  const log = new FilePushLog(folder);
  expect(await log.read()).toBeUndefined();
  await log.append([record('a')]);
  await log.append([record('b'), { ...record('c'), signer: 'ben', statements: ['d'.repeat(64)] }]);
  appendFileSync(join(folder, 'mainward', 'moved'), 'x y z\n');
  const history = await new FilePushLog(folder).read();
  expect(history?.records.map(({ after }) => after[0])).toEqual(['a', 'b', 'c']);
  expect(history).toMatchObject({ happened: ['x y z'], cut: false });
  expect(history?.records[2]).toMatchObject({ signer: 'ben', statements: ['d'.repeat(64)] });
});

test('a line that a crash cut off, and what is no record, spoil only themselves', async () => {
  const log = new FilePushLog(folder);
  await log.append([record('a')]);
  const file = join(folder, 'mainward', 'pushes.jsonl');
  appendFileSync(file, '{"v":1,"ref":"refs/he');
  await log.append([record('b')]);
  appendFileSync(
    file,
    '7\nnull\n{"v":2}\n{"v":1,"ref":1}\n{"v":1,"ref":"r","before":"b","after":"a","at":"t","kind":"x"}\n',
  );
  expect((await log.read())?.records.map(({ after }) => after[0])).toEqual(['a', 'b']);
});

test('of a long record the newest part is read, and it says so', async () => {
  const log = new FilePushLog(folder);
  await log.append([record('a')]);
  appendFileSync(join(folder, 'mainward', 'pushes.jsonl'), `${' '.repeat(9 << 20)}\n`);
  await log.append([record('b')]);
  const history = await log.read();
  expect(history?.records.map(({ after }) => after[0])).toEqual(['b']);
  expect(history?.cut).toBe(true);
});

test('what cannot be written is refused', async () => {
  writeFileSync(join(folder, 'mainward'), 'a file where a folder belongs');
  await expect(new FilePushLog(folder).append([record('a')])).rejects.toMatchObject({
    code: 'OUTPUT_FAILED',
  });
});

test('a link in its place is not followed', async () => {
  mkdirSync(join(folder, 'mainward'));
  writeFileSync(join(folder, 'elsewhere'), '');
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'mainward', 'pushes.jsonl'));
  await expect(new FilePushLog(folder).append([record('a')])).rejects.toMatchObject({
    code: 'OUTPUT_FAILED',
  });
});
