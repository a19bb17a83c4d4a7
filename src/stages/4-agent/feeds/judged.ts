import type { FeedSource } from '../../../model/agent.ts';
import type { FeedContext } from './context.ts';

/**
 * For each repository in view the branch that is judged: as told, else the one that most sources follow
 * (sources that follow the default branch, or whose revision is not in view, speak for themselves).
 * A repository without an entry is taken to be judged at whatever its sources follow.
 */
export function judgedRevisions(
  sources: readonly FeedSource[],
  context: FeedContext,
): ReadonlyMap<string, string> {
  const judged = new Map<string, string>();
  for (const { name, branch, tree } of context.repositories) {
    if (branch !== undefined) {
      judged.set(name, branch);
      continue;
    }
    const counts = new Map<string, number>();
    for (const { repository, revision } of sources) {
      if (repository !== name) continue;
      const follows = named(revision) ? revision.value : '';
      counts.set(follows, (counts.get(follows) ?? 0) + 1);
    }
    const ranked = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    const [most] = ranked;
    if (most !== undefined && ranked.length > 1)
      judged.set(name, most[0] === '' && tree?.commit !== undefined ? tree.commit : most[0]);
  }
  return judged;
}

function named(revision: FeedSource['revision']): boolean {
  return revision.kind !== 'head' && revision.kind !== 'unknown';
}

/** False only where the source follows another branch, tag or commit than the judged one. */
export function followsJudged(source: FeedSource, judged: ReadonlyMap<string, string>): boolean {
  if (source.repository === undefined || !named(source.revision)) return true;
  const branch = judged.get(source.repository);
  return branch === undefined || source.revision.value === branch;
}
