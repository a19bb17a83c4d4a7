import { runProgram } from '../../cli/program.ts';
import type { World } from './world.ts';

/** Runs our own command in this process, as if somebody had typed it. */
export function ownCommand(version: string, self: readonly string[]): World['mainward'] {
  return async (argv, { cwd, env }) => {
    const said = { out: '', err: '' };
    const code = await runProgram(argv, {
      cwd,
      env,
      self,
      version: () => version,
      stdout: { write: (text) => void (said.out += text) },
      stderr: { write: (text) => void (said.err += text) },
      untilStopped: () => new Promise(() => undefined),
    });
    return { code, ...said };
  };
}
