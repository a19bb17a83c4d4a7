import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import type { GitOpener, GitRepository, GitTips } from '../../ports/git.ts';
import { gitEnvironment } from './environment.ts';
import { type Located, locate } from './locate.ts';
import { type GitRoom, runGit } from './process.ts';
import { isObjectId, readHead, readRefs } from './refs.ts';
import { GitCliRepository } from './repository.ts';
import { KnownTips } from './tips.ts';

/** Opens repositories through the `git` on PATH (2.38 or later). */
export class GitCliOpener implements GitOpener, GitTips {
  readonly #borrowed: readonly string[];
  /** Where the refs of a path lie, as it was when it was last looked for. */
  readonly #refs: Map<string, string> = new Map();
  readonly #tips: KnownTips = new KnownTips();
  #version: Promise<void> | undefined;

  /**
   * `borrowed` are folders of objects that count as the repository's, such as those of a push that is not accepted yet.
   * With `newEnough` nobody asks how old git is: an old one leaves merges unknown, and says so each time.
   */
  constructor(borrowed: readonly string[] = [], newEnough: boolean = false) {
    this.#borrowed = borrowed;
    if (newEnough) this.#version = Promise.resolve();
  }

  async refs(path: string): Promise<ReadonlyMap<string, string> | undefined> {
    const folder = await this.#folder(path);
    return folder === undefined ? undefined : readRefs({ commonDirectory: folder });
  }

  async tip(path: string, ref: string): Promise<string | undefined> {
    const folder = await this.#folder(path);
    return folder === undefined ? undefined : this.#tips.read(folder, ref);
  }

  async #folder(path: string): Promise<string | undefined> {
    return this.#refs.get(path) ?? (await this.#locate(path))?.commonDirectory;
  }

  async open(path: string): Promise<GitRepository | undefined> {
    const located = await this.#locate(path);
    if (located === undefined) return undefined;
    const room = await makeRoom(located, this.#borrowed);
    try {
      this.#version ??= demandVersion(room);
      const [refs] = await Promise.all([readRefs(located), this.#version]);
      return new GitCliRepository(located, room, await readHead(located, refs), refs);
    } catch (error) {
      await rm(join(room.gitDirectory, '..'), { recursive: true, force: true });
      throw error;
    }
  }

  async #locate(path: string): Promise<Located | undefined> {
    const located = await locate(path);
    if (located === undefined) this.#refs.delete(path);
    else this.#refs.set(path, located.commonDirectory);
    return located;
  }
}

/**
 * An empty bare repository of our own, written by hand: git finds no configuration, hook, attribute or ref of
 * the judged one, only its objects. What a merge writes lands here and goes with it.
 */
export async function makeRoom(located: Located, borrowed: readonly string[]): Promise<GitRoom> {
  const home = await mkdtemp(join(tmpdir(), 'mainward-git-'));
  const gitDirectory = join(home, 'room.git');
  await mkdir(join(gitDirectory, 'objects', 'info'), { recursive: true });
  await mkdir(join(gitDirectory, 'refs'), { recursive: true });
  await writeFile(join(gitDirectory, 'HEAD'), 'ref: refs/heads/none\n');
  const sha256 = located.config.objectFormat === 'sha256';
  const format = sha256
    ? '[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = sha256\n'
    : '[core]\n\trepositoryformatversion = 0\n\tbare = true\n';
  await writeFile(join(gitDirectory, 'config'), format);
  const grafted = (located.shallowCommits ?? []).filter(isObjectId);
  if (grafted.length > 0) await writeFile(join(gitDirectory, 'shallow'), `${grafted.join('\n')}\n`);
  return { gitDirectory, environment: gitEnvironment(home, [...borrowed, ...located.objects]) };
}

async function demandVersion(room: GitRoom): Promise<void> {
  const { stdout } = await runGit(room, ['version']);
  const match = /(\d+)\.(\d+)/.exec(stdout.toString('latin1'));
  const [major, minor] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
  if (major > 2 || (major === 2 && minor >= 38)) return;
  throw new MainwardError(
    'GIT_TOO_OLD',
    `git ${major}.${minor} cannot merge without a work tree, which proving a landing needs.`,
    {
      remedy: 'Install git 2.38 or later.',
    },
  );
}
