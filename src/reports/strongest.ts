import { costOf, type Quorum, type QuorumPath, ROUTES } from '../model/graph.ts';

/** A path with the quorum that it is of. */
export interface PathEntry {
  readonly quorum: Quorum;
  readonly path: QuorumPath;
}

/**
 * The paths in the order in which a reader wants them: by route, then the fewest people, then the fewest assumptions.
 * Paths to one target that begin alike say the same and are shown once, unless they let different people do it alone.
 */
export function strongest(quorums: readonly Quorum[]): readonly PathEntry[] {
  const seen = new Set<string>();
  return quorums
    .flatMap((quorum) => quorum.paths.map((path) => ({ quorum, path })))
    .sort(
      (a, b) =>
        ROUTES.indexOf(a.quorum.route) - ROUTES.indexOf(b.quorum.route) ||
        costOf(a.path) - costOf(b.path) ||
        a.path.assumed.length - b.path.assumed.length,
    )
    .filter(({ quorum, path }) => {
      const [first] = path.steps;
      const alone = costOf(path) > 1 ? [] : path.people;
      const key = JSON.stringify([quorum.target, quorum.route, first?.from, first?.to, first?.why, alone]);
      return seen.has(key) ? false : Boolean(seen.add(key));
    });
}
