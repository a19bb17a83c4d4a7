import { err, ok, type Result } from '../../model/result.ts';
import type { TreeEntry } from '../../model/tree.ts';

/** A file or link as an archive holds it. */
export interface Member {
  /** Relative, with `/`. */
  readonly path: string;
  readonly kind: 'file' | 'executable' | 'symlink';
  /** Bytes that follow; 0 for a link. */
  readonly size: number;
  /** Where a link leads, as it is written. */
  readonly target?: string;
}

/** A file of a tree that goes into an archive, and the object that holds its bytes. */
export interface PlannedMember {
  readonly member: Member;
  readonly oid: string;
}

export interface ArchiveBudget {
  readonly members: number;
  /** Of all contents together. */
  readonly bytes: number;
  readonly bytesEach: number;
}

export interface Plan {
  /** In the order of the archive, by path. */
  readonly members: readonly PlannedMember[];
  /** Paths of links, which are left out. */
  readonly links: readonly string[];
}

/**
 * What an archive of a tree consists of, or why there can be none: a submodule, a path that readers of archives
 * disagree about, or too much. Links are left out, as Flux itself does with its sources: its agents refuse an archive
 * that has one.
 */
export function planArchive(entries: readonly TreeEntry[], budget: ArchiveBudget): Result<Plan, string> {
  if (entries.length > budget.members) return err(`it has more than ${budget.members} files`);
  const members: PlannedMember[] = [];
  const links: string[] = [];
  let bytes = 0;
  for (const { path, kind, oid, size } of entries.toSorted(byPath)) {
    const why = pathProblem(path);
    if (why !== undefined) return err(`${JSON.stringify(path.slice(0, 200))} ${why}`);
    if (kind === 'gitlink')
      return err(`${JSON.stringify(path)} is a submodule, whose content no review of this repository saw`);
    if (kind === 'symlink') links.push(path);
    else if (oid === undefined || size < 0) return err(`the object of ${JSON.stringify(path)} is missing`);
    else {
      if (size > budget.bytesEach)
        return err(`${JSON.stringify(path)} has more than ${budget.bytesEach} bytes`);
      bytes += size;
      if (bytes > budget.bytes) return err(`its files have more than ${budget.bytes} bytes together`);
      members.push({ member: { path, kind, size }, oid });
    }
  }
  const twice = clash(entries);
  if (twice !== undefined) return err(`${JSON.stringify(twice)} is there twice, or is a file and a folder`);
  return ok({ members, links });
}

function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : one.path > other.path ? 1 : 0;
}

const LONGEST_PATH = 4_096;

/** Why a path may not be in an archive. `git fsck` refuses most of these, and strangers need not run it. */
export function pathProblem(path: string): string | undefined {
  if (path === '' || path.length > LONGEST_PATH) return 'is no path of a usable length';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f\\]/.test(path)) return 'has a character that not every reader takes for the same';
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part.endsWith('..')))
    return 'could lead out of the folder it is put into';
  if (parts.some((part) => part.toLowerCase() === '.git')) return 'lies in a folder that Git itself reads';
  return undefined;
}

/** A path that is there twice, or that another one goes through. */
function clash(entries: readonly TreeEntry[]): string | undefined {
  // With the lowest character between folders, whatever goes through a path comes right after it.
  const keys = entries.map(({ path }) => path.replaceAll('/', '\0')).sort();
  const at = keys.findIndex((key, index) => {
    const next = keys[index + 1];
    return next === key || next?.startsWith(`${key}\0`);
  });
  return keys[at]?.replaceAll('\0', '/');
}
