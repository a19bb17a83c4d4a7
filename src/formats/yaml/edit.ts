import type { MappingNode } from './tree.ts';
import { writeYaml } from './write.ts';

/** Fields at the top of a document, by name; `undefined` takes one away. */
export type FieldEdits = ReadonlyMap<string, unknown>;

/** Lines of a file, from `from` up to and without `until`, both counted from 0. */
interface Span {
  readonly from: number;
  readonly until: number;
}

/**
 * The text of a file in which fields at the top of one document are others; all else, comments too, stays as it is.
 * `undefined` where the document is not written as one field below the other, so that it cannot be told what to keep.
 */
export function withFields(text: string, root: MappingNode, edits: FieldEdits): string | undefined {
  const lines = text.split('\n');
  const spans = spansOf(lines, root);
  if (spans === undefined) return undefined;
  const changed = [...edits].map(([name, value]) => ({
    span: spans.get(name),
    text: fieldText(name, value),
  }));
  const inPlace = changed.flatMap(({ span, text: one }) => (span === undefined ? [] : [{ span, text: one }]));
  const fresh = changed.flatMap(({ span, text: one }) => (span === undefined ? one : []));
  const end = Math.max(...[...spans.values()].map(({ until }) => until));
  const all = [...inPlace, { span: { from: end, until: end }, text: fresh }];
  for (const { span, text: one } of all.toSorted((one, other) => other.span.from - one.span.from))
    lines.splice(span.from, span.until - span.from, ...one);
  return lines.join('\n');
}

/** The text in which one document is written anew; comments before it stay. */
export function withDocument(text: string, root: MappingNode, value: unknown): string {
  const lines = text.split('\n');
  const { from, until } = spanOf(lines, root);
  lines.splice(from, until - from, ...linesOf(writeYaml(value, { blocks: false })));
  return lines.join('\n');
}

/** The text without one document; `undefined` where it is the only one. */
export function withoutDocument(text: string, root: MappingNode): string | undefined {
  const lines = text.split('\n');
  const { from, until } = spanOf(lines, root);
  const marker = (line: string | undefined): boolean => line !== undefined && /^---(?:\s|$)/.test(line);
  const before = lines.slice(0, from).findLastIndex(marker);
  const after = lines.slice(until).findIndex(marker);
  const next = after === -1 ? -1 : until + after;
  if (before === -1 && next === -1) return undefined;
  // With what stands between its marker and the next one; the first document has none before it.
  if (before === -1) lines.splice(0, next + 1);
  else if (lines.slice(0, before).every((line) => line.trim() === '') && next !== -1) lines.splice(0, next);
  else if (lines.slice(0, before).every((line) => line.trim() === '')) return undefined;
  else lines.splice(before, (next === -1 ? lines.length : next) - before);
  const rest = lines.join('\n');
  return rest === '' || rest.endsWith('\n') ? rest : `${rest}\n`;
}

/** Which lines hold each field; comments before a field are the file's, not the field's. */
function spansOf(lines: readonly string[], root: MappingNode): ReadonlyMap<string, Span> | undefined {
  const whole = spanOf(lines, root);
  const starts = root.entries.map(({ key }) => ({ name: key.source, at: key.at }));
  const lined = starts.toSorted((one, other) => one.at.line - other.at.line);
  const isOrderly = lined.every(
    ({ at }, index) =>
      at.column === 1 &&
      at.line > whole.from &&
      at.line <= whole.until &&
      at.line !== lined[index + 1]?.at.line,
  );
  if (!isOrderly || lined.length === 0) return undefined;
  return new Map(
    lined.map(({ name, at }, index) => {
      const next = lined[index + 1]?.at.line;
      return [
        name,
        { from: at.line - 1, until: endOf(lines, at.line, next === undefined ? whole.until : next - 1) },
      ];
    }),
  );
}

function spanOf(lines: readonly string[], root: MappingNode): Span {
  const { line, endLine, endColumn } = root.at;
  const last = endColumn === 1 ? endLine - 1 : endLine;
  return { from: line - 1, until: endOf(lines, line, Math.min(last, lines.length)) };
}

/** Without blank lines and comments at the end; one that is indented is part of what it stands in. */
function endOf(lines: readonly string[], from: number, until: number): number {
  let end = until;
  while (end > from && /^(?:\s*|#.*)$/.test(lines[end - 1] ?? '')) end -= 1;
  return end;
}

function fieldText(name: string, value: unknown): readonly string[] {
  return value === undefined ? [] : linesOf(writeYaml({ [name]: value }, { blocks: false }));
}

function linesOf(text: string): readonly string[] {
  return text.trimEnd().split('\n');
}
