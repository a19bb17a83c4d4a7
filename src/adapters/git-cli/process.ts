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
  /** Processor time after which it is ended, with what it wrote so far and a code below 0. */
  readonly cpuSeconds?: number;
}

/** For what compares or merges many trees: whoever wrote one of them must not cost the others their answer. */
export const COMPARING: GitLimits = { bytes: 256 << 20, milliseconds: 120_000, cpuSeconds: 10 };
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
  const child = startGit(room, args, limits.cpuSeconds);
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

/** No git may hold more: a tree of trees, or a packed gigabyte of zeros, would fill the machine. */
const KILOBYTES = 1 << 20;
/** How a shell says that it found no such program. */
const NOT_FOUND = 127;
const BOUNDED = `ulimit -d ${KILOBYTES}; [ -z "$0" ] || ulimit -t "$0"; exec git "$@"`;

export function startGit(room: GitRoom, args: readonly string[], cpuSeconds?: number): ChildProcess {
  const bound = cpuSeconds === undefined ? '' : String(cpuSeconds);
  return spawn('sh', ['-c', BOUNDED, bound, `--git-dir=${room.gitDirectory}`, ...GIT_OPTIONS, ...args], {
    env: room.environment,
    cwd: room.gitDirectory,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(notStarted(cause)));
    child.once('close', (code) => (code === NOT_FOUND ? reject(notStarted()) : resolve(code ?? -1)));
  });
}

function notStarted(cause?: unknown): MainwardError {
  return new MainwardError(
    'GIT_FAILED',
    'git could not be started, and every repository is read through it.',
    {
      remedy: 'Install git 2.38 or later and see that it is on PATH.',
      ...(cause === undefined ? {} : { cause }),
    },
  );
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
