import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { runProgram } from '../../../src/entrypoints/cli/program.ts';
import type { Outcome } from './judge.ts';

export interface Places {
  readonly cwd: string;
  readonly tmp: string;
  readonly path: string;
  readonly report: string;
}

/** The whole command, run inside the test: a tenth of the cost of a process, and no weight to measure. */
export async function judgeInside(argv: readonly string[], places: Places): Promise<Outcome> {
  const { TMPDIR, PATH } = process.env;
  const said = { stdout: '', stderr: '' };
  const before = process.threadCpuUsage();
  Object.assign(process.env, { TMPDIR: places.tmp, PATH: places.path });
  try {
    const exit = await runProgram(argv, {
      cwd: places.cwd,
      env: { NO_COLOR: '1' },
      version: () => '0.0.0',
      stdout: { write: (text) => void (said.stdout += text) },
      stderr: { write: (text) => void (said.stderr += text) },
      untilStopped: () => new Promise<never>(() => undefined),
    });
    const took = process.threadCpuUsage(before);
    return {
      exit,
      ...said,
      json: existsSync(places.report) ? readFileSync(places.report, 'utf8') : '',
      cpuSeconds: (took.user + took.system) / 1e6,
      megabytes: 0,
      leftBehind: readdirSync(places.tmp),
    };
  } finally {
    restore('TMPDIR', TMPDIR);
    restore('PATH', PATH);
  }
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
