import { MappingBuilder } from './mapping.ts';
import { SourceMapping, SourceSequence } from './nodes.ts';
import { PlainFlow } from './plain-flow.ts';
import { PlainLines } from './plain-lines.ts';
import type { SourceText } from './source.ts';
import type { MappingNode, SequenceNode, YamlNode } from './tree.ts';

/** Beyond this many characters the general parser, which counts its tokens, is asked. */
const MOST_CHARACTERS = 200_000;
const KEY = /[A-Za-z_][A-Za-z0-9_./-]*/y;
const DASH = 45;
const SPACE = 32;
const COLON = 58;
const HASH = 35;

/**
 * Reads the plain YAML that people write: block mappings and sequences, scalars of one line, flow collections of one
 * line. It is ten times as fast as the general parser and gives exactly its nodes; anything else, and anything that
 * would be refused, is `undefined`, for that parser to say. `text` is one document that begins at `offset` of the file.
 */
export function readPlain(
  text: string,
  source: SourceText,
  offset: number,
  depth: number,
): YamlNode | undefined {
  if (text.length > MOST_CHARACTERS || text.includes('\t') || text.includes('\r')) return undefined;
  return new PlainReader(text, source, offset, depth).root();
}

/** Every method gives `undefined` where the text is not plain; the whole reading then ends. */
class PlainReader {
  readonly #text: string;
  readonly #source: SourceText;
  readonly #offset: number;
  readonly #depth: number;
  readonly #lines: PlainLines;
  readonly #flow: PlainFlow;
  #line = 0;

  constructor(text: string, source: SourceText, offset: number, depth: number) {
    this.#text = text;
    this.#source = source;
    this.#offset = offset;
    this.#depth = depth;
    this.#lines = new PlainLines(text);
    this.#flow = new PlainFlow(text, source, offset, depth);
  }

  root(): YamlNode | undefined {
    const lines = this.#lines;
    if (lines.count === 0 || lines.spaced) return undefined;
    const node = this.#block(lines.indent(0), 1);
    return this.#line === lines.count ? node : undefined;
  }

  #block(indent: number, depth: number): YamlNode | undefined {
    if (depth > this.#depth) return undefined;
    return this.#isItem(this.#line)
      ? this.#sequence(indent, depth)
      : this.#mapping(indent, this.#lines.start(this.#line), depth);
  }

  /** `first` is where its first key begins, which follows a dash where the mapping is an item. */
  #mapping(indent: number, first: number, depth: number): MappingNode | undefined {
    if (depth > this.#depth) return undefined;
    const lines = this.#lines;
    const built = new MappingBuilder();
    let end = first;
    for (let at = first; ; at = lines.start(this.#line)) {
      const colon = this.#keyEnd(at);
      if (colon === undefined) return undefined;
      const key = this.#flow.scalar(at, colon);
      if (typeof key.value !== 'string') return undefined;
      const value = this.#valueAfter(colon + 1, indent, depth);
      if (value === undefined || built.add(key, value) !== 0) return undefined;
      end = lines.after(this.#line - 1);
      if (this.#line >= lines.count || lines.indent(this.#line) < indent) break;
      if (lines.indent(this.#line) > indent) return undefined;
      if (this.#isItem(this.#line)) break;
    }
    return new SourceMapping(built.entries(), this.#source, this.#offset + first, this.#offset + end);
  }

  #sequence(indent: number, depth: number): SequenceNode | undefined {
    const lines = this.#lines;
    const items: YamlNode[] = [];
    const first = lines.start(this.#line);
    while (this.#line < lines.count && lines.indent(this.#line) === indent && this.#isItem(this.#line)) {
      const item = this.#item(indent, depth);
      if (item === undefined) return undefined;
      items.push(item);
    }
    if (this.#line < lines.count && lines.indent(this.#line) > indent) return undefined;
    const end = lines.after(this.#line - 1);
    return new SourceSequence(items, this.#source, this.#offset + first, this.#offset + end);
  }

  #item(indent: number, depth: number): YamlNode | undefined {
    const dash = this.#lines.start(this.#line);
    const at = this.#skipSpaces(dash + 1);
    if (this.#keyEnd(at) !== undefined) return this.#mapping(indent + at - dash, at, depth + 1);
    return this.#inline(at, indent, depth);
  }

  /** The value of a key: on its line, or in the lines that follow. */
  #valueAfter(from: number, indent: number, depth: number): YamlNode | undefined {
    const lines = this.#lines;
    const at = this.#skipSpaces(from);
    const rest = lines.end(this.#line);
    if (at < rest && this.#text.charCodeAt(at) !== HASH) return this.#inline(at, indent, depth);
    this.#line += 1;
    if (this.#line >= lines.count) return undefined;
    const below = lines.indent(this.#line);
    if (below > indent || (below === indent && this.#isItem(this.#line)))
      return this.#block(below, depth + 1);
    return undefined;
  }

  /** A value that ends on its line; nothing deeper may follow, since it would go on there. */
  #inline(at: number, indent: number, depth: number): YamlNode | undefined {
    const node = this.#flow.lineValue(at, this.#lines.end(this.#line), depth + 1);
    this.#line += 1;
    if (this.#line < this.#lines.count && this.#lines.indent(this.#line) > indent) return undefined;
    return node;
  }

  /** Offset of the colon behind a plain key. */
  #keyEnd(at: number): number | undefined {
    KEY.lastIndex = at;
    if (!KEY.test(this.#text)) return undefined;
    const end = KEY.lastIndex;
    if (this.#text.charCodeAt(end) !== COLON) return undefined;
    return end + 1 === this.#lines.end(this.#line) || this.#text.charCodeAt(end + 1) === SPACE
      ? end
      : undefined;
  }

  #isItem(line: number): boolean {
    const start = this.#lines.start(line);
    return this.#text.charCodeAt(start) === DASH && this.#text.charCodeAt(start + 1) === SPACE;
  }

  #skipSpaces(from: number): number {
    let at = from;
    while (this.#text.charCodeAt(at) === SPACE) at += 1;
    return at;
  }
}
