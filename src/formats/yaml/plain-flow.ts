import { MappingBuilder } from './mapping.ts';
import { SourceMapping, SourceScalar, SourceSequence } from './nodes.ts';
import { resolvePlain } from './scalar.ts';
import type { SourceText } from './source.ts';
import type { ScalarStyle, YamlNode } from './tree.ts';

/** A plain scalar in a flow collection; a colon only where it can be nothing but content. */
const FLOW_PLAIN = /(?:[A-Za-z0-9_/.~+]|-(?=[A-Za-z0-9_/.]))(?:[A-Za-z0-9_./~+@= -]|:(?=[A-Za-z0-9_/.-]))*/y;
const FLOW_KEY = /[A-Za-z_][A-Za-z0-9_./-]*(?=: )/y;
const PLAIN_START = /[A-Za-z0-9_/.~+]|-(?=[^ \n])/y;

/** Where a value ends, and what it is. */
interface Found {
  readonly node: YamlNode;
  readonly end: number;
}

/** Values that lie on one line. Every method gives `undefined` where one is not plain. */
export class PlainFlow {
  readonly #text: string;
  readonly #source: SourceText;
  readonly #offset: number;
  readonly #depth: number;

  constructor(text: string, source: SourceText, offset: number, depth: number) {
    this.#text = text;
    this.#source = source;
    this.#offset = offset;
    this.#depth = depth;
  }

  scalar(start: number, end: number): SourceScalar {
    const source = this.#text.slice(start, end);
    return this.#make(resolvePlain(source), source, 'plain', start, end);
  }

  /** The value at `at`, which only a comment may follow up to `limit`. */
  lineValue(at: number, limit: number, depth: number): YamlNode | undefined {
    const first = this.#text[at];
    if (first === '"' || first === "'" || first === '[' || first === '{') {
      const found = this.#value(at, limit, depth);
      return found !== undefined && this.#onlyComment(found.end, limit) ? found.node : undefined;
    }
    PLAIN_START.lastIndex = at;
    if (!PLAIN_START.test(this.#text)) return undefined;
    const rest = this.#text.slice(at, limit);
    const comment = rest.indexOf(' #');
    const source = comment === -1 ? rest : rest.slice(0, comment).trimEnd();
    if (source.includes(': ') || source.endsWith(':')) return undefined;
    return this.#make(resolvePlain(source), source, 'plain', at, at + source.length);
  }

  #onlyComment(from: number, limit: number): boolean {
    const rest = this.#text.slice(from, limit);
    return rest === '' || /^ +(?:#|$)/.test(rest);
  }

  #value(at: number, limit: number, depth: number): Found | undefined {
    const first = this.#text[at];
    if (first === '"' || first === "'") return this.#quoted(at, limit, first);
    if (first === '[' || first === '{') {
      if (depth > this.#depth) return undefined;
      return first === '[' ? this.#sequence(at, limit, depth) : this.#mapping(at, limit, depth);
    }
    FLOW_PLAIN.lastIndex = at;
    if (!FLOW_PLAIN.test(this.#text)) return undefined;
    const source = this.#text.slice(at, Math.min(FLOW_PLAIN.lastIndex, limit)).trimEnd();
    const end = at + source.length;
    return { node: this.#make(resolvePlain(source), source, 'plain', at, end), end };
  }

  #quoted(at: number, limit: number, quote: string): Found | undefined {
    const close = this.#text.indexOf(quote, at + 1);
    if (close === -1 || close >= limit || this.#text[close + 1] === quote) return undefined;
    const source = this.#text.slice(at + 1, close);
    if (source.includes('\\')) return undefined;
    const style = quote === '"' ? 'double' : 'single';
    return { node: this.#make(source, source, style, at, close + 1), end: close + 1 };
  }

  #sequence(from: number, limit: number, depth: number): Found | undefined {
    const items: YamlNode[] = [];
    for (let at = this.#skip(from + 1); ; at = this.#skip(at + 1)) {
      if (items.length === 0 && this.#text[at] === ']') return this.#list(items, from, at + 1);
      const found = this.#value(at, limit, depth + 1);
      if (found === undefined) return undefined;
      items.push(found.node);
      at = this.#skip(found.end);
      if (at >= limit) return undefined;
      if (this.#text[at] === ']') return this.#list(items, from, at + 1);
      if (this.#text[at] !== ',') return undefined;
    }
  }

  #mapping(from: number, limit: number, depth: number): Found | undefined {
    const built = new MappingBuilder();
    let count = 0;
    for (let at = this.#skip(from + 1); ; at = this.#skip(at + 1)) {
      if (count === 0 && this.#text[at] === '}') return this.#map(built, from, at + 1);
      FLOW_KEY.lastIndex = at;
      if (!FLOW_KEY.test(this.#text)) return undefined;
      const key = this.scalar(at, FLOW_KEY.lastIndex);
      const found = this.#value(this.#skip(FLOW_KEY.lastIndex + 1), limit, depth + 1);
      if (typeof key.value !== 'string' || found === undefined || built.add(key, found.node) !== 0)
        return undefined;
      count += 1;
      at = this.#skip(found.end);
      if (at >= limit) return undefined;
      if (this.#text[at] === '}') return this.#map(built, from, at + 1);
      if (this.#text[at] !== ',') return undefined;
    }
  }

  #list(items: readonly YamlNode[], start: number, end: number): Found {
    return { node: new SourceSequence(items, this.#source, this.#offset + start, this.#offset + end), end };
  }

  #map(built: MappingBuilder, start: number, end: number): Found {
    return {
      node: new SourceMapping(built.entries(), this.#source, this.#offset + start, this.#offset + end),
      end,
    };
  }

  #make(
    value: SourceScalar['value'],
    source: string,
    style: ScalarStyle,
    start: number,
    end: number,
  ): SourceScalar {
    return new SourceScalar(value, source, style, this.#source, this.#offset + start, this.#offset + end);
  }

  #skip(from: number): number {
    let at = from;
    while (this.#text.charCodeAt(at) === 32) at += 1;
    return at;
  }
}
