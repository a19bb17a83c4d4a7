import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TreeEntry } from '../../model/tree.ts';
import type { WorktreeComparer } from '../../ports/git.ts';

/** Files whose size is the committed one are read only if they are among the most recently written. */
const MOST_READ = 1_000;
const BYTES_EACH = 4 << 20;
const MOST_FOLDERS = 50_000;

interface Suspect {
  readonly path: string;
  readonly oid: string;
  readonly written: number;
}

/**
 * Looks at folders that the commit has, and at nothing else: not at git's index, whose refreshing would run what the
 * judged repository configures, and not at folders that are only there (dependencies, build output).
 */
export class FsWorktreeComparer implements WorktreeComparer {
  differing(
    workTree: string,
    committed: readonly TreeEntry[],
    wanted: (entry: TreeEntry) => boolean,
  ): Promise<readonly string[]> {
    const differing: string[] = [];
    const suspects: Suspect[] = [];
    const known = new Set(committed.map((entry) => entry.path));
    for (const [folder, files] of byFolder(committed.filter(wanted))) {
      const names = namesIn(join(workTree, folder));
      // A folder that is not there was not checked out.
      if (names === undefined) continue;
      for (const name of names) {
        const path = folder === '' ? name : `${folder}/${name}`;
        const entry = files.get(name);
        if (entry === undefined) {
          if (!known.has(path) && wanted({ path, kind: 'file', size: 0 })) differing.push(path);
        } else compare(workTree, entry, differing, suspects);
      }
      const there = new Set(names);
      for (const [name, { path }] of files) if (!there.has(name)) differing.push(path);
    }
    suspects.sort((a, b) => b.written - a.written);
    for (const { path, oid } of suspects.slice(0, MOST_READ))
      if (!holds(join(workTree, path), oid)) differing.push(path);
    return Promise.resolve(differing.sort());
  }
}

function byFolder(entries: readonly TreeEntry[]): ReadonlyMap<string, ReadonlyMap<string, TreeEntry>> {
  const folders = new Map<string, Map<string, TreeEntry>>();
  for (const entry of entries) {
    if (entry.kind !== 'file' && entry.kind !== 'executable') continue;
    const cut = entry.path.lastIndexOf('/');
    const folder = entry.path.slice(0, Math.max(0, cut));
    const files = folders.get(folder) ?? new Map<string, TreeEntry>();
    if (!folders.has(folder) && folders.size >= MOST_FOLDERS) continue;
    folders.set(folder, files.set(entry.path.slice(cut + 1), entry));
  }
  return folders;
}

function namesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isFile() ? [one.name] : []));
  } catch {
    return undefined;
  }
}

function compare(workTree: string, entry: TreeEntry, differing: string[], suspects: Suspect[]): void {
  const found = lstatSync(join(workTree, entry.path), { throwIfNoEntry: false });
  if (entry.size < 0) return;
  if (found === undefined || found.size !== entry.size) differing.push(entry.path);
  else if (entry.oid !== undefined && found.size <= BYTES_EACH)
    suspects.push({ path: entry.path, oid: entry.oid, written: found.mtimeMs });
}

/** Is the file the blob with this id? What cannot be read is not said to differ. */
function holds(path: string, oid: string): boolean {
  try {
    const bytes = readFileSync(path);
    const hash = createHash(oid.length === 64 ? 'sha256' : 'sha1');
    return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex') === oid;
  } catch {
    return true;
  }
}
