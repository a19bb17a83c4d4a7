import { closeSync, constants, openSync, realpathSync, writeSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import type { Invocation, OutputRequest } from './invocation.ts';

/**
 * Writes a finished report where `-o` asked for it. The folder may be a checkout that a stranger wrote, so a
 * symbolic link is never followed, neither as the file nor on the way to it. Throws `OUTPUT_FAILED`.
 */
export function deliver(
  invocation: Pick<Invocation, 'cwd' | 'stdout'>,
  request: OutputRequest,
  report: string,
): void {
  const text = report.endsWith('\n') ? report : `${report}\n`;
  if (request.file === undefined) {
    invocation.stdout.write(text);
    return;
  }
  try {
    writeFileWithoutLinks(invocation.cwd, request.file, text);
  } catch (error) {
    if (error instanceof MainwardError) throw error;
    throw new MainwardError(
      'OUTPUT_FAILED',
      `The ${request.format} report cannot be written to ${request.file}.`,
      {
        remedy:
          'Name a file in a folder that exists and that you may write to; it must not be a symbolic link.',
        cause: error,
      },
    );
  }
}

function writeFileWithoutLinks(cwd: string, file: string, text: string): void {
  const folder = dirname(file);
  const inside = isInside(cwd, folder);
  const real = realpathSync(folder);
  if (inside && !isInside(realpathSync(cwd), real)) {
    throw new MainwardError('OUTPUT_FAILED', `${folder} leads out of ${cwd} through a symbolic link.`, {
      remedy: 'Name the folder itself.',
    });
  }
  const noFollow = inside ? constants.O_NOFOLLOW : 0;
  const handle = openSync(
    join(real, basename(file)),
    constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | noFollow,
    0o644,
  );
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
  } finally {
    closeSync(handle);
  }
}

function isInside(outer: string, inner: string): boolean {
  const way = relative(outer, inner);
  return way !== '..' && !way.startsWith('../') && !way.startsWith('/');
}
