/** One step of a compiled glob; `next` are the states that follow. */
export type GlobState =
  | { readonly kind: 'split'; next: readonly number[] }
  | { readonly kind: 'end' }
  | { readonly kind: 'one'; readonly accepts: (character: string) => boolean; readonly next: number };

const NESTING = 32;

class BadGlob extends Error {}

/**
 * Compiles a glob as gobwas/glob v0.2 reads it (the matcher of Argo CD): `*`, `**`, `?`, `[abc]`,
 * `[!abc]`, `[a-z]` (one range a class), `{a,b}`, `\`. States are listed from the last to the first.
 * `undefined` for a pattern that this grammar refuses.
 */
export function compileGlob(
  pattern: string,
  separator: string | undefined,
): readonly GlobState[] | undefined {
  const characters = [...pattern];
  const states: GlobState[] = [{ kind: 'end' }];
  try {
    const parts = new GlobParser(characters, separator).parse();
    const start = emit(parts, 0, states);
    states.push({ kind: 'split', next: [start] });
    return states;
  } catch (error) {
    if (error instanceof BadGlob) return undefined;
    throw error;
  }
}

type Part =
  | { readonly kind: 'one'; readonly accepts: (character: string) => boolean }
  | { readonly kind: 'many'; readonly accepts: (character: string) => boolean }
  | { readonly kind: 'either'; readonly branches: readonly (readonly Part[])[] };

/** Adds the states of `parts`, which lead to `next`; answers with the first of them. */
function emit(parts: readonly Part[], next: number, states: GlobState[]): number {
  let after = next;
  for (const part of parts.toReversed()) {
    if (part.kind === 'one') {
      after = states.push({ kind: 'one', accepts: part.accepts, next: after }) - 1;
    } else if (part.kind === 'either') {
      const follow = after;
      after =
        states.push({ kind: 'split', next: part.branches.map((branch) => emit(branch, follow, states)) }) - 1;
    } else {
      const loop: { kind: 'split'; next: readonly number[] } = { kind: 'split', next: [after] };
      const index = states.push(loop) - 1;
      const step = states.push({ kind: 'one', accepts: part.accepts, next: index }) - 1;
      loop.next = [after, step];
      after = index;
    }
  }
  return after;
}

class GlobParser {
  readonly #characters: readonly string[];
  readonly #separator: string | undefined;
  #at = 0;

  constructor(characters: readonly string[], separator: string | undefined) {
    this.#characters = characters;
    this.#separator = separator;
  }

  parse(): readonly Part[] {
    return this.#sequence(0);
  }

  #sequence(depth: number): readonly Part[] {
    const parts: Part[] = [];
    const apart = (character: string): boolean => character !== this.#separator;
    for (let next = this.#peek(); next !== undefined; next = this.#peek()) {
      if (depth > 0 && (next === ',' || next === '}')) return parts;
      this.#at++;
      if (next === '*') parts.push({ kind: 'many', accepts: this.#take('*') ? () => true : apart });
      else if (next === '?') parts.push({ kind: 'one', accepts: apart });
      else if (next === '[') parts.push({ kind: 'one', accepts: this.#class() });
      else if (next === '{') parts.push({ kind: 'either', branches: this.#branches(depth + 1) });
      else parts.push({ kind: 'one', accepts: literal(next === '\\' ? this.#read() : next) });
    }
    if (depth > 0) throw new BadGlob();
    return parts;
  }

  #branches(depth: number): readonly (readonly Part[])[] {
    if (depth > NESTING) throw new BadGlob();
    const branches = [this.#sequence(depth)];
    while (this.#take(',')) branches.push(this.#sequence(depth));
    if (!this.#take('}')) throw new BadGlob();
    return branches;
  }

  #class(): (character: string) => boolean {
    const not = this.#take('!');
    const low = this.#read();
    if (this.#take('-')) {
      const high = this.#read();
      if (!this.#take(']') || high < low) throw new BadGlob();
      return (character) => (character >= low && character <= high) !== not;
    }
    const listed = new Set<string>();
    for (let next = low; next !== ']'; next = this.#read()) listed.add(next === '\\' ? this.#read() : next);
    if (listed.size === 0) throw new BadGlob();
    return (character) => listed.has(character) !== not;
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
    if (next === undefined) throw new BadGlob();
    return next;
  }
}

function literal(wanted: string): (character: string) => boolean {
  return (character) => character === wanted;
}
