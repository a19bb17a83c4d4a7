import { closeSync, constants, fstatSync, fsyncSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { MainwardError } from '../../model/errors.ts';

const MOST_BYTES = 4_096;

/**
 * The one line of a file that only its owner may read. Throws LEDGER_KEY_INVALID where it is missing, is no such
 * file, or others may read it; the line never enters a message.
 */
export function readKeyFile(path: string): string {
  let handle: number;
  try {
    handle = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    throw invalid(
      path,
      'cannot be read',
      'Name the file with --log-key, or bring it back from where it is kept.',
      cause,
    );
  }
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile() || stat.size > MOST_BYTES) throw invalid(path, 'is no key file', 'Name the key file.');
    if ((stat.mode & 0o077) !== 0) {
      throw invalid(
        path,
        'may be read or written by others than its owner',
        `Run \`chmod 600\` on it, and think about who had it.`,
      );
    }
    return readFileSync(handle, 'utf8').trimEnd();
  } finally {
    closeSync(handle);
  }
}

/** Makes the file, which must not be there yet. It is on the disk when this returns. */
export function writeKeyFile(path: string, line: string): void {
  try {
    writeFileSync(path, `${line}\n`, { flag: 'wx', mode: 0o600, flush: true });
    const folder = openSync(dirname(path), 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch (cause) {
    throw invalid(
      path,
      'cannot be made',
      'Name a file in a folder that exists and that you may write to.',
      cause,
    );
  }
}

function invalid(path: string, what: string, remedy: string, cause?: unknown): MainwardError {
  return new MainwardError('LEDGER_KEY_INVALID', `The key file ${path} ${what}.`, {
    remedy,
    ...(cause === undefined ? {} : { cause }),
  });
}
