import type { ForgeEvidence, PullRequest } from '../../../model/evidence.ts';
import type { Commit } from '../../../model/git.ts';

/** A change as somebody offered it, by its number on the forge. */
export interface OfferedHead {
  readonly number: number;
  readonly head: string;
}

/** What refs and evidence say was offered for one ref. */
export interface Offers {
  /** Merged pull requests by the commit that landed. */
  readonly landed: ReadonlyMap<string, PullRequest>;
  readonly byNumber: ReadonlyMap<number, PullRequest>;
  /** Heads by number: of refs, and else of evidence. */
  readonly heads: ReadonlyMap<number, string>;
  /** Numbers by head. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Every landed pull request is known from this time on (milliseconds since 1970). */
  readonly completeSince: number;
}

const REF = /^refs\/(?:pull|merge-requests)\/(\d{1,9})\/head$/;

export function offersOf(
  refs: ReadonlyMap<string, string>,
  evidence: ForgeEvidence | undefined,
  ref: string,
): Offers {
  const items = (evidence?.pullRequests?.items ?? []).filter((pull) => pull.base === ref);
  const heads = new Map(items.map((pull) => [pull.number, pull.head.sha]));
  for (const [name, oid] of refs) {
    const number = REF.exec(name)?.[1];
    // What evidence says was the head when it landed wins over a ref that may have moved since.
    if (number !== undefined && !heads.has(Number(number))) heads.set(Number(number), oid);
  }
  const since = Date.parse(evidence?.pullRequests?.landedSince ?? '');
  return {
    landed: new Map(
      items.flatMap((pull) =>
        pull.state === 'merged' && pull.mergeCommit !== undefined ? [[pull.mergeCommit, pull] as const] : [],
      ),
    ),
    byNumber: new Map(items.map((pull) => [pull.number, pull])),
    heads,
    numbers: new Map([...heads].map(([number, head]) => [head, number])),
    completeSince: Number.isNaN(since) ? Number.POSITIVE_INFINITY : since,
  };
}

/** The number that a forge's own messages end or begin with: `Title (#7)`, `Merge pull request #7 from …`, `See merge request group/project!7`. */
export function numberInMessage(commit: Commit): number | undefined {
  const subject = (commit.message.split('\n', 1)[0] ?? '').trimEnd();
  const found =
    /\(#(\d{1,9})\)$/.exec(subject) ??
    /^Merge pull request #(\d{1,9}) from /.exec(subject) ??
    /^See merge request [^\s!]*!(\d{1,9})$/.exec(commit.message.trimEnd().split('\n').at(-1) ?? '');
  return found === null ? undefined : Number(found[1]);
}

/** What a forge leaves alone when it rebases a commit: who wrote it, when, and what it says. */
export function rebaseKey({ author, message }: Commit): string {
  return JSON.stringify([author.name, author.email, author.when, author.zone, message.trim()]);
}

/** The own commits of a head from its newest on, along first parents, until one that `ends`. */
export function* headChain(
  head: string,
  commits: ReadonlyMap<string, Commit>,
  ends: (oid: string) => boolean,
): Generator<Commit> {
  const seen = new Set<string>();
  for (let commit = commits.get(head); commit !== undefined; commit = commits.get(commit.parents[0] ?? '')) {
    if (ends(commit.oid) || seen.has(commit.oid)) return;
    seen.add(commit.oid);
    yield commit;
  }
}
