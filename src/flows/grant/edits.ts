import {
  type Bundle,
  kustomizationsIn,
  manifestName,
  manifestPath,
  recordPath,
} from '../../chain/access/bundle.ts';
import { withEntry, withoutEntry } from '../../chain/access/entry.ts';
import type { AccessPolicy } from '../../model/access-grant.ts';
import type { FileEdit } from '../../ports/committer.ts';
import type { GrantGit } from './ports.ts';

const MOST_BYTES = 1 << 20;

/** The text of some files at a commit, a byte order mark included; empty where it is no text, and none that is not there. */
export type TextsAt = (commit: string, paths: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** Rejects where the repository cannot be read. */
export function textsOf(git: GrantGit, path: string): TextsAt {
  return async (commit, paths) => {
    const repository = await git.open(path);
    if (repository === undefined) throw new Error('The repository is not there.');
    try {
      const folders = [...new Set(paths.map((one) => one.slice(0, one.lastIndexOf('/'))))];
      const files = (await repository.tree(commit, folders)).filter((one) => paths.includes(one.path));
      const blobs = await repository.blobs(
        files.flatMap(({ oid }) => oid ?? []),
        { bytesEach: MOST_BYTES },
      );
      return new Map(
        files.map((one) => {
          const bytes = blobs.get(one.oid ?? '');
          return [one.path, bytes instanceof Uint8Array ? textIn(bytes) : ''] as const;
        }),
      );
    } finally {
      await repository.close();
    }
  };
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textIn(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return '';
  }
}

/** What gives a grant: its two files, and its entry where the folder lists what is applied. */
export async function givingEdits(
  { record, manifest }: Bundle,
  id: string,
  { folder }: AccessPolicy,
  texts: TextsAt,
  base: string,
): Promise<readonly FileEdit[] | undefined> {
  const [listing, ...others] = await texts(base, kustomizationsIn(folder));
  const files = [record, manifest].map(({ path, text }) => written(path, text));
  if (listing === undefined) return files;
  const [path, listed] = listing;
  const longer = withEntry(listed, manifestName(id));
  // Of two kustomizations in one folder the agent takes none.
  return longer === undefined || others.length > 0 ? undefined : [...files, written(path, longer)];
}

/** What takes a grant out whole; none where it is not there any more. */
export async function takingEdits(
  id: string,
  policy: AccessPolicy,
  texts: TextsAt,
  base: string,
): Promise<readonly FileEdit[]> {
  const [record, manifest] = [recordPath(id), manifestPath(id, policy)];
  const listings = kustomizationsIn(policy.folder);
  const found = await texts(base, [record, manifest, ...listings]);
  if (!found.has(record)) return [];
  return [
    { path: record, bytes: null },
    ...(found.has(manifest) ? [{ path: manifest, bytes: null }] : []),
    ...listings.flatMap((path) => {
      const listed = found.get(path) ?? '';
      const shorter = withoutEntry(listed, manifestName(id));
      return shorter === listed ? [] : [written(path, shorter)];
    }),
  ];
}

function written(path: string, text: string): FileEdit {
  return { path, bytes: new TextEncoder().encode(text) };
}
