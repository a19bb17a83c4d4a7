import { type FileStep, type LineSpan, LineTrail } from '../../chain/review/line-trail.ts';
import type { Way } from '../../chain/review/ways.ts';
import type { Commit } from '../../model/git.ts';
import type { GitRepository } from '../../ports/git.ts';
import { readCommit } from '../../stages/1-commit/commit.ts';

/** How far back history is asked. */
const MOST_LANDINGS = 20_000;
const FIRST_WINDOW = 32;
const LARGEST_WINDOW = 512;
const BYTES_EACH = 4 << 20;
const NONE = /^0+$/;

/** What brought a line: the commit of the ref's line, or why nobody can say. */
export type Brought =
  | { readonly kind: 'landing'; readonly commit: Commit }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Which landing last wrote each of these places, in one walk along the first parents. A place of several lines is as new as
 * its newest one.
 */
export async function broughtBy(
  repository: GitRepository,
  head: string,
  ways: readonly Pick<Way, 'at'>[],
): Promise<(way: Pick<Way, 'at'>) => Brought> {
  const trail = new LineTrail<Commit>(ways.map(spanOf));
  const end = await walk(repository, head, trail);
  return (way) => {
    const found = trail.of(spanOf(way));
    if (found === 'unreadable')
      return { kind: 'unknown', why: 'an earlier version of the file cannot be read' };
    return found === undefined
      ? { kind: 'unknown', why: end ?? 'history does not say' }
      : { kind: 'landing', commit: found };
  };
}

/** Why it ended before all was found. */
async function walk(
  repository: GitRepository,
  head: string,
  trail: LineTrail<Commit>,
): Promise<string | undefined> {
  let next: string | undefined = head;
  let window = FIRST_WINDOW;
  for (let seen = 0; next !== undefined && !trail.isDone; ) {
    if (seen >= MOST_LANDINGS) return `it is older than ${MOST_LANDINGS} landings`;
    const commits = await lineOf(repository, next, window);
    if (commits.length === 0) return 'a commit of the history is missing or cannot be read';
    const changed = await Promise.all(
      commits.map(({ oid, parents: [parent] }) =>
        parent === undefined ? Promise.resolve(undefined) : repository.changes(parent, oid),
      ),
    );
    for (const [index, commit] of commits.entries()) {
      const changes = changed[index];
      if (changes === undefined) trail.begin(commit);
      else if (changes === 'missing') return 'the history of this clone begins later';
      else await step(repository, commit, changes.map(stepOf), trail);
      if (trail.isDone) return undefined;
    }
    seen += commits.length;
    next = commits.at(-1)?.parents[0];
    window = Math.min(window * 2, LARGEST_WINDOW);
  }
  return undefined;
}

async function lineOf(repository: GitRepository, from: string, limit: number): Promise<readonly Commit[]> {
  const raw = await repository.commits({ from: [from], firstParent: true, limit });
  const commits: Commit[] = [];
  let wanted: string | undefined = from;
  const byId = new Map(raw.map((one) => [one.oid, one.bytes]));
  while (wanted !== undefined && commits.length < limit) {
    const bytes: Uint8Array | undefined = byId.get(wanted);
    const read: Commit | undefined = bytes === undefined ? undefined : commitIn(wanted, bytes);
    if (read === undefined) break;
    commits.push(read);
    [wanted] = read.parents;
  }
  return commits;
}

function commitIn(oid: string, bytes: Uint8Array): Commit | undefined {
  const read = readCommit(oid, bytes);
  return read.ok ? read.value : undefined;
}

async function step(
  repository: GitRepository,
  commit: Commit,
  changes: readonly FileStep[],
  trail: LineTrail<Commit>,
): Promise<void> {
  const concerned = changes.filter(({ path, after }) => after !== undefined && trail.follows(path));
  if (concerned.length === 0) return;
  const oids = concerned.flatMap(({ before, after }) =>
    before === undefined || after === undefined ? [] : [before, after],
  );
  const blobs = await repository.blobs([...new Set(oids)], { bytesEach: BYTES_EACH });
  const gone = changes.filter(({ after }) => after === undefined);
  trail.step(commit, [...concerned, ...gone], (oid) => {
    const bytes = blobs.get(oid);
    return bytes instanceof Uint8Array ? new TextDecoder().decode(bytes).split('\n') : undefined;
  });
}

function stepOf({
  path,
  oldOid,
  newOid,
}: {
  readonly path: string;
  readonly oldOid: string;
  readonly newOid: string;
}): FileStep {
  return {
    path,
    ...(NONE.test(oldOid) ? {} : { before: oldOid }),
    ...(NONE.test(newOid) ? {} : { after: newOid }),
  };
}

function spanOf({ at: { path, line, endLine, endColumn } }: Pick<Way, 'at'>): LineSpan {
  return { path, from: line, to: Math.max(line, endColumn === 1 ? endLine - 1 : endLine) };
}
