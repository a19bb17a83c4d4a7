/** Nearly all text, and nothing in it does anything. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * Text from judged material, made harmless: control characters (a terminal obeys them) and characters that
 * reorder or hide text are shown as escapes. What is no Unicode text (a lone surrogate) becomes U+FFFD.
 */
export function harmless(text: string): string {
  if (PLAIN.test(text)) return text;
  let result = '';
  for (const char of text.toWellFormed()) {
    const code = char.codePointAt(0) ?? 0;
    result += isHarmful(code) ? `\\u{${code.toString(16)}}` : char;
  }
  return result;
}

/** Does a terminal obey this code point, or does it reorder or hide what stands beside it? */
export function isHarmful(code: number): boolean {
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f) || code === 0xad || code === 0x61c) return true;
  if ((code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e)) return true;
  return (
    (code >= 0x2060 && code <= 0x206f) ||
    code === 0xfeff ||
    isHidden(code) ||
    (code >= 0xe0000 && code <= 0xe007f)
  );
}

/** Signs of layout that show nothing by themselves. */
function isHidden(code: number): boolean {
  return code === 0x180e || (code >= 0xfff9 && code <= 0xfffb) || (code >= 0x1d173 && code <= 0x1d17a);
}
