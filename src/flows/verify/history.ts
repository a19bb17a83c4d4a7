import type { ForgeEvidence } from '../../model/evidence.ts';
import type { Commit, UnreadableCommit } from '../../model/git.ts';
import type { CommitRange, GitRepository } from '../../ports/git.ts';
import { readCommit } from '../../stages/1-commit/commit.ts';
import { lineOf, pushesOf } from '../../stages/2-review/landings/line.ts';
import { numberInMessage, type Offers, offersOf } from '../../stages/2-review/landings/offers.ts';
import type { Material } from '../../stages/2-review/landings/recognise.ts';
import type { Span } from './range.ts';

/** Heads beyond these are not compared with what landed. */
const MOST_HEADS = 20_000;
/** Of what was offered no more is held: anybody may offer. */
const OFFERED_BYTES = 128 << 20;
/** Commits beyond these are not read. */
const MOST_COMMITS = 400_000;

export interface HistoryBounds {
  /** Landings beyond these, the oldest ones, are not looked at. */
  readonly landings: number;
  /** Milliseconds since 1970: what lies before the last landing after this is not looked at. */
  readonly since?: number;
}

export interface History extends Material {
  /** Ids that some commit names and that the clone does not have, or that nobody can read. */
  readonly missing: ReadonlySet<string>;
  readonly unreadable: readonly UnreadableCommit[];
  /** Landings that were left out because of a bound on their number. */
  readonly cut: boolean;
}

/** Reads the ref's line and everything that was offered for it, in two walks. */
export async function readHistory(
  repository: GitRepository,
  span: Span,
  evidence: ForgeEvidence | undefined,
  bounds: HistoryBounds,
): Promise<History> {
  const { tip } = span;
  const pushes = pushesOf(evidence, span.ref);
  const offers = offersOf(repository.refs(), evidence, span.ref);
  const { bottom, cut } = await bottomOf(repository, span, bounds);
  const not = [...span.not, ...(bottom === undefined ? [] : [bottom])];
  const read = new Reading();
  await read.walk(repository, { from: [tip], not, limit: MOST_COMMITS });
  const line = lineOf(tip, read.commits, pushes);
  const heads = headsOf(line, offers).filter((head) => !read.commits.has(head));
  const offered = new Reading();
  const walk = { from: heads, not: [...not, tip], limit: MOST_COMMITS, bytes: OFFERED_BYTES };
  if (heads.length > 0) await offered.walk(repository, walk);
  // What was offered and nobody can read, or was too much, concerns only what landed of it.
  const commits = new Map([...read.commits, ...offered.commits]);
  return {
    line,
    commits,
    pushes,
    offers,
    missing: await missingOf(
      repository,
      commits,
      [...read.unreadable, ...offered.unreadable],
      [tip, ...heads],
    ),
    unreadable: read.unreadable,
    cut: cut || read.cut || offered.cut,
  };
}

class Reading {
  readonly commits: Map<string, Commit> = new Map();
  readonly unreadable: UnreadableCommit[] = [];
  cut = false;

  async walk(repository: GitRepository, range: CommitRange & { readonly limit: number }): Promise<void> {
    const raw = await repository.commits(range);
    if (raw.length >= range.limit) this.cut = true;
    for (const { oid, bytes } of raw) {
      if (this.commits.has(oid)) continue;
      const commit = readCommit(oid, bytes);
      if (commit.ok) this.commits.set(oid, commit.value);
      else this.unreadable.push(commit.error);
    }
  }
}

/** Where the line ends, so that no more than the bounds allow is read. */
async function bottomOf(
  repository: GitRepository,
  { tip, not }: Span,
  { landings, since }: HistoryBounds,
): Promise<{ readonly bottom?: string; readonly cut: boolean }> {
  const walk = await repository.commits({ from: [tip], not, firstParent: true, limit: landings });
  const line = walk.flatMap(({ oid, bytes }) => {
    const commit = readCommit(oid, bytes);
    return commit.ok ? [commit.value] : [];
  });
  const within =
    since === undefined
      ? line
      : line.slice(0, line.findLastIndex(({ committer }) => committer.when * 1_000 >= since) + 1);
  const cut = walk.length >= landings && within.length === line.length;
  const oldest = within.at(-1);
  if (oldest === undefined) return { cut, ...(line[0] === undefined ? {} : { bottom: line[0].oid }) };
  const [below] = oldest.parents;
  if (below === undefined || (within.length === line.length && !cut)) return { cut };
  return (await repository.resolve(below)) === undefined ? { cut } : { cut, bottom: below };
}

/** The heads that could have landed on this line. */
function headsOf(line: readonly Commit[], offers: Offers): readonly string[] {
  const heads = new Set<string>();
  let open = false;
  for (const commit of line) {
    const pull = offers.landed.get(commit.oid);
    const number = pull?.number ?? numberInMessage(commit);
    const head = pull?.head.sha ?? (number === undefined ? undefined : offers.heads.get(number));
    if (head !== undefined) heads.add(head);
    else if (commit.parents.length === 1 && commit.committer.when * 1_000 < offers.completeSince) open = true;
  }
  if (open && offers.heads.size <= MOST_HEADS) for (const head of offers.heads.values()) heads.add(head);
  return [...heads];
}

/** Of the commits that are named and were not read: those that are not there at all, or cannot be read. */
async function missingOf(
  repository: GitRepository,
  commits: ReadonlyMap<string, Commit>,
  unreadable: readonly UnreadableCommit[],
  asked: readonly string[],
): Promise<ReadonlySet<string>> {
  const absent = new Set(asked.filter((oid) => !commits.has(oid)));
  for (const { parents } of commits.values())
    for (const oid of parents) if (!commits.has(oid)) absent.add(oid);
  const found = await repository.blobs([...absent], { bytesEach: 1 });
  return new Set([
    ...unreadable.map(({ oid }) => oid),
    ...[...found].flatMap(([oid, answer]) => (answer === 'missing' ? [oid] : [])),
  ]);
}
