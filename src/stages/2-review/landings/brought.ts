import type { Commit } from '../../../model/git.ts';
import type { Commits } from './line.ts';
import type { Recognised } from './recognise.ts';

export interface Brought {
  /** The landing commit first. */
  readonly commits: readonly Commit[];
  /** Some of what it brought is not in the clone, or was too much. */
  readonly incomplete: boolean;
}

/** One landing's commits beyond these are not looked at. */
const MOST_COMMITS = 10_000;
/** Nor beyond these of all landings: many may offer the same long history. */
const MOST_IN_ALL = 500_000;

/**
 * What each landing brought: the commits reachable from it and not from what the ref pointed to before, and what was
 * offered where that landed as new commits. `landings` are oldest first and without gaps; `missing` are ids that
 * some commit names and the clone does not have.
 */
export function broughtBy(
  landings: readonly Recognised[],
  commits: Commits,
  missing: ReadonlySet<string>,
): readonly Brought[] {
  const owned = new Set<string>();
  let total = 0;
  return landings.map((landing) => {
    const found = new Map<string, Commit>(landing.series.map((commit) => [commit.oid, commit]));
    let incomplete = landing.series.some(({ parents }) => parents.some((oid) => missing.has(oid)));
    const walk = (from: readonly string[]): void => {
      const queue = [...from].reverse();
      for (let oid = queue.pop(); oid !== undefined; oid = queue.pop()) {
        if (owned.has(oid) || found.has(oid)) continue;
        const commit = commits.get(oid);
        if (commit === undefined) {
          incomplete ||= missing.has(oid);
          continue;
        }
        if (found.size >= MOST_COMMITS || total + found.size >= MOST_IN_ALL) {
          incomplete = true;
          return;
        }
        found.set(oid, commit);
        queue.push(...[...commit.parents].reverse());
      }
    };
    walk(landing.series.flatMap(({ parents }) => parents.filter((oid) => oid !== landing.parent)));
    const onRef = [...found.keys()];
    if (landing.offered !== undefined) {
      if (missing.has(landing.offered)) incomplete = true;
      else walk([landing.offered]);
    }
    for (const oid of onRef) owned.add(oid);
    total += found.size;
    return { commits: [...found.values()], incomplete };
  });
}
