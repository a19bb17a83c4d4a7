import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { MainwardError } from '../../../model/errors.ts';
import type { ServerConfig } from './config.ts';
import { readConfig } from './read.ts';

const CONFIG_BYTES = 1 << 20;
const SECRET_BYTES = 4_096;

/** Throws CONFIG_INVALID. `file` is absolute. */
export function loadConfig(file: string): ServerConfig {
  return readConfig(readBounded(file, CONFIG_BYTES, 'The configuration'), file, dirname(file));
}

/** A secret in a file of its own, without the line end that editors add. Throws CONFIG_INVALID, which never repeats it. */
export function loadSecret(file: string): string {
  const secret = readBounded(file, SECRET_BYTES, 'The secret')
    .toString('utf8')
    .replace(/\r?\n$/, '');
  if (secret === '' || /[\p{Cc}\s]/u.test(secret))
    throw new MainwardError(
      'CONFIG_INVALID',
      `The secret in ${file} is empty, or has spaces or lines in it.`,
      {
        remedy: 'Write the secret alone into the file.',
      },
    );
  return secret;
}

function readBounded(file: string, bytes: number, what: string): Buffer {
  try {
    if (statSync(file).size > bytes) throw new RangeError('The file is too large.');
    return readFileSync(file);
  } catch (cause) {
    throw new MainwardError('CONFIG_INVALID', `${what} cannot be read: ${file}`, {
      remedy: `Name a file of at most ${bytes} bytes that may be read.`,
      cause,
    });
  }
}
