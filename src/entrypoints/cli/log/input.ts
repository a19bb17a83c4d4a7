import { readFileSync, statSync } from 'node:fs';
import { MainwardError } from '../../../model/errors.ts';
import { resolvePaths } from '../paths.ts';

/** A file that was named on the command line. Throws PATH_NOT_FOUND, USAGE or BUDGET_EXCEEDED. */
export function readInput(path: string, cwd: string, mostBytes: number): Uint8Array {
  const [file = path] = resolvePaths([path], cwd);
  try {
    const { size } = statSync(file);
    if (size <= mostBytes) return new Uint8Array(readFileSync(file));
  } catch (cause) {
    throw new MainwardError('USAGE', `${path} cannot be read.`, {
      remedy: 'Name a file that may be read.',
      cause,
    });
  }
  throw new MainwardError('BUDGET_EXCEEDED', `${path} has more than ${mostBytes} bytes.`, {
    remedy: 'Name a smaller file, or a part of it.',
  });
}

/** An index as it is written on the command line. Throws USAGE. */
export function readIndex(text: string): number {
  if (/^(0|[1-9][0-9]{0,14})$/.test(text)) return Number(text);
  throw new MainwardError('USAGE', `${JSON.stringify(text)} is no number of an entry.`, {
    remedy: 'Entries are numbered from 0 on.',
  });
}
