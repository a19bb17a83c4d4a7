import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { MainwardError } from '../../../model/errors.ts';
import type { ObjectStore } from './objects.ts';
import { packOf } from './pack.ts';

/** Writes a repository with `main` checked out. `folder` must not exist. Four processes, however long the history. */
export function storeRepository(folder: string, store: ObjectStore, refs: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  git(folder, ['init', '--quiet', '--template=', '--initial-branch=main', '--object-format=sha1']);
  git(folder, ['index-pack', '--stdin', '--strict'], packOf([...store.objects.values()]));
  const updates = [...refs].map(([ref, id]) => `create ${ref} ${id}\n`).join('');
  git(folder, ['update-ref', '--stdin'], Buffer.from(updates));
  git(folder, ['read-tree', '--reset', '-u', 'refs/heads/main']);
}

/** Nobody's configuration but what is given here: the same commits come out on every machine. */
function git(folder: string, argv: readonly string[], input?: Buffer): void {
  const { status, stderr, error } = spawnSync(
    'git',
    ['-c', 'core.autocrlf=false', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', ...argv],
    {
      cwd: folder,
      ...(input === undefined ? {} : { input }),
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        LC_ALL: 'C',
        TZ: 'UTC',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_ATTR_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
      },
    },
  );
  if (status === 0) return;
  throw new MainwardError('GIT_FAILED', `git ${argv[0]} failed in ${folder}, so the demo is not complete.`, {
    remedy: 'Check that git 2.39 or newer is installed and that the folder can be written to.',
    cause: error ?? new Error(stderr.toString()),
  });
}
