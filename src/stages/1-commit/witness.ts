import type { Witness } from '../../model/signature.ts';

const DAY = 86_400_000;
/** Branches live long; older than this at first sight is worth telling. */
const LONG_BEFORE = 90 * DAY;

export interface Ancestry {
  readonly oid: string;
  readonly parents: readonly string[];
}

/**
 * When each commit was seen at the latest: an ancestor of something seen at a time existed by then. `seen` holds what
 * was witnessed itself; a commit that is only reached through a descendant carries `atLatest`. Order does not matter.
 */
export function witnessTimes(
  commits: readonly Ancestry[],
  seen: ReadonlyMap<string, Witness>,
): ReadonlyMap<string, Witness> {
  const parents = new Map(commits.map((commit) => [commit.oid, commit.parents]));
  const times = new Map<string, Witness>();
  const readable = [...seen].filter(([, { time }]) => !Number.isNaN(Date.parse(time)));
  readable.sort(([, one], [, other]) => Date.parse(one.time) - Date.parse(other.time));
  // From the earliest sighting on, so that the first to reach a commit is the earliest.
  for (const [tip, witness] of readable) {
    if (times.has(tip)) continue;
    times.set(tip, witness);
    const through: Witness = { ...witness, atLatest: true };
    const queue = [...(parents.get(tip) ?? [])];
    for (let oid = queue.pop(); oid !== undefined; oid = queue.pop()) {
      if (times.has(oid) || !parents.has(oid)) continue;
      times.set(oid, through);
      queue.push(...(parents.get(oid) ?? []));
    }
  }
  return times;
}

/** Why a commit's own date cannot be true, or is far from when it was seen; `undefined` where nothing speaks against it. */
export function backdatedBecause(
  committed: number,
  parentsCommitted: readonly number[],
  witness?: Witness,
): string | undefined {
  const written = committed * 1_000;
  if (parentsCommitted.some((parent) => parent * 1_000 - written > DAY))
    return 'its date lies more than a day before that of its parent';
  if (witness === undefined || witness.atLatest === true) return undefined;
  return Date.parse(witness.time) - written > LONG_BEFORE
    ? 'its date lies more than 90 days before it was first seen'
    : undefined;
}
