import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TreeEntry } from '../../model/tree.ts';
import { FsWorktreeComparer } from './compare.ts';

let folder: string;
let committed: readonly TreeEntry[];
const isYaml = ({ path }: TreeEntry): boolean => path.endsWith('.yaml');

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-compare-'));
  committed = ['a.yaml', 'deep/b.yaml', 'deep/c.txt', 'gone/d.yaml'].map((path) => {
    write(path, `text of ${path}\n`);
    const oid = execFileSync('git', ['hash-object', '--no-filters', join(folder, path)], {
      encoding: 'utf8',
    });
    return { path, kind: 'file', oid: oid.trim(), size: `text of ${path}\n`.length };
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const differing = (): Promise<readonly string[]> =>
  new FsWorktreeComparer().differing(folder, committed, isYaml);

test('what lies as it was committed does not differ, whenever it was written', async () => {
  utimesSync(join(folder, 'a.yaml'), new Date(), new Date(Date.now() + 3_600_000));
  expect(await differing()).toEqual([]);
});

test('a changed file, one of the same size, one that is gone and one that is new all differ', async () => {
  write('a.yaml', 'a longer text of a.yaml\n');
  write('deep/b.yaml', 'TEXT of deep/b.yaml\n');
  write('deep/new.yaml', 'new\n');
  rmSync(join(folder, 'gone/d.yaml'));
  expect(await differing()).toEqual(['a.yaml', 'deep/b.yaml', 'deep/new.yaml', 'gone/d.yaml']);
});

test('files that nobody wants, folders that the commit has not, and ones that were not checked out are passed over', async () => {
  write('deep/c.txt', 'changed\n');
  write('node_modules/x.yaml', 'x\n');
  rmSync(join(folder, 'gone'), { recursive: true });
  expect(await differing()).toEqual([]);
});
