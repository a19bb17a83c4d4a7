import { constants } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import { type JudgedConfig, readJudgedConfig } from './config.ts';

/** Where the parts of one repository lie. */
export interface Located {
  /** HEAD of this work tree. */
  readonly gitDirectory: string;
  /** Objects, refs and configuration shared by all work trees. */
  readonly commonDirectory: string;
  readonly workTree?: string;
  readonly name: string;
  readonly config: JudgedConfig;
  /** Commits at which a shallow clone ends; absent in a complete one. */
  readonly shallowCommits?: readonly string[];
  /** Object directories: the repository's own and its alternates. */
  readonly objects: readonly string[];
}

const MOST_BYTES = 1 << 20;
const MOST_ALTERNATES = 32;
const MOST_LEVELS = 64;

/** Finds the repository that a path lies in; `undefined` where there is none. */
export async function locate(path: string): Promise<Located | undefined> {
  let folder = await realpath(path);
  for (let level = 0; level < MOST_LEVELS; level += 1) {
    const found = await repositoryAt(folder);
    if (found !== undefined) return describe(found.gitDirectory, found.workTree);
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return undefined;
}

async function repositoryAt(
  folder: string,
): Promise<{ gitDirectory: string; workTree?: string } | undefined> {
  const dotGit = join(folder, '.git');
  const kind = await kindOf(dotGit);
  if (kind === 'folder' && (await looksLikeGit(dotGit))) return { gitDirectory: dotGit, workTree: folder };
  if (kind === 'file') {
    const target = await linkTarget(dotGit);
    if (target !== undefined) return { gitDirectory: target, workTree: folder };
  }
  return (await looksLikeGit(folder)) ? { gitDirectory: folder } : undefined;
}

/** A `.git` file of a linked work tree or a submodule. */
async function linkTarget(file: string): Promise<string | undefined> {
  const text = await readSmall(file);
  const match = text?.startsWith('gitdir:') === true ? text.slice('gitdir:'.length).trim() : undefined;
  if (match === undefined || match === '' || match.includes('\0')) return undefined;
  const target = isAbsolute(match) ? match : resolve(dirname(file), match);
  if ((await kindOf(join(target, 'HEAD'))) !== 'file') return undefined;
  const real = await realpath(target);
  if (!(await belongs(real, file))) throw belongsToAnother(file, real);
  return real;
}

/**
 * Whether a git directory is that of the folder whose `.git` file names it. A folder from elsewhere may name
 * any repository of this machine, and its files would be taken for that one's. Git writes the way back for a
 * linked work tree and for a submodule; for `--separate-git-dir` it does not.
 */
async function belongs(gitDirectory: string, file: string): Promise<boolean> {
  const back = (await readSmall(join(gitDirectory, 'gitdir')))?.trim();
  if (back !== undefined) return (await realOf(resolve(gitDirectory, back))) === file;
  const { workTree } = readJudgedConfig((await readSmall(join(gitDirectory, 'config'))) ?? '');
  if (workTree !== undefined) return (await realOf(resolve(gitDirectory, workTree))) === dirname(file);
  return basename(gitDirectory) !== '.git';
}

async function realOf(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}

function belongsToAnother(file: string, gitDirectory: string): MainwardError {
  return new MainwardError(
    'REPOSITORY_UNREADABLE',
    `${file} leads to ${gitDirectory}, which belongs to another folder, so the files here would be taken for those of that repository.`,
    { remedy: 'Name that repository itself, or remove the file to judge the folder as it lies.' },
  );
}

async function looksLikeGit(folder: string): Promise<boolean> {
  if ((await kindOf(join(folder, 'HEAD'))) === undefined) return false;
  return (
    (await kindOf(join(folder, 'objects'))) === 'folder' && (await kindOf(join(folder, 'refs'))) === 'folder'
  );
}

async function describe(gitDirectory: string, workTree: string | undefined): Promise<Located> {
  const common = await readSmall(join(gitDirectory, 'commondir'));
  const commonDirectory = common === undefined ? gitDirectory : resolve(gitDirectory, common.trim());
  // Git keeps a linked work tree's directory in the repository that it shares, and nowhere else.
  if (common !== undefined && join(commonDirectory, 'worktrees') !== dirname(gitDirectory))
    throw belongsToAnother(join(gitDirectory, 'commondir'), commonDirectory);
  const config = readJudgedConfig((await readSmall(join(commonDirectory, 'config'))) ?? '');
  if (config.refStorage !== 'files') {
    throw new MainwardError(
      'REPOSITORY_UNREADABLE',
      `The repository keeps its refs as ${config.refStorage}, which is not read.`,
      {
        remedy: 'Clone it with `git clone --ref-format=files` and judge the clone.',
      },
    );
  }
  const bare = workTree === undefined;
  const shallow = await readSmall(join(commonDirectory, 'shallow'));
  return {
    gitDirectory,
    commonDirectory,
    ...(workTree === undefined ? {} : { workTree }),
    name: repositoryName(bare ? gitDirectory : workTree),
    config,
    ...(shallow === undefined ? {} : { shallowCommits: shallow.split('\n') }),
    objects: await objectDirectories(join(commonDirectory, 'objects')),
  };
}

function repositoryName(folder: string): string {
  const name = basename(folder);
  if (name === '.git') return basename(dirname(folder));
  return name.endsWith('.git') && name.length > 4 ? name.slice(0, -4) : name;
}

/** The object store and its own alternates, resolved here within bounds (`gitrepository-layout(5)`). */
async function objectDirectories(first: string): Promise<readonly string[]> {
  const found: string[] = [];
  const queue = [first];
  for (
    let folder = queue.shift();
    folder !== undefined && found.length < MOST_ALTERNATES;
    folder = queue.shift()
  ) {
    if (found.includes(folder) || (await kindOf(folder)) !== 'folder') continue;
    found.push(folder);
    const alternates = await readSmall(join(folder, 'info', 'alternates'));
    for (const line of (alternates ?? '').split('\n').slice(0, MOST_ALTERNATES)) {
      const path = line.trim();
      if (path !== '' && !path.startsWith('#') && !path.startsWith('"')) queue.push(resolve(folder, path));
    }
  }
  return found;
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'link' | undefined> {
  try {
    const stats = await lstat(path);
    if (stats.isSymbolicLink()) return 'link';
    return stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A small file's text; `undefined` where it is absent, no regular file, or too large to be what it claims.
 * Throws REPOSITORY_UNREADABLE where it may not be read.
 */
export async function readSmall(path: string, bytes: number = MOST_BYTES): Promise<string | undefined> {
  if ((await kindOf(path)) !== 'file') return undefined;
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { size } = await handle.stat();
      return size > bytes ? undefined : await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new MainwardError(
      'REPOSITORY_UNREADABLE',
      `${path} may not be read, so the repository cannot be.`,
      {
        remedy: 'Judge it as an account that may read all of it.',
        cause,
      },
    );
  }
}
