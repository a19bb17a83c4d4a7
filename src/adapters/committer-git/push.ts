import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PushFailure } from '../../ports/committer.ts';
import { GIT_OPTIONS } from '../git-cli/environment.ts';
import { type Located, locate } from '../git-cli/locate.ts';
import type { GitRoom } from '../git-cli/process.ts';
import { readRef } from '../git-cli/refs.ts';

/** One ref that is moved; `undefined` = it is not there. */
export interface RefMove {
  readonly ref: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The gate itself gives up after a minute. */
const MOST_MILLISECONDS = 120_000;
const MOST_BYTES = 256 << 10;
const MOST_LINES = 60;

/**
 * Pushes to a bare repository of this machine as anybody would: Git runs its hooks, which judge. All of it or nothing.
 * `undefined` = it was taken.
 */
export async function push(
  room: GitRoom,
  to: Located,
  moves: readonly RefMove[],
  pusher: string,
): Promise<PushFailure | undefined> {
  const path = to.gitDirectory;
  const trust = join(room.gitDirectory, 'trust');
  // It may be another account's, and was named by whoever runs this server.
  await writeFile(trust, `[safe]\n\tdirectory = ${JSON.stringify(path)}\n`);
  const { code, said } = await run(
    [
      `--git-dir=${room.gitDirectory}`,
      ...GIT_OPTIONS,
      '-c',
      'protocol.file.allow=always',
      'push',
      '--porcelain',
      '--atomic',
      '--no-verify',
      ...moves.map(({ ref, before }) => `--force-with-lease=${ref}:${before ?? ''}`),
      '--',
      path,
      ...moves.map(({ ref, after }) => `${after ?? ''}:${ref}`),
    ],
    { ...room.environment, GIT_ALLOW_PROTOCOL: 'file', GIT_CONFIG_GLOBAL: trust, REMOTE_USER: pusher },
    room.gitDirectory,
  );
  if (code === 0) return undefined;
  const say = wordsOf(said);
  const there = await locate(path).catch(() => undefined);
  if (there === undefined) return { kind: 'unreachable', say: say || 'the repository is not there' };
  for (const { ref, before } of moves)
    if ((await readRef(there.commonDirectory, ref)) !== before) return { kind: 'moved' };
  return isRefusal(said) ? { kind: 'refused', say } : { kind: 'unreachable', say };
}

/** Somebody on the other side answered, and it was no. */
function isRefusal(said: string): boolean {
  return said.split('\n').some((line) => line.includes('[remote rejected]'));
}

/** What the other side said, without what Git says of itself. */
function wordsOf(said: string): string {
  const lines = said.split('\n').map((line) => line.trimEnd());
  const theirs = lines.flatMap((line) =>
    line.startsWith('remote: ') ? [line.slice('remote: '.length)] : [],
  );
  const own = lines.filter((line) => /^(fatal|error): /.test(line));
  return (theirs.length > 0 ? theirs : own).slice(0, MOST_LINES).join('\n').trim();
}

function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<{ readonly code: number; readonly said: string }> {
  const child = spawn('git', args, {
    env,
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: MOST_MILLISECONDS,
    killSignal: 'SIGKILL',
  });
  let said = '';
  const hear = (chunk: Buffer): void => {
    if (said.length < MOST_BYTES) said += chunk.toString('utf8');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: -1, said: 'fatal: git could not be started' }));
    child.once('close', (code) => resolve({ code: code ?? -1, said }));
  });
}
