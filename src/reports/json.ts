import type { ScanDocument } from '../model/scan.ts';
import { isHarmful } from './harmless.ts';

/** The contract for scripts: `mainward.dev/scan/v1`. */
export function renderJson(document: ScanDocument): string {
  return jsonText(document);
}

/** JSON of the same data that also does nothing to a terminal: what it would obey, or hide, is escaped. */
export function jsonText(value: unknown): string {
  return `${escaped(JSON.stringify(value, null, 2))}\n`;
}

/** The same in one line, for what is written one after the other. */
export function jsonLine(value: unknown): string {
  return `${escaped(JSON.stringify(value))}\n`;
}

/** Nearly all of what is written, and nothing in it is looked at twice. */
const PLAIN = /^[\x20-\x7e\n]*$/;

function escaped(text: string): string {
  if (PLAIN.test(text)) return text;
  let result = '';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    result += char === '\n' || !isHarmful(code) ? char : escapeUnits(char);
  }
  return result;
}

function escapeUnits(char: string): string {
  return Array.from(
    { length: char.length },
    (_, index) => `\\u${char.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
