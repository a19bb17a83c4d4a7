import { readFileSync, statSync } from 'node:fs';
import { MainwardError } from '../../../model/errors.ts';

const TOKEN_BYTES = 20_000;

/** The identity token that a file holds. Throws ID_TOKEN_MISSING. */
export function readTokenFile(file: string): string {
  try {
    if (statSync(file).size > TOKEN_BYTES) throw new RangeError('The file is too large.');
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new MainwardError('ID_TOKEN_MISSING', `--token-file cannot be read: ${file}`, {
      remedy: `Name a file of at most ${TOKEN_BYTES} bytes that holds the identity token alone.`,
      cause,
    });
  }
}
