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

/** Breaks text into lines of at most `width` columns at spaces; a longer word stands alone. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

/** Wrapped text whose lines start with `first`, then `rest`. */
export function indent(text: string, first: string, rest: string, width: number): readonly string[] {
  return wrap(text, Math.max(20, width - rest.length)).map(
    (line, index) => `${index === 0 ? first : rest}${line}`,
  );
}
