import { lstat, opendir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import type { SourceTree, TreeEntry, Unread } from '../../model/tree.ts';
import type { FolderReader } from '../../ports/git.ts';

const MOST_ENTRIES = 500_000;
const MOST_DEPTH = 64;
const BYTES_EACH = 4 << 20;
const BYTES_ALL = 512 << 20;

/** Reads a folder as it lies: links are listed and never followed, `.git` is passed over. A file is a folder of one. */
export class FsFolderReader implements FolderReader {
  async read(
    path: string,
    name: string,
    wanted: (entry: TreeEntry) => boolean,
    bytesEach: number = BYTES_EACH,
  ): Promise<SourceTree> {
    const entries: TreeEntry[] = [];
    const single = await lstat(path);
    const root = single.isFile() ? dirname(path) : path;
    if (single.isFile()) entries.push({ path: basename(path), kind: 'file', size: single.size });
    else await list(root, '', entries, 0);
    entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    const contents = new Map<string, Uint8Array | Unread>();
    let total = 0;
    for (const entry of entries) {
      if (entry.kind === 'symlink' || !wanted(entry)) continue;
      total += entry.size;
      contents.set(entry.path, await readOne(join(root, entry.path), entry, total, bytesEach));
    }
    const known = new Set(entries.map((entry) => entry.path));
    return {
      repository: name,
      entries,
      has: (file) => known.has(file),
      read: (file) => contents.get(file) ?? (known.has(file) ? { unread: 'not a regular file' } : undefined),
    };
  }
}

async function readOne(
  path: string,
  entry: TreeEntry,
  total: number,
  bytesEach: number,
): Promise<Uint8Array | Unread> {
  if (entry.size > bytesEach) return { unread: `larger than ${bytesEach >> 20} MB` };
  if (total > BYTES_ALL) return { unread: `beyond the ${BYTES_ALL >> 20} MB that are read of one folder` };
  try {
    return await readFile(path);
  } catch {
    return { unread: 'the file cannot be read' };
  }
}

async function list(root: string, prefix: string, entries: TreeEntry[], depth: number): Promise<void> {
  if (depth > MOST_DEPTH) return;
  const folder = await opendir(join(root, prefix));
  for await (const found of folder) {
    const path = prefix === '' ? found.name : `${prefix}/${found.name}`;
    if (found.isDirectory()) {
      if (found.name !== '.git') await list(root, path, entries, depth + 1);
      continue;
    }
    if (!found.isFile() && !found.isSymbolicLink()) continue;
    if (entries.length >= MOST_ENTRIES) {
      throw new MainwardError(
        'BUDGET_EXCEEDED',
        `The folder holds more than ${MOST_ENTRIES} files, more than are judged at once.`,
        {
          remedy: 'Name the folder of the repository that is meant.',
        },
      );
    }
    const { size } = await lstat(join(root, path));
    entries.push({ path, kind: found.isSymbolicLink() ? 'symlink' : 'file', size });
  }
}
