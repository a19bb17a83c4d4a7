import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import type { Located } from '../git-cli/locate.ts';
import { makeRoom } from '../git-cli/opener.ts';
import { parseTree } from '../git-cli/parse.ts';
import { type GitRoom, runGit } from '../git-cli/process.ts';
import { isObjectId } from '../git-cli/refs.ts';

/** A file of a tree by its object. */
export interface TreeFile {
  readonly path: string;
  readonly oid: string;
}

/** Makes objects in a clone's own store, with a git that knows nothing of the clone's configuration. */
export class Workbench {
  readonly #room: GitRoom;

  constructor(room: GitRoom, store: string) {
    const environment = {
      ...room.environment,
      GIT_OBJECT_DIRECTORY: store,
      GIT_INDEX_FILE: join(room.gitDirectory, 'index'),
    };
    this.#room = { ...room, environment };
  }

  static async open(located: Located): Promise<Workbench> {
    return new Workbench(await makeRoom(located, []), join(located.commonDirectory, 'objects'));
  }

  get gitDirectory(): string {
    return this.#room.gitDirectory;
  }

  async blob(bytes: Uint8Array): Promise<string> {
    return this.#object(['hash-object', '-w', '--no-filters', '--stdin'], Buffer.from(bytes));
  }

  async files(commit: string): Promise<readonly TreeFile[]> {
    const run = await this.#git(['ls-tree', '-r', '-z', '--full-tree', commit]);
    return parseTree(run).flatMap(({ path, oid }) => (oid === undefined ? [] : [{ path, oid }]));
  }

  /** A commit on top of another that adds these files to its. */
  async commit(parent: string | undefined, added: readonly TreeFile[], message: string): Promise<string> {
    await this.#git(parent === undefined ? ['read-tree', '--empty'] : ['read-tree', parent]);
    const lines = added.map(({ path, oid }) => `100644 ${oid}\t${path}\0`).join('');
    await this.#git(['update-index', '-z', '--index-info'], Buffer.from(lines));
    const tree = await this.#object(['write-tree']);
    const parents = parent === undefined ? [] : ['-p', parent];
    return this.#object(['commit-tree', tree, ...parents, '-m', message]);
  }

  async close(): Promise<void> {
    await rm(join(this.#room.gitDirectory, '..'), { recursive: true, force: true });
  }

  async #object(args: readonly string[], input?: Buffer): Promise<string> {
    const oid = (await this.#git(args, input)).toString('latin1').trim();
    if (isObjectId(oid)) return oid;
    throw failed(args);
  }

  async #git(args: readonly string[], input: Buffer = Buffer.alloc(0)): Promise<Buffer> {
    const run = await runGit(this.#room, args, input);
    if (run.code !== 0) throw failed(args, run.stderr);
    return run.stdout;
  }
}

function failed(args: readonly string[], said: string = ''): MainwardError {
  return new MainwardError('GIT_FAILED', `git ${args[0] ?? ''} could not write what was signed.`, {
    remedy: 'See that you may write this clone, and that its disk has room.',
    cause: new Error(said.slice(0, 1_000)),
  });
}
