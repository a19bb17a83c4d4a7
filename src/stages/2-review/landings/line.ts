import type { ForgeEvidence, PushEvent } from '../../../model/evidence.ts';
import type { Commit } from '../../../model/git.ts';

/** Commits by id, as far as they were read. */
export type Commits = ReadonlyMap<string, Commit>;

/**
 * The commits that a ref pointed to, newest first: from the tip along first parents. Where a push event says that the
 * ref came from another parent, that one is followed, because whoever merges locally chooses the order of parents.
 */
export function lineOf(
  tip: string,
  commits: Commits,
  pushes: ReadonlyMap<string, PushEvent>,
): readonly Commit[] {
  const line: Commit[] = [];
  const seen = new Set<string>();
  for (let commit = commits.get(tip); commit !== undefined && !seen.has(commit.oid); ) {
    line.push(commit);
    seen.add(commit.oid);
    const before = refParent(commit, pushes);
    commit = before === undefined ? undefined : commits.get(before);
  }
  return line;
}

/** The parent that the ref pointed to before this commit. */
export function refParent(commit: Commit, pushes: ReadonlyMap<string, PushEvent>): string | undefined {
  const before = pushes.get(commit.oid)?.before;
  return before !== undefined && commit.parents.includes(before) ? before : commit.parents[0];
}

/** Push events of a ref by the commit they left it at; where several did, the first. */
export function pushesOf(evidence: ForgeEvidence | undefined, ref: string): ReadonlyMap<string, PushEvent> {
  const found = new Map<string, PushEvent>();
  for (const push of evidence?.pushes ?? []) {
    if (push.ref !== ref || push.kind === 'delete') continue;
    const known = found.get(push.after);
    if (known === undefined || Date.parse(push.at) < Date.parse(known.at)) found.set(push.after, push);
  }
  return found;
}

/** For each commit of the line the event that brought it: its own, or that of a later commit pushed together with it. */
export function pushOfEach(
  line: readonly Commit[],
  pushes: ReadonlyMap<string, PushEvent>,
): ReadonlyMap<string, PushEvent> {
  const found = new Map<string, PushEvent>();
  let current: PushEvent | undefined;
  for (const { oid } of line) {
    const own = pushes.get(oid);
    if (own !== undefined) current = own;
    else if (current?.before === oid) current = undefined;
    if (current !== undefined) found.set(oid, current);
  }
  return found;
}
