import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { CommandAnswer, World } from '../../src/entrypoints/demo/thread/world.ts';
import { ROOT } from '../support/project.ts';

/** The program as people start it. */
export const MAINWARD: string = join(ROOT, 'bin/mainward.js');

const LONGEST_MS = 300_000;

/** Runs it as a process of its own. */
export const mainward: World['mainward'] = (argv, { cwd, env }) =>
  new Promise((resolve, reject) => {
    const options = { cwd, env, timeout: LONGEST_MS, maxBuffer: 64 << 20 };
    const child = execFile(process.execPath, [MAINWARD, ...argv], options, (_, out, err) => {
      const { exitCode, signalCode } = child;
      if (exitCode === null) reject(new Error(`mainward ${argv[0]} ended by ${signalCode}:\n${err}`));
      else resolve({ code: exitCode, out, err });
    });
    child.stdin?.end();
  });

/** What it printed, where it ended well. */
export async function succeed(...call: Parameters<World['mainward']>): Promise<string> {
  const { code, out, err }: CommandAnswer = await mainward(...call);
  if (code !== 0) throw new Error(`mainward ${call[0].join(' ')} ended with ${code}:\n${err}`);
  return out;
}
