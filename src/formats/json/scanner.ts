import { MappingBuilder } from '../yaml/mapping.ts';
import { SourceMapping, SourceScalar, SourceSequence } from '../yaml/nodes.ts';
import { Rejection } from '../yaml/rejection.ts';
import type { SourceText } from '../yaml/source.ts';
import type { ScalarNode, YamlNode } from '../yaml/tree.ts';

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const SPACE = /[ \t\r\n]*/y;
const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);
/** Digits that are kept exactly; a longer number means nothing to anybody. */
const EXACT_DIGITS = 64;

/** Reads one JSON value (RFC 8259) with positions; throws a Rejection. */
export class JsonScanner {
  readonly #source: SourceText;
  readonly #text: string;
  readonly #depth: number;
  #nodes: number;
  #at = 0;

  constructor(source: SourceText, depth: number, nodes: number) {
    this.#source = source;
    this.#text = source.text;
    this.#depth = depth;
    this.#nodes = nodes;
  }

  document(): YamlNode {
    const value = this.#value(1);
    if (this.#at < this.#text.length) throw this.#unexpected();
    return value;
  }

  #value(depth: number): YamlNode {
    this.#space();
    if (--this.#nodes < 0) throw new Rejection('nodes', 'the file holds more than is read at once', this.#at);
    const value = this.#bare(depth);
    this.#space();
    return value;
  }

  #bare(depth: number): YamlNode {
    const first = this.#text[this.#at];
    if (first === '{' || first === '[') {
      if (depth > this.#depth) {
        throw new Rejection('depth', `it is nested more than ${this.#depth} levels deep`, this.#at);
      }
      return first === '{' ? this.#object(depth) : this.#array(depth);
    }
    if (first === '"') return this.#string();
    for (const [word, value] of WORDS) {
      if (this.#text.startsWith(word, this.#at)) return this.#scalar(value, word, this.#at + word.length);
    }
    const number = this.#match(NUMBER);
    if (number === undefined) throw this.#unexpected();
    return this.#scalar(numeric(number), number, this.#at + number.length);
  }

  #object(depth: number): YamlNode {
    const start = this.#at++;
    const mapping = new MappingBuilder('plain');
    this.#space();
    if (!this.#take('}')) {
      do {
        this.#space();
        if (this.#text[this.#at] !== '"') throw this.#unexpected();
        const keyStart = this.#at;
        const key = this.#string();
        const keyEnd = this.#at;
        this.#space();
        if (!this.#take(':')) throw this.#unexpected();
        const refused = mapping.add(key, this.#value(depth + 1));
        if (typeof refused !== 'number') throw new Rejection(refused.code, refused.reason, keyStart, keyEnd);
      } while (this.#take(','));
      if (!this.#take('}')) throw this.#unexpected();
    }
    return new SourceMapping(mapping.entries(), this.#source, start, this.#at);
  }

  #array(depth: number): YamlNode {
    const start = this.#at++;
    const items: YamlNode[] = [];
    this.#space();
    if (!this.#take(']')) {
      do items.push(this.#value(depth + 1));
      while (this.#take(','));
      if (!this.#take(']')) throw this.#unexpected();
    }
    return new SourceSequence(items, this.#source, start, this.#at);
  }

  #string(): ScalarNode {
    const quoted = this.#text.slice(this.#at, this.#endOfString());
    let text: unknown;
    try {
      text = JSON.parse(quoted);
    } catch {
      throw new Rejection('syntax', 'a string is not closed or has a bad escape', this.#at);
    }
    if (typeof text !== 'string' || !text.isWellFormed()) {
      throw new Rejection('ambiguous', 'a string holds half a character', this.#at, this.#at + quoted.length);
    }
    return this.#scalar(text, text, this.#at + quoted.length);
  }

  /** Behind the first quote that no backslash escapes: by hand, as a pattern would need stack for each escape. */
  #endOfString(): number {
    for (let from = this.#at + 1; ; ) {
      const quote = this.#text.indexOf('"', from);
      if (quote < 0) return this.#text.length;
      let escaped = quote;
      while (escaped > from && this.#text[escaped - 1] === '\\') escaped -= 1;
      if ((quote - escaped) % 2 === 0) return quote + 1;
      from = quote + 1;
    }
  }

  #scalar(value: ScalarNode['value'], text: string, end: number): ScalarNode {
    const style = typeof value === 'string' ? 'double' : 'plain';
    const node = new SourceScalar(value, text, style, this.#source, this.#at, end);
    this.#at = end;
    return node;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  #space(): void {
    this.#at += this.#match(SPACE)?.length ?? 0;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #unexpected(): Rejection {
    const end = this.#at >= this.#text.length;
    return new Rejection(
      'syntax',
      end ? 'it ends too early' : 'it is not JSON from here on',
      this.#at,
      this.#at + 1,
    );
  }
}

/** The number that a text means; integers of up to 64 digits are exact. */
export function numeric(source: string): number | bigint {
  const value = Number(source);
  if (!/^-?[0-9]+$/.test(source) || Number.isSafeInteger(value) || source.length > EXACT_DIGITS) return value;
  return BigInt(source);
}
