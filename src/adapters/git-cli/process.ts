import { type ChildProcess, spawn } from 'node:child_process';
import { MainwardError } from '../../model/errors.ts';
import { GIT_OPTIONS } from './environment.ts';

export interface GitRun {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface GitLimits {
  /** Output beyond this ends the process. */
  readonly bytes: number;
  readonly milliseconds: number;
}

const LIMITS: GitLimits = { bytes: 1 << 30, milliseconds: 120_000 };

/** Where git runs: its own empty directory, never the judged repository. */
export interface GitRoom {
  readonly gitDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Runs git to its end. Fails with GIT_FAILED where it cannot be started or breaks its limits; its exit code is the caller's to judge. */
export async function runGit(
  room: GitRoom,
  args: readonly string[],
  input: string | Buffer = '',
  limits: GitLimits = LIMITS,
): Promise<GitRun> {
  const child = startGit(room, args);
  const out: Buffer[] = [];
  const errors: Buffer[] = [];
  let size = 0;
  let broken: string | undefined;
  const timer = setTimeout(() => {
    broken = `took longer than ${limits.milliseconds} ms`;
    child.kill('SIGKILL');
  }, limits.milliseconds);
  child.stdout?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > limits.bytes) {
      broken = `wrote more than ${limits.bytes} bytes`;
      child.kill('SIGKILL');
    } else out.push(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    if (errors.length < 16) errors.push(chunk);
  });
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  try {
    const code = await ended(child);
    if (broken !== undefined) throw tooMuch(args, broken);
    return {
      code,
      stdout: Buffer.concat(out),
      stderr: Buffer.concat(errors).toString('utf8').slice(0, 2_000),
    };
  } finally {
    clearTimeout(timer);
  }
}

export function startGit(room: GitRoom, args: readonly string[]): ChildProcess {
  return spawn('git', [`--git-dir=${room.gitDirectory}`, ...GIT_OPTIONS, ...args], {
    env: room.environment,
    cwd: room.gitDirectory,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => {
      reject(
        new MainwardError(
          'GIT_FAILED',
          'git could not be started, and every repository is read through it.',
          {
            remedy: 'Install git 2.38 or later and see that it is on PATH.',
            cause,
          },
        ),
      );
    });
    child.once('close', (code) => resolve(code ?? -1));
  });
}

export function failed(args: readonly string[], what: string): MainwardError {
  return new MainwardError(
    'GIT_FAILED',
    `git ${args[0] ?? ''} ${what}, so the repository could not be read.`,
    {
      fields: { command: args[0] ?? '' },
      remedy: 'Check the repository with `git fsck`.',
    },
  );
}

function tooMuch(args: readonly string[], what: string): MainwardError {
  return new MainwardError(
    'BUDGET_EXCEEDED',
    `git ${args[0] ?? ''} ${what}, more than is spent on one repository.`,
    {
      fields: { command: args[0] ?? '' },
      remedy: 'Judge a smaller range of history, or a repository with fewer files.',
    },
  );
}
