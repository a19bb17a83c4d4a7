import type { SourceText } from '../source.ts';
import type { Chunk } from '../split.ts';
import type { YamlNode } from '../tree.ts';
import { aboveWithComments, belowWithComments, endOf, lineAfter, lineStart, startOf } from './lines.ts';
import type { Span } from './span.ts';

const MARKER = /^---(?=\s|$)/m;
const BLANK_LINES = /(?:[ \t]*\r?\n|[ \t]+$)*/y;

/**
 * What to take out of a text so that a document is gone with its marker. What stands above the marker stays; where there
 * is none, the comments directly above the content go. `undefined` where the file has directives or marks where
 * documents end.
 */
export function cutDocument(source: SourceText, chunk: Chunk, root: YamlNode): Span | undefined {
  const { text } = source;
  if (/^(?:\.\.\.(?=\s|$)|%)/m.test(text)) return undefined;
  const line = lineStart(text, startOf(source, root));
  const marker = MARKER.exec(text.slice(chunk.start, line))?.index;
  const after = lineAfter(text, endOf(source, root));
  if (after === undefined) return undefined;
  BLANK_LINES.lastIndex = belowWithComments(text, after, 0);
  const blank = BLANK_LINES.exec(text)?.[0].length ?? 0;
  const end = Math.min(belowWithComments(text, after, 0) + blank, chunk.end);
  const start = marker === undefined ? aboveWithComments(text, line, 0, chunk.start) : chunk.start + marker;
  return { start, end };
}
