import type { ForgeActor } from '../../model/evidence.ts';
import type { Commit } from '../../model/git.ts';
import type { RawCommit } from '../../ports/git.ts';
import { readCommit } from '../../stages/1-commit/commit.ts';
import { judgeSignature } from '../../stages/1-commit/judge.ts';
import type { KeyRing } from '../../stages/1-commit/key-ring.ts';

/** What a head says of itself, and who its signature says made it. */
export interface DescribedHead {
  readonly author: ForgeActor;
  /** Subject of its message; hostile text. */
  readonly title: string;
  /** RFC 3339 UTC, by its own word. */
  readonly at: string;
}

const TITLE = 256;
/** The key made the signature, whatever became of the key since. */
const MADE: ReadonlySet<string> = new Set(['good', 'expired', 'revoked', 'not-yet-valid', 'unknown']);

/** Describes the commits that are offered; `undefined` for what is no commit. */
export function headDescriber(ring: KeyRing): (head: RawCommit) => DescribedHead | undefined {
  return ({ oid, bytes }) => {
    const commit = readCommit(oid, bytes);
    if (!commit.ok) return undefined;
    const { message, committer } = commit.value;
    return {
      author: authorOf(commit.value, ring),
      title: (message.split('\n', 1)[0] ?? '').slice(0, TITLE),
      at: new Date(Math.min(Math.max(committer.when, 0), MOST_SECONDS) * 1_000).toISOString(),
    };
  };
}

/** 9999-12-31. */
const MOST_SECONDS = 253_402_214_400;

/** Whose key signed it, or else the address of whoever says they committed it. */
function authorOf(commit: Commit, ring: KeyRing): ForgeActor {
  const { person, status } = judgeSignature(commit, ring);
  if (typeof person === 'string' && MADE.has(status)) return { login: person, kind: 'unknown', person };
  return { login: commit.committer.email, kind: 'unknown' };
}
