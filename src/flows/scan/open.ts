import { MainwardError } from '../../model/errors.ts';
import type { SourceTree, TreeEntry } from '../../model/tree.ts';
import type { FolderReader, GitOpener, GitRepository, WorktreeComparer } from '../../ports/git.ts';
import { readSourceTree } from './source-tree.ts';

/** One thing to judge: a repository at its HEAD, or a folder as it lies. */
export interface Opened {
  readonly name: string;
  readonly tree: SourceTree;
  /** Absent for a plain folder. */
  readonly git?: GitRepository;
  readonly branch?: string;
  readonly notes: readonly string[];
}

export interface OpenPorts {
  readonly git: GitOpener;
  readonly folders: FolderReader;
  readonly worktrees: WorktreeComparer;
}

/** Opens every path; the same repository named twice is judged once. */
export async function openAll(
  paths: readonly string[],
  worktree: boolean,
  ports: OpenPorts,
): Promise<readonly Opened[]> {
  const opened: Opened[] = [];
  try {
    for (const path of paths) {
      const one = await openOne(path, worktree, ports);
      const twin = opened.find((other) => other.name === one.name);
      if (twin === undefined) opened.push(one);
      else if (twin.tree.commit !== undefined && twin.tree.commit === one.tree.commit) await one.git?.close();
      else opened.push(renamed(one, `${one.name}-${opened.length + 1}`));
    }
  } catch (error) {
    for (const one of opened) await one.git?.close();
    throw error;
  }
  return opened;
}

function renamed(one: Opened, name: string): Opened {
  return { ...one, name, tree: { ...one.tree, repository: name } };
}

async function openOne(path: string, worktree: boolean, ports: OpenPorts): Promise<Opened> {
  const git = await ports.git.open(path);
  if (git === undefined) {
    const name = folderName(path);
    return { name, tree: await ports.folders.read(path, name, isWanted), notes: [] };
  }
  try {
    return await openRepository(git, worktree, ports);
  } catch (error) {
    await git.close();
    throw error;
  }
}

async function openRepository(git: GitRepository, worktree: boolean, ports: OpenPorts): Promise<Opened> {
  const { ref, oid } = git.head();
  const branch = ref?.startsWith('refs/heads/') === true ? ref.slice('refs/heads/'.length) : undefined;
  const common = { name: git.name, git, ...(branch === undefined ? {} : { branch }) };
  if (worktree) {
    if (git.shape.workTree === undefined) {
      throw new MainwardError(
        'USAGE',
        `${git.name} is a bare repository, so no files lie there to be judged.`,
        { remedy: 'Leave --worktree out.' },
      );
    }
    return {
      ...common,
      tree: await ports.folders.read(git.shape.workTree, git.name, isWanted),
      notes: ['the files were judged as they lie, not HEAD'],
    };
  }
  if (oid === undefined) {
    return { ...common, tree: emptyTree(git.name), notes: [`${git.name} has no commit yet`] };
  }
  const tree = await readSourceTree(git, oid, isWanted);
  return { ...common, tree, notes: [...shapeNotes(git), ...(await worktreeNotes(git, tree, ports))] };
}

const MOST_NAMED = 3;

/** HEAD is judged; whoever has edited the files since is told so. */
async function worktreeNotes(
  git: GitRepository,
  tree: SourceTree,
  ports: OpenPorts,
): Promise<readonly string[]> {
  if (git.shape.workTree === undefined) return [];
  const paths = await ports.worktrees.differing(git.shape.workTree, tree.entries, isWanted);
  if (paths.length === 0) return [];
  const named = paths.slice(0, MOST_NAMED).join(', ');
  const more = paths.length > MOST_NAMED ? ` and ${paths.length - MOST_NAMED} more` : '';
  return [
    `HEAD of ${git.name} was judged, and the work tree differs from it: ${named}${more} (--worktree judges the files as they lie)`,
  ];
}

function shapeNotes(git: GitRepository): readonly string[] {
  const notes: string[] = [];
  if (git.shape.shallow)
    notes.push(
      `${git.name} is a shallow clone: what landed before its first commit is not known (git fetch --unshallow)`,
    );
  if (git.shape.partial)
    notes.push(`${git.name} is a partial clone: objects that are missing were not fetched and are unknown`);
  return notes;
}

function emptyTree(repository: string): SourceTree {
  return { repository, entries: [], has: () => false, read: () => undefined };
}

function folderName(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.at(-1) ?? 'folder';
}

/** Files that are read: manifests, pipelines, ownership, charts. Anything else is only listed. */
export function isWanted(entry: TreeEntry): boolean {
  return /\.(ya?ml|json)$/.test(entry.path) || /(^|\/)(CODEOWNERS|Kustomization)$/.test(entry.path);
}
