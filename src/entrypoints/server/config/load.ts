import { readFileSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { MainwardError } from '../../../model/errors.ts';
import type { ServerConfig } from './config.ts';
import { readConfig } from './read.ts';

const CONFIG_BYTES = 1 << 20;
const SECRET_BYTES = 4_096;
const KEY_BYTES = 64 << 10;

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

/** A key that a program of the system reads by itself. Throws CONFIG_INVALID where it is none, or where others may read it. */
export function demandOwnKey(file: string): void {
  let stat: Stats;
  try {
    stat = statSync(file);
  } catch (cause) {
    throw badKey(file, 'it cannot be read', cause);
  }
  if (!stat.isFile() || stat.size > KEY_BYTES) throw badKey(file, 'it is no file of a key');
  if ((stat.mode & 0o077) !== 0) throw badKey(file, 'others may read it');
}

function badKey(file: string, why: string, cause?: unknown): MainwardError {
  return new MainwardError('CONFIG_INVALID', `The key ${file} cannot be used: ${why}.`, {
    remedy: 'Name an SSH key without a passphrase that only its owner may read (chmod 600).',
    ...(cause === undefined ? {} : { cause }),
  });
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
