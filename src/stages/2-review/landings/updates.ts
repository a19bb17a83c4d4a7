import type { Commit } from '../../../model/git.ts';

/** A merge of the base into what was offered, as "Update branch" makes it. */
export interface Update {
  readonly oid: string;
  readonly tree: string;
  /** The head before it. */
  readonly before: string;
  /** What was merged into it: a commit that was on the ref already. */
  readonly base: string;
}

/**
 * The merges of the base with which an offered head ends, newest first. What they merge is none of what the landing
 * `brought`, so each of them alone, where it is exactly the merge of its parents, offers nothing new.
 */
export function updatesOf(head: string, brought: readonly Commit[]): readonly Update[] {
  const known = new Map(brought.map((commit) => [commit.oid, commit]));
  const updates: Update[] = [];
  for (let commit = known.get(head); commit !== undefined && updates.length <= brought.length; ) {
    const [before, base, ...others] = commit.parents;
    if (before === undefined || base === undefined || others.length > 0 || known.has(base)) break;
    updates.push({ oid: commit.oid, tree: commit.tree, before, base });
    commit = known.get(before);
  }
  return updates;
}
