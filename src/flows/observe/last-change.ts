import type { LandedEntry, Recorded } from '../../model/ledger.ts';
import type { Rendering } from './rendering.ts';

/** Landings that are looked back at; what is older was so before them. */
const MOST_BACK = 100;

/**
 * The landed commit that last changed what an object means, from `applied` back along the ref's landings (in the order
 * of the ledger). Where it is older than what is recorded or looked at, the oldest of those.
 */
export async function lastChange(
  applied: string,
  key: string,
  meaning: string,
  landed: readonly Recorded<LandedEntry>[],
  rendering: Rendering,
): Promise<string> {
  const byCommit = new Map(landed.map(({ entry }) => [entry.commit, entry]));
  let commit = applied;
  for (let step = 0; step < MOST_BACK; step += 1) {
    const before = byCommit.get(commit)?.before;
    if (before === undefined || !byCommit.has(before)) return commit;
    const meanings = await rendering.at(before);
    if (meanings?.get(key) !== meaning) return commit;
    commit = before;
  }
  return commit;
}
