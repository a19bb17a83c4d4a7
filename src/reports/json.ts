import type { ScanDocument } from '../model/scan.ts';
import { isHarmful } from './harmless.ts';

/** The contract for scripts: `mainward.dev/scan/v1`. */
export function renderJson(document: ScanDocument): string {
  return jsonText(document);
}

/** JSON of the same data that also does nothing to a terminal: what it would obey, or hide, is escaped. */
export function jsonText(value: unknown): string {
  let result = '';
  for (const char of JSON.stringify(value, null, 2)) {
    const code = char.codePointAt(0) ?? 0;
    result += char === '\n' || !isHarmful(code) ? char : escapeUnits(char);
  }
  return `${result}\n`;
}

function escapeUnits(char: string): string {
  return Array.from(
    { length: char.length },
    (_, index) => `\\u${char.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
