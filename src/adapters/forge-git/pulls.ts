import type { ForgeActor, PullRequest, PushEvent } from '../../model/evidence.ts';
import type { GitRepository, RawCommit } from '../../ports/git.ts';
import type { PushHistory } from '../../ports/push-log.ts';
import { actorOf } from './moves.ts';

const HEAD_BYTES = 1 << 20;
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

/** The pull requests that `refs/pull/N/head` are. One whose head is no commit is none. */
export async function pullsOf(
  repository: GitRepository,
  question: PullsQuestion,
): Promise<readonly PullRequest[]> {
  const heads = [...repository.refs()].flatMap(([ref, sha]) => {
    const number = REF.exec(ref)?.[1];
    if (number === undefined || (question.landedOnly && !question.landed.holds(sha))) return [];
    return [{ ref, number: Number(number), sha }];
  });
  const read = await repository.blobs(
    heads.map(({ sha }) => sha),
    { bytesEach: HEAD_BYTES },
  );
  return heads
    .flatMap((head) => {
      const bytes = read.get(head.sha);
      const described = bytes instanceof Uint8Array ? question.describe({ oid: head.sha, bytes }) : undefined;
      return described === undefined ? [] : [pullOf(head, described, question)];
    })
    .sort((one, other) => one.number - other.number);
}

function pullOf(
  { ref, number, sha }: { readonly ref: string; readonly number: number; readonly sha: string },
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
