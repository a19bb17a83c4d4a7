import { type ChangedFile, type Delivery, deliverable, isRule } from '../../chain/delivery/line.ts';
import type { LandedEntry, Recorded } from '../../model/ledger.ts';
import type { GitRepository } from '../../ports/git.ts';

/** How far along its line a ref is accepted: everything up to there passed, or was mended. */
export interface Standing {
  /** What the ref points to now. */
  readonly tip: string;
  /** The newest commit that may be handed to agents; absent where there is none. */
  readonly accepted?: string;
  /** What holds the line up. */
  readonly held?: {
    readonly landed: Recorded<LandedEntry>;
    /** Files that are not as they were before it; `null` = cannot be told. */
    readonly unmended: readonly string[] | null;
  };
  /** The newest landing that the ref no longer holds: it was moved back or aside. */
  readonly lost?: string;
  /** The newest that was recorded and is on the ref's line. */
  readonly newest?: string;
  /** What the ref was before the first landing on its line that is undecided. */
  readonly undecided?: string;
  /** Is a landing that was accepted still on the ref's line, or from before judging began? */
  readonly holds: (commit: string) => boolean;
  /** Position of each commit on the ref's line, 0 = the oldest that was looked at. */
  readonly line: ReadonlyMap<string, number>;
}

/** Which ref, what was recorded of it, and where its rules lie. */
export interface RecordedLine {
  readonly tip: string;
  readonly landed: readonly Recorded<LandedEntry>[];
  /** The folder of the policy. */
  readonly policy: string;
  /** A commit up to which all was accepted before; saves looking at what lies before it. */
  readonly floor?: string;
}

/** Judges what was recorded of a ref against where it is now. */
export async function standingOf(repository: GitRepository, recorded: RecordedLine): Promise<Standing> {
  const { tip, policy, floor } = recorded;
  const considered = sinceBaseline(recorded.landed);
  const from = floor === undefined ? -1 : considered.findLastIndex(({ entry }) => entry.commit === floor);
  const short = from === -1 ? undefined : await lineOf(repository, tip, floor);
  const isShort = short?.has(floor ?? '') === true;
  const line = isShort ? short : await lineOf(repository, tip, considered[0]?.entry.commit);
  const landed = isShort ? considered.slice(from) : considered;
  const onLine = latestOfEach(landed.filter(({ entry }) => line.has(entry.commit))).toSorted(
    (one, other) => (line.get(one.entry.commit) ?? 0) - (line.get(other.entry.commit) ?? 0),
  );
  const { deliver, held, unmended } = await deliveryOf(repository, onLine, policy);
  const lost = landed.findLast(({ entry }) => !line.has(entry.commit));
  const newest = onLine.at(-1);
  const open = onLine.find(({ entry }) => entry.verdict === 'unknown');
  const holding = onLine.find(({ entry }) => entry.commit === held);
  return {
    tip,
    line,
    ...(deliver === undefined ? {} : { accepted: deliver }),
    ...(holding === undefined ? {} : { held: { landed: holding, unmended: unmended ?? null } }),
    ...(lost === undefined ? {} : { lost: lost.entry.commit }),
    ...(newest === undefined ? {} : { newest: newest.entry.commit }),
    ...(open?.entry.before === undefined ? {} : { undecided: open.entry.before }),
    holds: (commit) => line.has(commit) || !landed.some(({ entry }) => entry.commit === commit),
  };
}

/** A landing that nothing came before is where judging begins; an operator may have set it anew. */
function sinceBaseline(landed: readonly Recorded<LandedEntry>[]): readonly Recorded<LandedEntry>[] {
  const baseline = landed.findLastIndex(({ entry }) => entry.before === undefined);
  return landed.slice(Math.max(0, baseline));
}

/** What was undecided may have been decided since. */
function latestOfEach(landed: readonly Recorded<LandedEntry>[]): readonly Recorded<LandedEntry>[] {
  return [...new Map(landed.map((one) => [one.entry.commit, one])).values()];
}

async function lineOf(
  repository: GitRepository,
  tip: string,
  oldest: string | undefined,
): Promise<ReadonlyMap<string, number>> {
  const before = oldest === undefined ? [] : await parentsOf(repository, oldest);
  const walk = await repository.commits({ from: [tip], not: before, firstParent: true });
  return new Map(walk.map(({ oid }, index) => [oid, walk.length - 1 - index]));
}

async function parentsOf(repository: GitRepository, commit: string): Promise<readonly string[]> {
  const parent = await repository.resolve(`${commit}^1`);
  return parent === undefined ? [] : [parent];
}

/** Files are only looked at where something did not pass. */
async function deliveryOf(
  repository: GitRepository,
  landed: readonly Recorded<LandedEntry>[],
  policy: string,
): Promise<Delivery> {
  const wrong = landed.findIndex(({ entry }) => entry.verdict !== 'pass');
  const sound = landed.slice(0, wrong === -1 ? landed.length : wrong).at(-1)?.entry.commit;
  const good = sound === undefined ? {} : { deliver: sound };
  if (wrong === -1) return good;
  const rest = await Promise.all(
    landed.slice(wrong).map(async ({ entry }) => ({
      commit: entry.commit,
      verdict: entry.verdict,
      changes: await filesOf(repository, entry),
    })),
  );
  return { ...good, ...deliverable(rest, (path) => isRule(path) || path.startsWith(`${policy}/`)) };
}

async function filesOf(
  repository: GitRepository,
  { before, commit }: LandedEntry,
): Promise<readonly ChangedFile[] | null> {
  if (before === undefined) return null;
  const changes = await repository.changes(before, commit);
  if (changes === 'missing') return null;
  return changes.map(({ path, oldMode, oldOid, newMode, newOid }) => ({
    path,
    before: oldMode === NOT_THERE ? '' : `${oldMode} ${oldOid}`,
    after: newMode === NOT_THERE ? '' : `${newMode} ${newOid}`,
  }));
}

const NOT_THERE = '000000';
