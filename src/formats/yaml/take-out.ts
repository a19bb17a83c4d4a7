import type { Location } from '../../model/location.ts';
import type { YamlNode } from './tree.ts';

/**
 * The text without one entry of a block mapping or one item of a block sequence, with the lines that are its own.
 * `undefined` where it is not written by lines, or nothing would be left of the container.
 */
export function withoutChild(text: string, container: YamlNode, index: number): string | undefined {
  const starts = startsOf(container);
  const start = starts[index];
  if (start === undefined || starts.length < 2) return undefined;
  const lines = text.split('\n');
  if (!starts.every((at) => beginsLine(lines, at, container.kind))) return undefined;
  const next = starts[index + 1];
  const until = next === undefined ? endOf(lines, start, container.at) : next.line - 1;
  lines.splice(start.line - 1, until - (start.line - 1));
  return lines.join('\n');
}

/** The same for an item of a flow sequence (`[a, b]`) that stands on one line. */
export function withoutFlowItem(text: string, container: YamlNode, index: number): string | undefined {
  const starts = startsOf(container);
  const { line, endLine } = container.at;
  const start = starts[index];
  const lines = text.split('\n');
  const written = lines[line - 1];
  if (container.kind !== 'sequence' || start === undefined || starts.length < 2) return undefined;
  if (line !== endLine || written === undefined || written[container.at.column - 1] !== '[') return undefined;
  const next = starts[index + 1];
  const before = starts[index - 1];
  const [from, until] =
    next !== undefined
      ? [start.column - 1, next.column - 1]
      : [(before?.endColumn ?? start.column) - 1, start.endColumn - 1];
  lines[line - 1] = `${written.slice(0, from)}${written.slice(until)}`;
  return lines.join('\n');
}

function startsOf(container: YamlNode): readonly Location[] {
  if (container.kind === 'mapping') return container.entries.map(({ key }) => key.at);
  return container.kind === 'sequence' ? container.items.map((item) => item.at) : [];
}

/** Only its own dash and blanks stand before it. */
function beginsLine(lines: readonly string[], at: Location, kind: YamlNode['kind']): boolean {
  const before = (lines[at.line - 1] ?? '').slice(0, at.column - 1);
  return kind === 'sequence' ? /^\s*-\s+$/.test(before) : /^\s*$/.test(before);
}

function endOf(lines: readonly string[], start: Location, container: Location): number {
  const last = container.endColumn === 1 ? container.endLine - 1 : container.endLine;
  let end = Math.max(start.line, Math.min(last, lines.length));
  while (end > start.line && /^\s*(?:#.*)?$/.test(lines[end - 1] ?? '')) end -= 1;
  return end;
}
