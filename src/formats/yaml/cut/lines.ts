import type { SourceText } from '../source.ts';
import type { MappingEntry, YamlNode } from '../tree.ts';

const COMMENT = /^[ ]*#/;
const COLON = /\s*:/y;
const NOTHING_MORE = /^[ \t]*(?:#[^\n]*)?\r?$/;

/** Offset at which a node begins in the text it was read from. */
export function startOf(source: SourceText, node: YamlNode): number {
  const { line, column } = node.at;
  return (source.lines[line - 1] ?? 0) + column - 1;
}

/** Offset behind the last character of a node; comments and blank lines below a block are not part of it. */
export function endOf(source: SourceText, node: YamlNode): number {
  const { endLine, endColumn } = node.at;
  const own = (source.lines[endLine - 1] ?? 0) + endColumn - 1;
  if (node.kind === 'scalar' || isFlow(source, node)) return own;
  const last = node.kind === 'mapping' ? node.entries.at(-1) : node.items.at(-1);
  if (last === undefined) return own;
  return 'key' in last ? endOfEntry(source, last) : endOf(source, last);
}

/** Offset behind the last character of an entry, where a value that is left out ends with its colon. */
export function endOfEntry(source: SourceText, { key, value }: MappingEntry): number {
  const isLeftOut = value.kind === 'scalar' && value.style === 'plain' && value.source === '';
  if (!isLeftOut) return endOf(source, value);
  const end = endOf(source, key);
  COLON.lastIndex = end;
  return COLON.test(source.text) ? COLON.lastIndex : end;
}

/** Whether a collection is written in brackets. */
export function isFlow(source: SourceText, node: YamlNode): boolean {
  const first = source.text[startOf(source, node)];
  return node.kind !== 'scalar' && (first === '[' || first === '{');
}

/** Offset at which the line begins in which a character stands. */
export function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

/** Offset of the next line; `undefined` where more than a comment follows on the line. */
export function lineAfter(text: string, at: number): number | undefined {
  if (at === lineStart(text, at) && at > 0) return at;
  const end = text.indexOf('\n', at);
  const stop = end === -1 ? text.length : end;
  return NOTHING_MORE.test(text.slice(at, stop)) ? Math.min(stop + 1, text.length) : undefined;
}

/** Where the comments begin that stand directly above a line, as far to the right as what is on it. */
export function aboveWithComments(text: string, line: number, column: number, floor = 0): number {
  let first = line;
  while (first > floor) {
    const before = lineStart(text, first - 1);
    const written = text.slice(before, first);
    if (before < floor || !COMMENT.test(written) || written.indexOf('#') !== column) break;
    first = before;
  }
  return first;
}

/** Where the comments end that stand directly below and further to the right than `column`, so inside what is above them. */
export function belowWithComments(text: string, line: number, column: number): number {
  let next = line;
  while (next < text.length) {
    const end = text.indexOf('\n', next);
    const written = text.slice(next, end === -1 ? text.length : end);
    if (!COMMENT.test(written) || written.indexOf('#') <= column) break;
    next = end === -1 ? text.length : end + 1;
  }
  return next;
}
