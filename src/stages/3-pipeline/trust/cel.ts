import type { ClaimPredicate, ClaimTest } from '../../../model/trust.ts';

/** Alternatives of predicates that are all needed; `unknown` are parts that were not understood. */
export type Alternatives = readonly {
  readonly all: readonly ClaimPredicate[];
  readonly unknown: readonly string[];
}[];

/** Turns the name of an attribute into a claim; `undefined` where it is made in a way that is not followed. */
export type ClaimNames = (operand: string) => string | undefined;

const MOST = 64;
const DEEPEST = 32;
const LONGEST = 16_384;

/**
 * Reads the part of CEL that conditions on claims are written in: `==`, `!=`, `in [...]`, `startsWith`, `endsWith`,
 * `contains`, `&&`, `||`, `!`, parentheses. Anything else becomes an `unknown` part in its place.
 */
export function celAlternatives(source: string, claimOf: ClaimNames): Alternatives {
  const tokens = source.length > LONGEST ? undefined : scan(source);
  if (tokens === undefined) return [{ all: [], unknown: ['the condition was not understood'] }];
  const parser = new CelParser(tokens, claimOf);
  const parsed = parser.either(false, 0);
  if (parsed === undefined || !parser.finished || parsed.length > MOST) {
    return [{ all: [], unknown: ['the condition was not understood'] }];
  }
  return parsed;
}

interface Token {
  readonly kind: 'text' | 'name' | 'sign';
  readonly text: string;
}

const SIGNS = ['&&', '||', '==', '!=', '(', ')', '[', ']', ',', '!', '.'];

function scan(source: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const character = source.charAt(at);
    if (/\s/.test(character)) {
      at++;
    } else if (character === '"' || character === "'") {
      const end = source.indexOf(character, at + 1);
      const text = source.slice(at + 1, end);
      if (end === -1 || text.includes('\\')) return undefined;
      tokens.push({ kind: 'text', text });
      at = end + 1;
    } else if (/[A-Za-z_]/.test(character)) {
      let end = at;
      while (end < source.length && /[A-Za-z0-9_]/.test(source.charAt(end))) end++;
      tokens.push({ kind: 'name', text: source.slice(at, end) });
      at = end;
    } else {
      const sign = SIGNS.find((one) => source.startsWith(one, at));
      if (sign === undefined) return undefined;
      tokens.push({ kind: 'sign', text: sign });
      at += sign.length;
    }
  }
  return tokens;
}

class CelParser {
  readonly #tokens: readonly Token[];
  readonly #claimOf: ClaimNames;
  #at = 0;

  constructor(tokens: readonly Token[], claimOf: ClaimNames) {
    this.#tokens = tokens;
    this.#claimOf = claimOf;
  }

  get finished(): boolean {
    return this.#at === this.#tokens.length;
  }

  /** `negated` swaps the meaning of `&&` and `||` on the way down. */
  either(negated: boolean, depth: number): Alternatives | undefined {
    return this.#chain('||', negated, depth, () => this.#both(negated, depth));
  }

  #both(negated: boolean, depth: number): Alternatives | undefined {
    return this.#chain('&&', negated, depth, () => this.#one(negated, depth));
  }

  #chain(
    sign: string,
    negated: boolean,
    depth: number,
    next: () => Alternatives | undefined,
  ): Alternatives | undefined {
    if (depth > DEEPEST) return undefined;
    let left = next();
    while (left !== undefined && this.#sign(sign)) {
      const right = next();
      if (right === undefined) return undefined;
      left = (sign === '||') === negated ? crossed(left, right) : [...left, ...right];
      if (left.length > MOST) return undefined;
    }
    return left;
  }

  #one(negated: boolean, depth: number): Alternatives | undefined {
    if (depth > DEEPEST) return undefined;
    if (this.#sign('!')) return this.#one(!negated, depth + 1);
    if (this.#sign('(')) {
      const inner = this.either(negated, depth + 1);
      return inner !== undefined && this.#sign(')') ? inner : undefined;
    }
    return this.#test(negated);
  }

  #test(negated: boolean): Alternatives | undefined {
    const [first] = this.#tokens.slice(this.#at);
    if (first?.kind === 'text') return this.#reversedEquality(negated);
    const operand = this.#operand();
    if (operand === undefined) return undefined;
    if (operand.method !== undefined) return this.#method(operand.name, operand.method, negated);
    if (this.#sign('==') || this.#sign('!=')) {
      const differs = this.#tokens[this.#at - 1]?.text === '!=';
      const value = this.#tokens[this.#at++];
      if (value?.kind !== 'text') return undefined;
      return this.#predicate(operand.name, [equal(value.text)], negated !== differs);
    }
    if (this.#tokens[this.#at]?.text !== 'in') return undefined;
    this.#at++;
    const values = this.#list();
    return values === undefined ? undefined : this.#predicate(operand.name, values.map(equal), negated);
  }

  #reversedEquality(negated: boolean): Alternatives | undefined {
    const value = this.#tokens[this.#at++];
    const differs = this.#sign('!=');
    if (value === undefined || (!differs && !this.#sign('=='))) return undefined;
    const operand = this.#operand();
    if (operand === undefined || operand.method !== undefined) return undefined;
    return this.#predicate(operand.name, [equal(value.text)], negated !== differs);
  }

  /** `assertion.sub`, `attribute['x']`; a name that is called is a method of what stands before it. */
  #operand(): { readonly name: string; readonly method?: string } | undefined {
    const first = this.#tokens[this.#at++];
    if (first?.kind !== 'name') return undefined;
    let name = first.text;
    for (;;) {
      if (this.#sign('[')) {
        const key = this.#tokens[this.#at++];
        if (key?.kind !== 'text' || !this.#sign(']')) return undefined;
        name = `${name}.${key.text}`;
      } else if (this.#sign('.')) {
        const part = this.#tokens[this.#at++];
        if (part?.kind !== 'name') return undefined;
        if (this.#sign('(')) return { name, method: part.text };
        name = `${name}.${part.text}`;
      } else return { name };
    }
  }

  #method(name: string, method: string, negated: boolean): Alternatives | undefined {
    const value = this.#tokens[this.#at++];
    if (value?.kind !== 'text' || !this.#sign(')')) return undefined;
    const kinds: Record<string, ClaimTest> = {
      startsWith: { kind: 'prefix', value: value.text },
      endsWith: { kind: 'suffix', value: value.text },
      contains: { kind: 'contains', value: value.text },
    };
    const test = Object.hasOwn(kinds, method) ? kinds[method] : undefined;
    if (test === undefined) return [{ all: [], unknown: [`${name}.${method}(…) was not understood`] }];
    return this.#predicate(name, [test], negated);
  }

  #list(): readonly string[] | undefined {
    if (!this.#sign('[')) return undefined;
    const values: string[] = [];
    while (!this.#sign(']')) {
      const value = this.#tokens[this.#at++];
      if (value?.kind !== 'text') return undefined;
      values.push(value.text);
      if (!this.#sign(',') && this.#tokens[this.#at]?.text !== ']') return undefined;
    }
    return values;
  }

  /** A claim that is not there makes the evaluation fail, which lets nobody in. */
  #predicate(name: string, tests: readonly ClaimTest[], not: boolean): Alternatives {
    const claim = this.#claimOf(name);
    if (claim === undefined) return [{ all: [], unknown: [`what ${name} is made of was not understood`] }];
    return [{ all: [{ claim, tests, not, absent: 'fail' }], unknown: [] }];
  }

  #sign(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' || token.text !== text) return false;
    this.#at++;
    return true;
  }
}

function equal(value: string): ClaimTest {
  return { kind: 'equals', value, ignoreCase: false };
}

export function crossed(left: Alternatives, right: Alternatives): Alternatives {
  return left.flatMap((a) =>
    right.map((b) => ({ all: [...a.all, ...b.all], unknown: [...a.unknown, ...b.unknown] })),
  );
}
