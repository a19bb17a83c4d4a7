import { fileLocation } from '../../../model/location.ts';
import type { SourceTree } from '../../../model/tree.ts';
import { attempt, type Open } from './attempt.ts';
import { KustomizeUses } from './kustomize-uses.ts';
import { findTarget, type OpenFile, openFile, taskAt } from './plan.ts';
import type { Outcome, Removal, RemovalTask, Target } from './target.ts';

export interface RemovalOptions {
  /** Folders that agents apply; the last file of one stays, because an agent without its folder keeps what it applied. */
  readonly applied?: readonly string[];
}

/**
 * The files of a tree without the targets, whichever order they are given in: bytes are taken out, none put in, and what
 * is left says exactly what it said. A file of which nothing is left goes, with its entry in the kustomizations that
 * list it. What cannot be done so is a task for people, and everything else is done as if it had not been asked.
 */
export function remove(
  tree: SourceTree,
  targets: readonly Target[],
  { applied = [] }: RemovalOptions = {},
): Removal {
  const uses = new KustomizeUses(tree);
  const files = new Map<string, OpenFile | RemovalTask>();
  const tasks = new Map<Target, RemovalTask>();
  const open = new Set<Open>();
  for (const target of targets) {
    const { path } = target.at;
    const file = files.get(path) ?? otherwiseUsed(path, uses) ?? openFile(tree, path);
    files.set(path, file);
    if ('kind' in file) {
      tasks.set(target, file);
      continue;
    }
    const found = findTarget(file, target);
    if ('kind' in found) tasks.set(target, renamed(path, uses) ?? found);
    else open.add({ ...found, target, file });
  }
  for (;;) {
    const { files: changed, refused } = attempt({ tree, uses, applied }, [...open]);
    for (const [one, task] of refused) {
      tasks.set(one.target, task);
      open.delete(one);
    }
    if (refused.size > 0) continue;
    return {
      files: [...changed]
        .map(([path, after]) => ({ path, after }))
        .sort((one, other) => (one.path < other.path ? -1 : 1)),
      outcomes: targets.map((target) => tasks.get(target) ?? removed(target.at.path, uses, changed)),
    };
  }
}

function otherwiseUsed(path: string, uses: KustomizeUses): RemovalTask | undefined {
  const user = uses.otherUse(path);
  return user === undefined
    ? undefined
    : taskAt(
        fileLocation({ path }),
        'patch-file',
        `${user} uses the file for something else than its objects`,
      );
}

/** What is not found by its name may be there by another one. */
function renamed(path: string, uses: KustomizeUses): RemovalTask | undefined {
  const user = uses.renaming(path);
  const say = 'a kustomization gives what is to be removed a name that is not written';
  return user === undefined ? undefined : taskAt(user.at, 'patched', say);
}

function removed(path: string, uses: KustomizeUses, changed: ReadonlyMap<string, unknown>): Outcome {
  const lists = changed.get(path) === null ? uses.listing(path).map((one) => one.path) : [];
  return { kind: 'removed', paths: [...new Set([path, ...lists])].sort() };
}
