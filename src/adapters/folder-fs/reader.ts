import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import type { ClosedPath, SourceTree, TreeEntry, Unread } from '../../model/tree.ts';
import type { FolderReader } from '../../ports/git.ts';

const MOST_ENTRIES = 500_000;
const MOST_DEPTH = 64;
const BYTES_EACH = 4 << 20;
const BYTES_ALL = 512 << 20;

/**
 * Reads a folder as it lies: links are listed and never followed, `.git` is passed over. A file is a folder of one. The
 * calls are
 * synchronous: of many small files the asynchronous ones cost several times as much.
 */
export class FsFolderReader implements FolderReader {
  async read(
    path: string,
    name: string,
    wanted: (entry: TreeEntry) => boolean,
    bytesEach: number = BYTES_EACH,
  ): Promise<SourceTree> {
    const entries: TreeEntry[] = [];
    const closed: ClosedPath[] = [];
    const single = lstatSync(path);
    const root = single.isFile() ? dirname(path) : path;
    if (single.isFile()) entries.push({ path: basename(path), kind: 'file', size: single.size });
    else list(root, '', entries, closed, 0);
    entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    const contents = new Map<string, Uint8Array | Unread>();
    let total = 0;
    for (const entry of entries) {
      if (entry.kind === 'symlink' || !wanted(entry)) continue;
      total += entry.size;
      contents.set(entry.path, readOne(join(root, entry.path), entry, total, bytesEach));
    }
    const known = new Set(entries.map((entry) => entry.path));
    return {
      repository: name,
      entries,
      ...(closed.length === 0 ? {} : { closed }),
      has: (file) => known.has(file),
      read: (file) => contents.get(file) ?? (known.has(file) ? { unread: 'not a regular file' } : undefined),
    };
  }
}

function readOne(path: string, entry: TreeEntry, total: number, bytesEach: number): Uint8Array | Unread {
  if (entry.size > bytesEach) return { unread: `larger than ${bytesEach >> 20} MB` };
  if (total > BYTES_ALL) return { unread: `beyond the ${BYTES_ALL >> 20} MB that are read of one folder` };
  try {
    return readRegular(path, entry.size);
  } catch {
    return { unread: 'the file cannot be read' };
  }
}

/** No more than was listed, and nothing but a regular file, whatever stands there by now. */
function readRegular(path: string, size: number): Uint8Array | Unread {
  const handle = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (!fstatSync(handle).isFile()) return { unread: 'not a regular file' };
    const bytes = Buffer.allocUnsafe(size);
    let filled = 0;
    for (let count = -1; count !== 0 && filled < size; filled += count)
      count = readSync(handle, bytes, filled, size - filled, filled);
    return bytes.subarray(0, filled);
  } finally {
    closeSync(handle);
  }
}

/** What is neither file, folder nor link, and a folder that may not be looked into, is told apart. */
function list(root: string, prefix: string, entries: TreeEntry[], closed: ClosedPath[], depth: number): void {
  const shut = (path: string, unread: string): void => {
    if (closed.length >= MOST_ENTRIES) throw tooMany();
    closed.push({ path, unread });
  };
  let found: readonly Dirent[];
  try {
    found = readdirSync(join(root, prefix), { withFileTypes: true });
  } catch (error) {
    if (prefix === '') throw unreadable(root, error);
    shut(prefix, 'the folder cannot be read');
    return;
  }
  for (const one of found) {
    const path = prefix === '' ? one.name : `${prefix}/${one.name}`;
    if (one.isDirectory()) {
      if (one.name === '.git') continue;
      if (depth < MOST_DEPTH) list(root, path, entries, closed, depth + 1);
      else shut(path, `folders are nested more than ${MOST_DEPTH} deep`);
      continue;
    }
    if (entries.length >= MOST_ENTRIES) throw tooMany();
    if (!one.isFile() && !one.isSymbolicLink()) shut(path, 'not a regular file');
    else {
      const { size } = lstatSync(join(root, path));
      entries.push({ path, kind: one.isSymbolicLink() ? 'symlink' : 'file', size });
    }
  }
}

function unreadable(path: string, cause: unknown): MainwardError {
  return new MainwardError('REPOSITORY_UNREADABLE', `${path} may not be looked into.`, {
    remedy: 'Judge it as an account that may read it.',
    cause,
  });
}

function tooMany(): MainwardError {
  return new MainwardError(
    'BUDGET_EXCEEDED',
    `The folder holds more than ${MOST_ENTRIES} files, more than are judged at once.`,
    { remedy: 'Name the folder of the repository that is meant.' },
  );
}
