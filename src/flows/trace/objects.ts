import { createHash } from 'node:crypto';
import type { Commit } from '../../model/git.ts';
import type { CommitObject } from '../../model/payload.ts';
import { readCommit } from '../../stages/1-commit/commit.ts';

/** The id that Git gives to these bytes; which hash it is, the length of `like` says. */
export function gitId(type: 'commit' | 'blob', bytes: Uint8Array, like: string): string {
  const hash = createHash(like.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}

/** The commits that came with an entry, and those whose bytes are not what their id says. */
export function commitsIn(objects: readonly CommitObject[]): {
  readonly commits: ReadonlyMap<string, Commit>;
  readonly wrong: readonly string[];
} {
  const commits = new Map<string, Commit>();
  const wrong: string[] = [];
  for (const { commit, object } of objects) {
    const bytes = new Uint8Array(Buffer.from(object, 'base64'));
    const read = gitId('commit', bytes, commit) === commit ? readCommit(commit, bytes) : undefined;
    if (read?.ok === true) commits.set(commit, read.value);
    else wrong.push(commit);
  }
  return { commits, wrong };
}
