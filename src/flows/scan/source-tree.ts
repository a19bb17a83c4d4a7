import type { SourceTree, TreeEntry, Unread } from '../../model/tree.ts';
import type { BlobResult, GitRepository } from '../../ports/git.ts';

const BYTES_EACH = 4 << 20;
const BYTES_ALL = 512 << 20;

/**
 * The files of one commit; the wanted ones are read, within bounds, without a work tree. `known` are contents that were
 * read already, and receives what is read: two states of a repository have most of them in common.
 */
export async function readSourceTree(
  repository: GitRepository,
  commit: string,
  wanted: (entry: TreeEntry) => boolean,
  known: Map<string, BlobResult> = new Map(),
): Promise<SourceTree> {
  const listed = await repository.tree(commit);
  const byPath = new Map(listed.map((entry) => [entry.path, entry]));
  const entries = byPath.size === listed.length ? listed : [...byPath.values()];
  const unread = new Map(repeated(listed, byPath).map((path) => [path, TWICE]));
  const chosen: TreeEntry[] = [];
  let total = 0;
  for (const entry of entries) {
    if (entry.oid === undefined || (entry.kind !== 'file' && entry.kind !== 'executable') || !wanted(entry))
      continue;
    if (unread.has(entry.path)) continue;
    if (entry.size > BYTES_EACH) unread.set(entry.path, { unread: `larger than ${BYTES_EACH >> 20} MB` });
    else if (total + entry.size > BYTES_ALL)
      unread.set(entry.path, { unread: `beyond the ${BYTES_ALL >> 20} MB that are read of one repository` });
    else {
      total += Math.max(0, entry.size);
      chosen.push(entry);
    }
  }
  const missing = chosen.map((entry) => entry.oid ?? '').filter((oid) => !known.has(oid));
  for (const [oid, found] of await repository.blobs(missing, { bytesEach: BYTES_EACH }))
    known.set(oid, found);
  return {
    repository: repository.name,
    commit,
    entries,
    has: (path) => byPath.has(path),
    read: (path) => {
      const entry = byPath.get(path);
      if (entry === undefined) return undefined;
      if (entry.kind === 'symlink' || entry.kind === 'gitlink')
        return { unread: `a ${entry.kind} is not followed` };
      const found = unread.has(path) ? undefined : known.get(entry.oid ?? '');
      if (found === 'missing') return { unread: 'the object is missing from this clone, or damaged' };
      if (found === 'too-large') return { unread: `larger than ${BYTES_EACH >> 20} MB` };
      return found ?? unread.get(path) ?? { unread: 'not a kind of file that is read' };
    },
  };
}

const TWICE: Unread = {
  unread: 'the tree names this file twice, and readers disagree about which one counts',
};

function repeated(listed: readonly TreeEntry[], byPath: ReadonlyMap<string, TreeEntry>): readonly string[] {
  if (byPath.size === listed.length) return [];
  return listed.filter((entry) => byPath.get(entry.path) !== entry).map((entry) => entry.path);
}
