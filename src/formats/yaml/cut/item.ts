import type { SourceText } from '../source.ts';
import type { MappingEntry, SequenceNode } from '../tree.ts';
import {
  aboveWithComments,
  belowWithComments,
  endOf,
  endOfEntry,
  isFlow,
  lineAfter,
  lineStart,
  startOf,
} from './lines.ts';
import type { Span } from './span.ts';

/**
 * What to take out of a text so that a sequence is without some of its items, of which one at least stays: whole lines
 * of a block, with the comments directly above; in brackets the item and one comma. `undefined` where the item does
 * not stand on lines of its own, or a comment stands between the brackets.
 */
export function cutItems(
  source: SourceText,
  sequence: SequenceNode,
  gone: ReadonlySet<number>,
): readonly Span[] | undefined {
  const cut = isFlow(source, sequence) ? cutFlowItem : cutBlockItem;
  const spans: Span[] = [];
  for (const index of gone) {
    const span = cut(source, sequence, index, gone);
    if (span === undefined) return undefined;
    spans.push(span);
  }
  return spans;
}

/** What to take out so that a block mapping is without one of its entries, of which others stay. */
export function cutEntry(source: SourceText, entry: MappingEntry): Span | undefined {
  const { text } = source;
  const at = startOf(source, entry.key);
  const line = lineStart(text, at);
  if (text.slice(line, at).trim() !== '') return undefined;
  const end = lineAfter(text, endOfEntry(source, entry));
  if (end === undefined) return undefined;
  return {
    start: aboveWithComments(text, line, at - line),
    end: belowWithComments(text, end, at - line),
  };
}

function cutBlockItem(source: SourceText, sequence: SequenceNode, index: number): Span | undefined {
  const { text } = source;
  const item = sequence.items[index];
  if (item === undefined) return undefined;
  const dash = dashBefore(text, startOf(source, item));
  const end = lineAfter(text, endOf(source, item));
  if (dash === undefined || end === undefined) return undefined;
  const line = lineStart(text, dash);
  return {
    start: aboveWithComments(text, line, dash - line),
    end: belowWithComments(text, end, dash - line),
  };
}

/** The dash of an item that begins at `at`; nothing but blanks stands before it on its line. */
function dashBefore(text: string, at: number): number | undefined {
  let dash = at - 1;
  while (dash >= 0 && /\s/.test(text[dash] ?? '')) dash -= 1;
  if (text[dash] !== '-') return undefined;
  return text.slice(lineStart(text, dash), dash).trim() === '' ? dash : undefined;
}

function cutFlowItem(
  source: SourceText,
  sequence: SequenceNode,
  index: number,
  gone: ReadonlySet<number>,
): Span | undefined {
  const [before, item, after] = [index - 1, index, index + 1].map((one) => sequence.items[one]);
  if (item === undefined) return undefined;
  const [from, start, end, until] = [
    before === undefined ? startOf(source, sequence) : endOf(source, before),
    startOf(source, item),
    endOf(source, item),
    after === undefined ? endOf(source, sequence) : startOf(source, after),
  ];
  // Whose a comment between two items is cannot be told there.
  if ([source.text.slice(from, start), source.text.slice(end, until)].some((gap) => gap.includes('#')))
    return undefined;
  const keepsOneBefore = sequence.items.some((_, at) => at < index && !gone.has(at));
  if (keepsOneBefore) return { start: from, end };
  return after === undefined ? undefined : { start, end: until };
}
