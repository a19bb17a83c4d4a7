/** A backslash before one of these begins an escape that could spell a word: `\x`, `\u`, `\U`, an octal, a line break. */
const SPELLING = new Set([0x78, 0x75, 0x55, 0x0a, 0x0d]);
const BACKSLASH = 0x5c;

/**
 * Whether a YAML or JSON file can contain one of the words as a scalar (or inside one). `false` is
 * certain; `true` costs a parse. A word can hide from a byte search behind escapes of a
 * double-quoted scalar, so a file with such escapes may contain anything; so may a file that is not
 * UTF-8 or not plain bytes of it (UTF-16). Words must be non-empty, ASCII, without white space and
 * without characters that a JSON or YAML writer may escape otherwise (`/`, `"`, `\`, `'`).
 */
export function mayContain(bytes: Uint8Array, words: readonly string[]): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (words.some((word) => !SEARCHABLE.test(word) || buffer.includes(word, 0, 'latin1'))) return true;
  return hasSpellingEscape(buffer) || buffer.includes(0);
}

const SEARCHABLE = /^[A-Za-z0-9._:-]+$/;

function hasSpellingEscape(buffer: Buffer): boolean {
  for (let at = buffer.indexOf(BACKSLASH); at !== -1; at = buffer.indexOf(BACKSLASH, at + 1)) {
    const next = buffer[at + 1];
    if (next !== undefined && SPELLING.has(next)) return true;
  }
  return false;
}
