import type { SourceText } from '../../../formats/yaml/source.ts';
import type { Location } from '../../../model/location.ts';

/**
 * Where `[start, end)` of a scalar's value stands in the file. Exact for literal blocks and for values that
 * are written as they read; otherwise the first place in the scalar with the same text, else the whole scalar.
 */
export function placeIn(
  source: SourceText | undefined,
  scalar: Location,
  value: string,
  start: number,
  end: number,
): Location {
  if (source === undefined) return scalar;
  const from = offsetOf(source, scalar.line, scalar.column);
  const to = offsetOf(source, scalar.endLine, scalar.endColumn);
  if (source.text[from] === '|') return inLiteral(source, scalar, value, start, end) ?? scalar;
  const wanted = value.slice(start, end);
  const raw = source.text.slice(from, to);
  const nth = count(value.slice(0, start), wanted);
  let at = -1;
  for (let seen = 0; seen <= nth; seen++) {
    at = raw.indexOf(wanted, at + 1);
    if (at === -1) return scalar;
  }
  return source.locate(from + at, from + at + wanted.length);
}

/** In a literal block each line of the value is a line of the file, moved to the right. */
function inLiteral(
  source: SourceText,
  scalar: Location,
  value: string,
  start: number,
  end: number,
): Location | undefined {
  const from = inLine(source, scalar.line, value, start);
  const to = inLine(source, scalar.line, value, end);
  return from === undefined || to === undefined ? undefined : source.locate(from, to);
}

function inLine(source: SourceText, header: number, value: string, offset: number): number | undefined {
  const before = value.slice(0, offset);
  const row = before.split('\n').length;
  const begin = before.lastIndexOf('\n') + 1;
  const stop = value.indexOf('\n', begin);
  const line = value.slice(begin, stop === -1 ? value.length : stop);
  const lineStart = source.lines[header - 1 + row];
  if (lineStart === undefined) return undefined;
  const lineEnd = source.text.indexOf('\n', lineStart);
  const written = source.text.slice(lineStart, lineEnd === -1 ? source.text.length : lineEnd);
  const moved = written.indexOf(line);
  return moved === -1 ? undefined : lineStart + moved + (offset - begin);
}

function offsetOf(source: SourceText, line: number, column: number): number {
  return (source.lines[line - 1] ?? 0) + column - 1;
}

function count(text: string, wanted: string): number {
  if (wanted === '') return 0;
  let found = 0;
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) found++;
  return found;
}
