import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import type { FileEdit } from '../../ports/committer.ts';
import type { Located } from '../git-cli/locate.ts';
import { makeRoom } from '../git-cli/opener.ts';
import { COMPARING, type GitRoom, type GitRun, runGit } from '../git-cli/process.ts';
import { isObjectId } from '../git-cli/refs.ts';

/** As whom commits are made. */
export interface Robot {
  readonly name: string;
  readonly email: string;
  /** Absolute path of an SSH key without a passphrase. */
  readonly keyFile: string;
}

export interface MadeCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** Seconds since 1970. */
  readonly at: number;
}

/** Makes signed commits in a repository of its own, which borrows another one's objects and knows nothing else of it. */
export class CommitBench {
  readonly room: GitRoom;
  readonly #robot: Robot;

  private constructor(room: GitRoom, robot: Robot) {
    this.room = room;
    this.#robot = robot;
  }

  static async open(located: Located, robot: Robot): Promise<CommitBench> {
    const room = await makeRoom(located, []);
    const { name, email } = robot;
    const environment = {
      ...room.environment,
      GIT_INDEX_FILE: join(room.gitDirectory, 'index'),
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
    };
    return new CommitBench({ ...room, environment }, robot);
  }

  /** The tree of a commit with these files changed. */
  async edited(base: string, edits: readonly FileEdit[]): Promise<string> {
    await this.#run(['read-tree', base]);
    const lines: string[] = [];
    for (const { path, bytes } of edits) {
      if (path.includes('\0')) throw failed('update-index');
      const oid = bytes === null ? '0'.repeat(base.length) : await this.#blob(bytes);
      lines.push(`${bytes === null ? '0' : '100644'} ${oid}\t${path}\0`);
    }
    await this.#run(['update-index', '-z', '--index-info'], Buffer.from(lines.join('')));
    return this.#object(['write-tree']);
  }

  /** The tree of a merge as everybody makes it; `undefined` where both sides changed the same lines. */
  async merged(ours: string, theirs: string): Promise<string | undefined> {
    const run = await runGit(this.room, ['merge-tree', '--write-tree', ours, theirs], '', COMPARING);
    if (run.code === 1) return undefined;
    const tree = run.stdout.toString('latin1').trim();
    if (run.code === 0 && isObjectId(tree)) return tree;
    throw failed('merge-tree', run.stderr);
  }

  async commit({ tree, parents, message, at }: MadeCommit): Promise<string> {
    const date = `${at} +0000`;
    const environment = { ...this.room.environment, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    const signed = ['-c', 'gpg.format=ssh', '-c', `user.signingkey=${this.#robot.keyFile}`];
    const lineage = parents.flatMap((parent) => ['-p', parent]);
    return this.#object(
      [...signed, 'commit-tree', '-S', tree, ...lineage],
      Buffer.from(`${message.trimEnd()}\n`),
      {
        ...this.room,
        environment,
      },
    );
  }

  /** Does one commit hold the other? */
  async holds(commit: string, other: string): Promise<boolean> {
    return (await runGit(this.room, ['merge-base', '--is-ancestor', other, commit])).code === 0;
  }

  async close(): Promise<void> {
    await rm(join(this.room.gitDirectory, '..'), { recursive: true, force: true });
  }

  #blob(bytes: Uint8Array): Promise<string> {
    return this.#object(['hash-object', '-w', '--no-filters', '--stdin'], Buffer.from(bytes));
  }

  async #object(args: readonly string[], input?: Buffer, room?: GitRoom): Promise<string> {
    const oid = (await this.#run(args, input, room)).stdout.toString('latin1').trim();
    if (isObjectId(oid)) return oid;
    throw failed(args[0]);
  }

  async #run(
    args: readonly string[],
    input: Buffer = Buffer.alloc(0),
    room: GitRoom = this.room,
  ): Promise<GitRun> {
    const run = await runGit(room, args, input);
    if (run.code !== 0) throw failed(args[0], run.stderr);
    return run;
  }
}

function failed(command: string = '', said: string = ''): MainwardError {
  return new MainwardError('GIT_FAILED', `git ${command} could not make a commit.`, {
    remedy:
      'See that the key of the committer may be read and needs no passphrase, and that the disk has room.',
    cause: new Error(said.slice(0, 1_000)),
  });
}
