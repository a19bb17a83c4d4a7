/** Characters a step accepts, or a branch. States are numbered; `next` leads on. */
type State =
  | { readonly kind: 'one'; readonly accepts: (character: string) => boolean; next: number }
  | { readonly kind: 'split'; next: number; other: number }
  | { readonly kind: 'end' };

/** A regular expression that is matched in linear time. */
export interface SafeRegex {
  /** Whether it matches the whole text. */
  matches(text: string): boolean;
}

class Unsupported extends Error {}

const DEPTH = 16;
const STATES = 4096;

/**
 * Compiles the part of Go's regular expressions that selectors use: literals, `.`, `[a-z]`, `[^a]`,
 * `*`, `+`, `?`, `|`, groups, `\d`, `\w`, escaped signs, `^` at the start and `$` at the end.
 * `undefined` for anything more. Matching follows all alternatives at once and never backtracks.
 */
export function compileRegex(pattern: string): SafeRegex | undefined {
  if (pattern.length > STATES) return undefined;
  try {
    // kustomize anchors the whole pattern, so anchors at its ends say nothing more.
    const trimmed = pattern.replace(/^\^/, '').replace(/(?<!\\)\$$/, '');
    const compiler = new Compiler([...trimmed]);
    return { matches: (text) => run(compiler.states, compiler.start, text) };
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

function run(states: readonly State[], start: number, text: string): boolean {
  let current = closure(states, [start]);
  for (const character of text) {
    const stepped: number[] = [];
    for (const index of current) {
      const state = states[index];
      if (state?.kind === 'one' && state.accepts(character)) stepped.push(state.next);
    }
    if (stepped.length === 0) return false;
    current = closure(states, stepped);
  }
  return current.has(0);
}

function closure(states: readonly State[], from: readonly number[]): ReadonlySet<number> {
  const seen = new Set<number>();
  const open = [...from];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    const state = states[index];
    if (state?.kind === 'split') open.push(state.next, state.other);
  }
  return seen;
}

/** Builds a piece that leads to the state it is given; answers with its first state. */
type Piece = (next: number) => number;

class Compiler {
  readonly states: State[] = [{ kind: 'end' }];
  readonly start: number;
  readonly #characters: readonly string[];
  #at = 0;

  constructor(characters: readonly string[]) {
    this.#characters = characters;
    const piece = this.#alternatives(0);
    if (this.#at < characters.length) throw new Unsupported();
    this.start = piece(0);
  }

  #add(state: State): number {
    if (this.states.length >= STATES) throw new Unsupported();
    return this.states.push(state) - 1;
  }

  #alternatives(depth: number): Piece {
    if (depth > DEPTH) throw new Unsupported();
    let piece = this.#sequence(depth);
    while (this.#take('|')) {
      const [left, right] = [piece, this.#sequence(depth)];
      piece = (next) => this.#add({ kind: 'split', next: left(next), other: right(next) });
    }
    return piece;
  }

  #sequence(depth: number): Piece {
    const pieces: Piece[] = [];
    for (let next = this.#peek(); next !== undefined && next !== '|' && next !== ')'; next = this.#peek()) {
      pieces.push(this.#repeated(this.#atom(depth)));
    }
    return (next) => pieces.reduceRight((after, piece) => piece(after), next);
  }

  #repeated(piece: Piece): Piece {
    const sign = this.#peek();
    if (sign !== '*' && sign !== '+' && sign !== '?') return piece;
    this.#at++;
    if (['*', '+', '?'].includes(this.#peek() ?? '')) throw new Unsupported();
    if (sign === '?') return (next) => this.#add({ kind: 'split', next: piece(next), other: next });
    return (next) => {
      const loop: State = { kind: 'split', next, other: next };
      const index = this.#add(loop);
      loop.next = piece(index);
      return sign === '+' ? loop.next : index;
    };
  }

  #atom(depth: number): Piece {
    const character = this.#read();
    if (character === '(') {
      if (this.#take('?') && !this.#take(':')) throw new Unsupported();
      const piece = this.#alternatives(depth + 1);
      if (!this.#take(')')) throw new Unsupported();
      return piece;
    }
    const accepts = this.#accepts(character);
    return (next) => this.#add({ kind: 'one', accepts, next });
  }

  #accepts(character: string): (character: string) => boolean {
    if (character === '.') return (one) => one !== '\n';
    if (character === '[') return this.#class();
    if (character === '\\') return escape(this.#read());
    if ('*+?{}^$'.includes(character)) throw new Unsupported();
    return (one) => one === character;
  }

  #class(): (character: string) => boolean {
    const not = this.#take('^');
    const parts: ((character: string) => boolean)[] = [];
    do {
      const low = this.#read();
      if (low === '[') throw new Unsupported();
      if (low === '\\') {
        parts.push(escape(this.#read()));
      } else if (this.#peek() === '-' && this.#characters[this.#at + 1] !== ']') {
        this.#at++;
        const high = this.#read();
        if (high === '\\' || high < low) throw new Unsupported();
        parts.push((one) => one >= low && one <= high);
      } else {
        parts.push((one) => one === low);
      }
    } while (this.#peek() !== ']');
    this.#at++;
    return (one) => parts.some((part) => part(one)) !== not;
  }

  #peek(): string | undefined {
    return this.#characters[this.#at];
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }

  #read(): string {
    const next = this.#characters[this.#at++];
    if (next === undefined) throw new Unsupported();
    return next;
  }
}

function escape(character: string): (character: string) => boolean {
  if (character === 'd') return (one) => one >= '0' && one <= '9';
  if (character === 'w') return (one) => /^[0-9A-Za-z_]$/.test(one);
  if (/^[0-9A-Za-z]$/.test(character)) throw new Unsupported();
  return (one) => one === character;
}
