import { err, ok, type Result } from '../model/result.ts';
import type { Sha256Function } from './crypto.ts';
import { hex8, readVerifierKey, type VerifierKey } from './key.ts';

const MOST_KEYS = 1_000;

/** A trust file: one verifier key a line. Empty lines, and lines that start with `# `, say nothing. */
export function readTrust(text: string, sha256: Sha256Function): Result<readonly VerifierKey[], string> {
  const keys = new Map<string, VerifierKey>();
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line === '#' || line.startsWith('# ')) continue;
    if (keys.size === MOST_KEYS) return err(`it has more than ${MOST_KEYS} keys`);
    const key = readVerifierKey(line.trim(), sha256);
    if (!key.ok) return err(`line ${at + 1} is no verifier key: ${key.error}`);
    const id = `${key.value.name}+${hex8(key.value.keyId)}`;
    if (keys.has(id)) return err(`line ${at + 1} names ${id} a second time`);
    keys.set(id, key.value);
  }
  return keys.size > 0 ? ok([...keys.values()]) : err('it has no verifier key');
}
