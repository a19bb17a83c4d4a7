/**
 * A deterministic recognizer, one character at a time. `key` tells states of one language apart; `letters` of the
 * language are the characters it treats specially: any other character leads wherever every other one leads.
 */
export interface State {
  readonly key: string;
  readonly accepts: boolean;
  /** No text from here on is accepted. */
  readonly dead: boolean;
  next(character: string): State;
}

export interface Language {
  readonly start: State;
  readonly letters: ReadonlySet<string>;
}

export function run(state: State, text: string): State {
  let at = state;
  for (const character of text) {
    if (at.dead) return at;
    at = at.next(character);
  }
  return at;
}

export function matches(language: Language, text: string): boolean {
  return run(language.start, text).accepts;
}

/** One element of a linear pattern: a character test that may be skipped or repeated. */
export interface Element {
  accepts(character: string): boolean;
  readonly optional: boolean;
  readonly repeats: boolean;
}

/** The language of a sequence of elements. */
export function sequence(elements: readonly Element[], letters: Iterable<string>): Language {
  return { start: new Positions(elements, closure(elements, [0])), letters: new Set(letters) };
}

class Positions implements State {
  readonly key: string;
  readonly accepts: boolean;
  readonly dead: boolean;
  readonly #elements: readonly Element[];
  readonly #positions: readonly number[];

  constructor(elements: readonly Element[], positions: readonly number[]) {
    this.#elements = elements;
    this.#positions = positions;
    this.key = positions.join('.');
    this.accepts = positions.at(-1) === elements.length;
    this.dead = positions.length === 0;
  }

  next(character: string): State {
    const reached: number[] = [];
    for (const position of this.#positions) {
      const element = this.#elements[position];
      if (element?.accepts(character) !== true) continue;
      if (element.repeats) reached.push(position);
      reached.push(position + 1);
    }
    return new Positions(this.#elements, closure(this.#elements, reached));
  }
}

/** Positions reachable by skipping, sorted and each once. A position that repeats may be entered again. */
function closure(elements: readonly Element[], from: readonly number[]): readonly number[] {
  const seen = new Set<number>();
  for (const start of from) {
    for (let at = start; !seen.has(at); at++) {
      seen.add(at);
      if (elements[at]?.optional !== true) break;
    }
  }
  return [...seen].sort((a, b) => a - b);
}

/** A state made of others; `decide` tells acceptance from theirs, `bury` whether nothing can follow. */
export function combined(
  parts: readonly State[],
  decide: (accepts: readonly boolean[]) => boolean,
  bury: (dead: readonly boolean[]) => boolean,
): State {
  return {
    key: parts.map((part) => part.key).join('|'),
    accepts: decide(parts.map((part) => part.accepts)),
    dead: bury(parts.map((part) => part.dead)),
    next: (character) =>
      combined(
        parts.map((part) => (part.dead ? part : part.next(character))),
        decide,
        bury,
      ),
  };
}

export function lettersOf(languages: readonly Language[]): ReadonlySet<string> {
  return new Set(languages.flatMap((language) => [...language.letters]));
}

export function all(languages: readonly Language[]): Language {
  return {
    start: combined(
      languages.map((one) => one.start),
      (accepts) => accepts.every(Boolean),
      (dead) => dead.some(Boolean),
    ),
    letters: lettersOf(languages),
  };
}

export function any(languages: readonly Language[]): Language {
  return {
    start: combined(
      languages.map((one) => one.start),
      (accepts) => accepts.some(Boolean),
      (dead) => dead.every(Boolean),
    ),
    letters: lettersOf(languages),
  };
}

export function not(language: Language): Language {
  return { start: reversed(language.start), letters: language.letters };
}

function reversed(state: State): State {
  return {
    key: `!${state.key}`,
    accepts: !state.accepts,
    dead: false,
    // A dead part stays what it is, so its reverse accepts everything from here on.
    next: (character) => (state.dead ? reversed(state) : reversed(state.next(character))),
  };
}

/** The texts `v` for which `before + encode(v) + after` is in the language. */
export function around(
  language: Language,
  before: string,
  after: string,
  encode: (character: string) => string,
): Language {
  return {
    start: wrapped(run(language.start, before), after, encode),
    letters: new Set([...language.letters, ':']),
  };
}

function wrapped(state: State, after: string, encode: (character: string) => string): State {
  return {
    key: state.key,
    accepts: run(state, after).accepts,
    dead: state.dead,
    next: (character) => wrapped(run(state, encode(character)), after, encode),
  };
}
