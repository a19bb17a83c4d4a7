import type { Location } from '../../model/location.ts';
import type { Ownership } from '../../model/ownership.ts';
import type { FolderReader, GitOpener } from '../../ports/git.ts';
import {
  GITHUB_OWNER_FILES,
  OwnerIndex,
  readGithubCodeowners,
  readGithubOwnership,
} from '../../stages/2-review/codeowners.ts';
import { readSourceTree } from '../scan/source-tree.ts';

/** Who owns one path: `null` where no line matches, an empty list where the last line that does names nobody. */
export interface OwnedPath {
  readonly path: string;
  readonly owners: readonly string[] | null;
  readonly rule: Location | null;
}

/** The answer of `owners`: `mainward.dev/owners/v1`. */
export interface OwnersDocument {
  readonly schema: 'mainward.dev/owners/v1';
  readonly paths: readonly OwnedPath[];
}

export interface OwnersAnswer {
  readonly document: OwnersDocument;
  /** The file that counts, and what GitHub passes over. */
  readonly ownership: Ownership;
}

/** Where the rules are: in a repository (at its HEAD) or folder, or in a file that was named. */
export type OwnersSource =
  | { readonly kind: 'repository'; readonly path: string }
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array };

/** Who owns the paths, as GitHub reads the rules. */
export async function owners(
  paths: readonly string[],
  source: OwnersSource,
  ports: { readonly git: GitOpener; readonly folders: FolderReader },
): Promise<OwnersAnswer> {
  const ownership =
    source.kind === 'file'
      ? readGithubCodeowners(source.bytes, { path: source.name })
      : await ownershipOf(source.path, ports);
  const index = new OwnerIndex(ownership);
  return {
    ownership,
    document: {
      schema: 'mainward.dev/owners/v1',
      paths: paths.map((path) => {
        const rule = index.ruleFor(path);
        return { path, owners: rule?.owners ?? null, rule: rule?.at ?? null };
      }),
    },
  };
}

async function ownershipOf(
  path: string,
  ports: { readonly git: GitOpener; readonly folders: FolderReader },
): Promise<Ownership> {
  const wanted = (entry: { readonly path: string }): boolean => GITHUB_OWNER_FILES.includes(entry.path);
  const git = await ports.git.open(path);
  if (git === undefined)
    return readGithubOwnership(await ports.folders.read(path, path.split('/').at(-1) ?? '', wanted));
  try {
    const { oid } = git.head();
    if (oid === undefined) return { dialect: 'github', rules: [], shadowed: [], invalid: [] };
    return readGithubOwnership(await readSourceTree(git, oid, wanted));
  } finally {
    await git.close();
  }
}
