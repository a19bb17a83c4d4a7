import type { CommitRange, RawCommit } from '../../ports/git.ts';
import { firstParentIn } from './parse.ts';

interface Walk {
  readonly commits: readonly RawCommit[];
  /** It ended by itself, not by its limit. */
  readonly whole: boolean;
}

/** Longer walks are not kept. */
const MOST_COMMITS = 2_000;
const MOST_WALKS = 64;

/** Short walks through a history that does not change while it is read. */
export class Walks {
  readonly #known = new Map<string, Promise<Walk | undefined>>();

  /** What a walk would give, where one that was done already tells. */
  async find(range: CommitRange): Promise<readonly RawCommit[] | undefined> {
    if (range.idsOnly === true || range.bytes !== undefined) return undefined;
    const same = await this.#known.get(keyOf(range, range.firstParent === true));
    if (
      same !== undefined &&
      (same.whole || (range.limit !== undefined && range.limit <= same.commits.length))
    )
      return same.commits.slice(0, range.limit);
    const [tip, ...others] = range.from;
    if (range.firstParent !== true || tip === undefined || others.length > 0) return undefined;
    const all = await this.#known.get(keyOf(range, false));
    return all?.whole === true ? firstParents(tip, all.commits).slice(0, range.limit) : undefined;
  }

  async keep(range: CommitRange, walk: Promise<readonly RawCommit[]>): Promise<readonly RawCommit[]> {
    if (range.idsOnly === true || range.bytes !== undefined) return walk;
    if (this.#known.size >= MOST_WALKS) this.#known.clear();
    this.#known.set(
      keyOf(range, range.firstParent === true),
      walk.then(
        (commits) =>
          commits.length > MOST_COMMITS
            ? undefined
            : { commits, whole: range.limit === undefined || commits.length < range.limit },
        () => undefined,
      ),
    );
    return walk;
  }
}

function keyOf({ from, not }: CommitRange, firstParent: boolean): string {
  return JSON.stringify([from, not ?? [], firstParent]);
}

/** The line of first parents within what a walk reached. */
function firstParents(tip: string, commits: readonly RawCommit[]): readonly RawCommit[] {
  const known = new Map(commits.map((commit) => [commit.oid, commit]));
  const line: RawCommit[] = [];
  for (let commit = known.get(tip); commit !== undefined && line.length < commits.length; ) {
    line.push(commit);
    commit = known.get(firstParentIn(commit.bytes) ?? '');
  }
  return line;
}
