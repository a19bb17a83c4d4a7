import { harmless } from './harmless.ts';

/**
 * A table as CSV (RFC 4180), with the names of its columns first. A program for spreadsheets runs what begins with one of
 * `= + - @ | %`, a tab or a line break, so an apostrophe is put before it; what a terminal would obey is escaped.
 */
export function csvText(columns: readonly string[], rows: Iterable<readonly CsvValue[]>): string {
  const lines = [columns.map(field).join(',')];
  for (const row of rows) lines.push(row.map(field).join(','));
  return lines.map((line) => `${line}\r\n`).join('');
}

/** `null` and `undefined` are empty; a list is one field, with `|` between. */
export type CsvValue = string | number | boolean | null | undefined | readonly string[];

function field(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : value.join(' | ');
  // Before escaping: afterwards a tab is no tab any more, and harmless by itself.
  const shown = harmless(/^[\s]*[=+\-@|%]|^[\t\r\n]/.test(text) ? `'${text}` : text);
  return /[",\n\r]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
