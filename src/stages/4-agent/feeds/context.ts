import type { RepositoryInView } from '../../../model/agent.ts';
import type { VerifiedSource } from '../../../model/mainward-evidence.ts';
import type { System } from '../../../model/policy.ts';
import type { SourceTree } from '../../../model/tree.ts';

/** What is known besides the agents' objects. */
export interface FeedContext {
  /** Repositories that are judged; `tree` lets paths be checked and generators be expanded. */
  readonly repositories: readonly (RepositoryInView & { readonly tree?: SourceTree })[];
  readonly system?: System;
  /** ExternalArtifacts that Mainward keeps. */
  readonly verified?: readonly VerifiedSource[];
}

/** Whether a folder (or file) is there; `undefined` where the tree is not at hand. */
export function hasPath(tree: SourceTree | undefined, path: string): boolean | undefined {
  if (tree === undefined) return undefined;
  if (path === '' || tree.has(path)) return true;
  const known = folders.get(tree) ?? foldersOf(tree);
  folders.set(tree, known);
  return known.has(path);
}

/** Asked of every feed: a search through all files each time would be felt. */
const folders = new WeakMap<SourceTree, ReadonlySet<string>>();

function foldersOf(tree: SourceTree): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { path } of tree.entries) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (found.has(folder)) break;
      found.add(folder);
    }
  }
  return found;
}

const KUSTOMIZATION_FILES: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Whether the folder has a kustomization of its own; `undefined` where the tree is not at hand. */
export function isKustomized(tree: SourceTree | undefined, folder: string): boolean | undefined {
  if (tree === undefined) return undefined;
  return KUSTOMIZATION_FILES.some((file) => tree.has(folder === '' ? file : `${folder}/${file}`));
}
