import type { ForgeActor, PullRequest, PushEvent } from '../../model/evidence.ts';
import type { GitRepository, RawCommit } from '../../ports/git.ts';
import type { PushHistory } from '../../ports/push-log.ts';
import { actorOf } from './moves.ts';

const HEAD_BYTES = 256 << 10;
/** Read at once. */
const PART = 200;
const MOST_PULLS = 20_000;
const REF = /^refs\/pull\/(\d{1,9})\/head$/;

/** What a head says of itself, and who its signature says made it. */
export interface HeadDescription {
  readonly author: ForgeActor;
  readonly title: string;
  /** When it was made, by its own word; RFC 3339 UTC. */
  readonly at: string;
}

/** What landed in the part of the ref's line that is looked at. */
export interface Landed {
  /** Does the ref hold this commit? */
  holds(oid: string): boolean;
  /** Did the ref point to this commit itself? */
  onLine(oid: string): boolean;
}

export interface PullsQuestion {
  /** The ref that they want to change. */
  readonly base: string;
  readonly landed: Landed;
  /** Only those whose head the ref holds. */
  readonly landedOnly: boolean;
  readonly history: PushHistory | undefined;
  readonly pushes: readonly PushEvent[];
  readonly describe: (head: RawCommit) => HeadDescription | undefined;
}

export interface Pulls {
  readonly items: readonly PullRequest[];
  /** There are more, which were left out. */
  readonly cut: boolean;
}

interface Head {
  readonly ref: string;
  readonly number: number;
  readonly sha: string;
}

/** The pull requests that `refs/pull/N/head` are, newest numbers first to be read. One whose head is no commit is none. */
export async function pullsOf(repository: GitRepository, question: PullsQuestion): Promise<Pulls> {
  const heads = [...repository.refs()]
    .flatMap(([ref, sha]): readonly Head[] => {
      const number = REF.exec(ref)?.[1];
      if (number === undefined || (question.landedOnly && !question.landed.holds(sha))) return [];
      return [{ ref, number: Number(number), sha }];
    })
    .sort((one, other) => other.number - one.number);
  const items: PullRequest[] = [];
  for (let at = 0; at < Math.min(heads.length, MOST_PULLS); at += PART) {
    const part = heads.slice(at, Math.min(at + PART, MOST_PULLS));
    const oids = part.map(({ sha }) => sha);
    const read = await repository.blobs(oids, { bytesEach: HEAD_BYTES });
    for (const head of part) {
      const bytes = read.get(head.sha);
      const described = bytes instanceof Uint8Array ? question.describe({ oid: head.sha, bytes }) : undefined;
      if (described !== undefined) items.push(pullOf(head, described, question));
    }
  }
  return { items: items.reverse(), cut: heads.length > MOST_PULLS };
}

function pullOf(
  { ref, number, sha }: Head,
  { author, title, at }: HeadDescription,
  { base, landed, history, pushes }: PullsQuestion,
): PullRequest {
  const records = history?.records.filter((record) => record.ref === ref && record.kind !== 'delete');
  const merged = landed.holds(sha);
  const forward = merged && landed.onLine(sha);
  const landing = forward ? pushes.find((push) => push.ref === base && push.after === sha) : undefined;
  return {
    number,
    state: merged ? 'merged' : 'open',
    author,
    title,
    base,
    head: { sha, ref, fork: false },
    createdAt: records?.[0]?.at ?? at,
    ...(forward ? { mergeCommit: sha } : {}),
    ...(landing === undefined ? {} : { mergedAt: landing.at, mergedBy: landing.actor }),
    reviews: [],
    ...(records === undefined
      ? {}
      : {
          pushes: records.map((record) => ({ actor: actorOf(record), after: record.after, at: record.at })),
        }),
  };
}
