import { readObjects } from '../../formats/kubernetes/objects.ts';
import { mayContain } from '../../formats/yaml/prefilter.ts';
import { readYaml } from '../../formats/yaml/read.ts';
import type { ChangedPath, GitRepository } from '../../ports/git.ts';

/** Of one landing no more files are read, and no larger ones. */
const MOST_FILES = 500;
const BYTES_EACH = 1_000_000;

/**
 * Which of the wanted kinds of Kubernetes objects lie in the changed files, before or after. `null` where it cannot be
 * told: a file that may hold one and cannot be read, or too many files.
 */
export async function changedKinds(
  repository: GitRepository,
  changes: readonly ChangedPath[] | null,
  wanted: readonly string[],
): Promise<readonly string[] | null> {
  if (changes === null) return null;
  const files = changes.filter(({ path }) => /\.(ya?ml|json)$/.test(path));
  if (files.length > MOST_FILES) return null;
  const oids = files.flatMap(({ oldMode, newMode, oldOid, newOid }) => [
    ...(isFile(oldMode) ? [oldOid] : []),
    ...(isFile(newMode) ? [newOid] : []),
  ]);
  const blobs = await repository.blobs(oids, { bytesEach: BYTES_EACH });
  const kinds = new Set<string>();
  for (const bytes of blobs.values()) {
    if (!(bytes instanceof Uint8Array)) return null;
    const found = kindsIn(bytes, wanted);
    if (found === null) return null;
    for (const kind of found) kinds.add(kind);
  }
  return [...kinds].sort();
}

function isFile(mode: string): boolean {
  return mode.startsWith('100');
}

function kindsIn(bytes: Uint8Array, wanted: readonly string[]): readonly string[] | null {
  if (!mayContain(bytes, wanted)) return [];
  const { objects, rejected, broken } = readObjects(readYaml(bytes, { path: '' }));
  if (rejected.length > 0 || broken.length > 0) return null;
  return objects.map(({ kind }) => kind);
}
