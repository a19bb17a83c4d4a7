import { standingOf } from './line.ts';
import { type Sight, standingIn } from './sight.ts';

/**
 * What became of a commit: the ref does not hold it (`absent`), `verify` fails it or cannot decide, something that landed
 * before it did not pass and is not mended (`held`), or agents may be led there (`pass`).
 */
export type CommitStanding = 'absent' | 'fail' | 'unknown' | 'held' | 'pass';

/** Judges what is recorded of one commit; `commit` is an object id. */
export async function standingOfCommit(sight: Sight, commit: string): Promise<CommitStanding> {
  const { recorded, git, place } = sight;
  const landed = recorded.landed.findLast(({ entry }) => entry.commit === commit);
  if (landed === undefined || !(await standingIn(sight)).holds(commit)) return 'absent';
  if (landed.entry.verdict !== 'pass') return landed.entry.verdict;
  // As the line was when it ended there: what is mended later was not mended then.
  const then = await standingOf(git, { tip: commit, landed: recorded.landed, policy: place.policy });
  return then.accepted === commit ? 'pass' : 'held';
}
