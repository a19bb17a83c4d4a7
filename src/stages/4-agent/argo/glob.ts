/**
 * The two glob dialects of Argo CD.
 * `glob` is gobwas/glob: `*` stops at a separator (where there are any), `**` never does, `?`, `[a-z]`, `[!a]`, `{a,b}`, `\` escapes.
 * `file` is Go's filepath.Match: `*` and `?` stop at `/`, `[^a]`, `\` escapes, no braces.
 * A pattern that the dialect rejects matches nothing, as in the agent. Time is linear in pattern times text; both are bounded, and what exceeds the bounds matches nothing.
 */
export type GlobDialect = 'glob' | 'file';

type Token =
  | { readonly kind: 'literal'; readonly char: string }
  | { readonly kind: 'any'; readonly crosses: boolean }
  | { readonly kind: 'one' }
  | {
      readonly kind: 'class';
      readonly negated: boolean;
      readonly ranges: readonly (readonly [string, string])[];
    }
  | { readonly kind: 'alternatives'; readonly branches: readonly (readonly Token[])[] };

const LONGEST_PATTERN = 2048;
const LONGEST_TEXT = 4096;
const DEEPEST_BRACES = 8;

/** True where the whole text matches. Without `separators` the wildcards of the `glob` dialect cross everything. */
export function globMatches(
  pattern: string,
  text: string,
  dialect: GlobDialect = 'glob',
  separators = '',
): boolean {
  if (pattern.length > LONGEST_PATTERN || text.length > LONGEST_TEXT) return false;
  const tokens = new GlobReader(pattern, dialect).read();
  if (tokens === undefined) return false;
  const chars = [...text];
  const stops = dialect === 'file' ? '/' : separators;
  return advance(tokens, chars, stops, new Set([0])).has(chars.length);
}

function advance(
  tokens: readonly Token[],
  chars: readonly string[],
  stops: string,
  from: ReadonlySet<number>,
): ReadonlySet<number> {
  let positions = from;
  for (const token of tokens) {
    if (positions.size === 0) return positions;
    positions = step(token, chars, stops, positions);
  }
  return positions;
}

function step(
  token: Token,
  chars: readonly string[],
  stops: string,
  from: ReadonlySet<number>,
): ReadonlySet<number> {
  const next = new Set<number>();
  if (token.kind === 'alternatives') {
    for (const branch of token.branches) for (const at of advance(branch, chars, stops, from)) next.add(at);
    return next;
  }
  if (token.kind === 'any') {
    for (const start of from) {
      for (let at = start; !next.has(at); at += 1) {
        next.add(at);
        const char = chars[at];
        if (char === undefined || (!token.crosses && stops.includes(char))) break;
      }
    }
    return next;
  }
  for (const at of from) {
    const char = chars[at];
    if (char !== undefined && takes(token, char, stops)) next.add(at + 1);
  }
  return next;
}

function takes(
  token: Exclude<Token, { kind: 'alternatives' | 'any' }>,
  char: string,
  stops: string,
): boolean {
  if (token.kind === 'literal') return token.char === char;
  if (token.kind === 'one') return !stops.includes(char);
  return token.ranges.some(([low, high]) => low <= char && char <= high) !== token.negated;
}

class GlobReader {
  readonly #chars: readonly string[];
  readonly #dialect: GlobDialect;
  #at = 0;

  constructor(pattern: string, dialect: GlobDialect) {
    this.#chars = [...pattern];
    this.#dialect = dialect;
  }

  read(): readonly Token[] | undefined {
    const tokens = this.#sequence(0);
    return tokens === undefined || this.#at < this.#chars.length ? undefined : tokens;
  }

  #sequence(depth: number): Token[] | undefined {
    const tokens: Token[] = [];
    while (this.#at < this.#chars.length) {
      const char = this.#chars[this.#at];
      if (char === undefined || (depth > 0 && (char === ',' || char === '}'))) break;
      this.#at += 1;
      const token = this.#token(char, depth);
      if (token === undefined) return undefined;
      tokens.push(token);
    }
    return tokens;
  }

  #token(char: string, depth: number): Token | undefined {
    if (char === '\\') {
      const escaped = this.#chars[this.#at];
      this.#at += 1;
      return escaped === undefined ? undefined : { kind: 'literal', char: escaped };
    }
    if (char === '*') {
      let crosses = false;
      while (this.#chars[this.#at] === '*') {
        this.#at += 1;
        crosses = this.#dialect === 'glob';
      }
      return { kind: 'any', crosses };
    }
    if (char === '?') return { kind: 'one' };
    if (char === '[') return this.#class();
    if (char === '{' && this.#dialect === 'glob') return this.#alternatives(depth + 1);
    return { kind: 'literal', char };
  }

  #class(): Token | undefined {
    const negation = this.#dialect === 'glob' ? '!' : '^';
    const negated = this.#chars[this.#at] === negation;
    if (negated) this.#at += 1;
    const ranges: (readonly [string, string])[] = [];
    for (;;) {
      let low = this.#chars[this.#at];
      this.#at += 1;
      if (low === undefined) return undefined;
      if (low === ']') return ranges.length === 0 ? undefined : { kind: 'class', negated, ranges };
      if (low === '\\') {
        low = this.#chars[this.#at];
        this.#at += 1;
        if (low === undefined) return undefined;
      }
      const upper = this.#chars[this.#at + 1];
      if (this.#chars[this.#at] === '-' && upper !== undefined && upper !== ']') {
        ranges.push([low, upper]);
        this.#at += 2;
      } else ranges.push([low, low]);
    }
  }

  #alternatives(depth: number): Token | undefined {
    if (depth > DEEPEST_BRACES) return undefined;
    const branches: Token[][] = [];
    for (;;) {
      const branch = this.#sequence(depth);
      if (branch === undefined) return undefined;
      branches.push(branch);
      const end = this.#chars[this.#at];
      this.#at += 1;
      if (end === '}') return { kind: 'alternatives', branches };
      if (end === undefined) return undefined;
    }
  }
}
