import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { largeRepository } from './large/repository.ts';
import type { Measurement } from './measure.ts';

const COMMAND = fileURLToPath(new URL('../bin/mainward.js', import.meta.url));
const ROUNDS = 3;
const BUDGET_SECONDS = 10;
const BUDGET_MEGABYTES = 1_000;

interface Taken {
  readonly wall: number;
  readonly cpu: number;
  readonly megabytes: number;
}

/**
 * `mainward scan` of 50,000 files and 20,000 commits, against what nobody can go below who reads with git: listing
 * the tree and printing the blobs that are wanted.
 */
export async function measure(): Promise<readonly Measurement[]> {
  const folder = await largeRepository();
  const floor = best(() =>
    take('bash', [
      '-c',
      `git --git-dir="$1" ls-tree -r main | grep -E '\\.(ya?ml|json)$|CODEOWNERS$' | cut -c13-52 | git --git-dir="$1" cat-file --batch --buffer >/dev/null`,
      'bash',
      folder,
    ]),
  );
  const scan = best(() => take(process.execPath, [COMMAND, 'scan', folder, '-o', 'json=/dev/null']));
  const budget = 'budget';
  return [
    {
      name: 'scan 50,000 files, CPU',
      ours: scan.cpu,
      reference: floor.cpu,
      unit: 's',
      against: 'git ls-tree, cat-file',
    },
    {
      name: 'scan 50,000 files, wall',
      ours: scan.wall,
      reference: BUDGET_SECONDS,
      unit: 's',
      against: budget,
      limit: 1,
    },
    {
      name: 'scan 50,000 files, peak',
      ours: scan.megabytes,
      reference: BUDGET_MEGABYTES,
      unit: 'MB',
      against: budget,
      limit: 1,
    },
  ];
}

/** The least of several rounds: what else the machine does only ever adds. */
function best(run: () => Taken): Taken {
  const rounds = Array.from({ length: ROUNDS }, run);
  return rounds.reduce((a, b) => ({
    wall: Math.min(a.wall, b.wall),
    cpu: Math.min(a.cpu, b.cpu),
    megabytes: Math.min(a.megabytes, b.megabytes),
  }));
}

/** GNU time says what a process and its children took. */
function take(program: string, argv: readonly string[]): Taken {
  const { stderr, status } = spawnSync('time', ['-f', '%e %U %S %M', program, ...argv], { encoding: 'utf8' });
  const [wall = 0, user = 0, system = 0, kilobytes = 0] = (stderr.trim().split('\n').at(-1) ?? '')
    .split(' ')
    .map(Number);
  if (status !== 0 && status !== 1) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return { wall, cpu: user + system, megabytes: kilobytes / 1_024 };
}
