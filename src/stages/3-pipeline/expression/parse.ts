import { type Token, tokenize } from './tokens.ts';

export type Literal = string | number | boolean | null;

/** One step of a reference: a name, `*`, or an index that is computed. */
export type PathPart = { readonly name: string } | { readonly every: true } | { readonly index: Expression };

export type Expression =
  | { readonly kind: 'literal'; readonly value: Literal; readonly start: number; readonly end: number }
  | {
      readonly kind: 'reference';
      readonly root: string;
      readonly path: readonly PathPart[];
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Expression[];
      readonly path: readonly PathPart[];
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'not'; readonly of: Expression; readonly start: number; readonly end: number }
  | {
      readonly kind: 'binary';
      readonly sign: string;
      readonly left: Expression;
      readonly right: Expression;
      readonly start: number;
      readonly end: number;
    };

/** `${{ … }}` in a text, offsets included the braces; `expression` is absent where it was not understood. */
export interface Embedded {
  readonly start: number;
  readonly end: number;
  readonly expression?: Expression;
}

const LONGEST = 21_000;
const DEEPEST = 50;
const LEVELS: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!='], ['<', '<=', '>', '>=']];

/** Every `${{ … }}` of a text, in order. */
export function embedded(text: string): readonly Embedded[] {
  const found: Embedded[] = [];
  for (let start = text.indexOf('${{'); start !== -1; start = text.indexOf('${{', start)) {
    const close = closing(text, start + 3);
    if (close === -1) break;
    const expression = parseExpression(text, start + 3, close);
    found.push({ start, end: close + 2, ...(expression === undefined ? {} : { expression }) });
    start = close + 2;
  }
  return found;
}

function closing(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "'") quoted = !quoted;
    else if (!quoted && text[at] === '}' && text[at + 1] === '}') return at;
  }
  return -1;
}

/** Parses `[start, end)` of a text; `undefined` for what is no expression, or is longer or deeper than the platform takes. */
export function parseExpression(text: string, start = 0, end: number = text.length): Expression | undefined {
  if (end - start > LONGEST) return undefined;
  const tokens = tokenize(text, start, end);
  if (tokens === undefined) return undefined;
  const parser = new Parser(tokens);
  const expression = parser.binary(0, 0);
  return parser.finished ? expression : undefined;
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get finished(): boolean {
    return this.#tokens[this.#at]?.kind === 'end';
  }

  binary(level: number, depth: number): Expression | undefined {
    const signs = LEVELS[level];
    if (signs === undefined) return this.#unary(depth);
    let left = this.binary(level + 1, depth);
    while (left !== undefined) {
      const sign = signs.find((one) => this.#sign(one));
      if (sign === undefined) return left;
      const right = this.binary(level + 1, depth);
      if (right === undefined) return undefined;
      left = { kind: 'binary', sign, left, right, start: left.start, end: right.end };
    }
    return undefined;
  }

  #unary(depth: number): Expression | undefined {
    if (depth > DEEPEST) return undefined;
    const token = this.#tokens[this.#at];
    if (this.#sign('!')) {
      const of = this.#unary(depth + 1);
      return of === undefined || token === undefined
        ? undefined
        : { kind: 'not', of, start: token.start, end: of.end };
    }
    if (this.#sign('(')) {
      const inner = this.binary(0, depth + 1);
      return inner !== undefined && this.#sign(')') ? inner : undefined;
    }
    return this.#primary(depth);
  }

  #primary(depth: number): Expression | undefined {
    const token = this.#tokens[this.#at++];
    if (token === undefined) return undefined;
    const { start, end } = token;
    if (token.kind === 'string') return { kind: 'literal', value: token.text, start, end };
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text), start, end };
    if (token.kind !== 'name') return undefined;
    const word = token.text.toLowerCase();
    if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true', start, end };
    if (word === 'null') return { kind: 'literal', value: null, start, end };
    if (!this.#sign('(')) {
      const path = this.#path(depth);
      return path === undefined
        ? undefined
        : { kind: 'reference', root: word, path, start, end: this.#ended(end) };
    }
    const args = this.#arguments(depth);
    const path = args === undefined ? undefined : this.#path(depth);
    return args === undefined || path === undefined
      ? undefined
      : { kind: 'call', name: word, args, path, start, end: this.#ended(end) };
  }

  #arguments(depth: number): readonly Expression[] | undefined {
    const args: Expression[] = [];
    if (this.#sign(')')) return args;
    for (;;) {
      const one = this.binary(0, depth + 1);
      if (one === undefined) return undefined;
      args.push(one);
      if (this.#sign(')')) return args;
      if (!this.#sign(',')) return undefined;
    }
  }

  #path(depth: number): readonly PathPart[] | undefined {
    const parts: PathPart[] = [];
    for (;;) {
      if (this.#sign('.')) {
        if (this.#sign('*')) parts.push({ every: true });
        else {
          const name = this.#tokens[this.#at++];
          if (name?.kind !== 'name') return undefined;
          parts.push({ name: name.text.toLowerCase() });
        }
      } else if (this.#sign('[')) {
        if (this.#sign('*')) parts.push({ every: true });
        else {
          const index = this.binary(0, depth + 1);
          if (index === undefined) return undefined;
          parts.push(
            index.kind === 'literal' && typeof index.value === 'string'
              ? { name: index.value.toLowerCase() }
              : { index },
          );
        }
        if (!this.#sign(']')) return undefined;
      } else return parts;
    }
  }

  #sign(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' || token.text !== text) return false;
    this.#at++;
    return true;
  }

  #ended(fallback: number): number {
    return this.#tokens[this.#at - 1]?.end ?? fallback;
  }
}
