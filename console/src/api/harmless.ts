/** What hides, reorders or steers text, and no line end or tab: format and control characters, separators of lines. */
const HARMFUL = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text from wherever, as it can be shown: what would hide or reorder what stands beside it is shown as an escape. */
export function harmless(text: string): string {
  return text.toWellFormed().replace(HARMFUL, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

/** A document of which every text is harmless. Throws SyntaxError for what is not JSON. */
export function readJson(text: string): unknown {
  const value: unknown = JSON.parse(text, (_, one: unknown) =>
    typeof one === 'string' ? harmless(one) : one,
  );
  return value;
}
