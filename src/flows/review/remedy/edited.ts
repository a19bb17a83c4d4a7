import type { CutFile } from '../../../formats/kubernetes/removal/target.ts';
import type { SourceTree } from '../../../model/tree.ts';

/** A tree with these files changed, without anything being written anywhere. It is no commit's. */
export function editedTree(tree: SourceTree, files: readonly CutFile[]): SourceTree {
  const changed = new Map(files.map(({ path, after }) => [path, after]));
  const isGone = (path: string): boolean => changed.get(path) === null;
  const entries = tree.entries.filter(({ path }) => !isGone(path));
  return {
    repository: tree.repository,
    entries: entries.map((entry) => {
      const { path, kind } = entry;
      return changed.has(path) ? { path, kind, size: changed.get(path)?.length ?? 0 } : entry;
    }),
    ...(tree.closed === undefined ? {} : { closed: tree.closed }),
    has: (path) => !isGone(path) && tree.has(path),
    read: (path) => (changed.has(path) ? (changed.get(path) ?? undefined) : tree.read(path)),
  };
}
