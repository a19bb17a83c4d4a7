/** How text reaches a terminal: its width in columns, and whether colours are wanted. */
export interface Terminal {
  readonly width: number;
  readonly color: boolean;
}

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;
export type Paint = keyof typeof CODES;

export function paint(terminal: Terminal, text: string, ...paints: readonly Paint[]): string {
  if (!terminal.color || paints.length === 0) return text;
  return `${paints.map((one) => `\u001b[${CODES[one]}m`).join('')}${text}\u001b[0m`;
}

/** Columns that a terminal gives a text: marks take none, East Asian and pictures take two. */
export function columns(text: string): number {
  let total = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code >= 0x300 && /\p{Mn}|\p{Me}/u.test(char)) continue;
    total += isWide(code) ? 2 : 1;
  }
  return total;
}

/** Unicode's blocks of wide characters (UAX 11), roughly: too wide is better than torn. */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}

/** Breaks text into lines of at most `width` columns at spaces; a longer word stands alone, uncut. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && columns(line) + 1 + columns(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

/** Wrapped text whose lines start with `first`, then `rest`; both are as wide as `rest`. */
export function indent(text: string, first: string, rest: string, width: number): readonly string[] {
  return wrap(text, Math.max(16, width - columns(rest))).map(
    (line, index) => `${index === 0 ? first : rest}${line}`,
  );
}
