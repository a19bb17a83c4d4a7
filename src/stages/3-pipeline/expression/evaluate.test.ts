import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionHolds, type Knowledge, type Known } from './evaluate.ts';
import type { Literal } from './parse.ts';

/** An expression as a tree of our own, written out and evaluated without the parser under test. */
type Tree =
  | { readonly kind: 'literal'; readonly value: Literal }
  | { readonly kind: 'context'; readonly name: Context }
  | { readonly kind: 'not'; readonly of: Tree }
  | { readonly kind: '&&' | '||' | '==' | '!='; readonly left: Tree; readonly right: Tree }
  | { readonly kind: 'contains' | 'startsWith' | 'endsWith'; readonly left: Tree; readonly right: Tree };

type Context = 'a' | 'b' | 'c';
type Values = Readonly<Record<Context, Literal>>;

function written(tree: Tree): string {
  switch (tree.kind) {
    case 'literal':
      return typeof tree.value === 'string' ? `'${tree.value.replaceAll("'", "''")}'` : String(tree.value);
    case 'context':
      return `x.${tree.name}`;
    case 'not':
      return `!(${written(tree.of)})`;
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return `${tree.kind}(${written(tree.left)}, ${written(tree.right)})`;
    default:
      return `(${written(tree.left)} ${tree.kind} ${written(tree.right)})`;
  }
}

/** The platform's rules (docs.github.com, "Evaluate expressions in workflows and actions"), taken literally. */
function meaning(tree: Tree, values: Values): Literal {
  switch (tree.kind) {
    case 'literal':
      return tree.value;
    case 'context':
      return values[tree.name];
    case 'not':
      return !truthy(meaning(tree.of, values));
    case '&&': {
      const left = meaning(tree.left, values);
      return truthy(left) ? meaning(tree.right, values) : left;
    }
    case '||': {
      const left = meaning(tree.left, values);
      return truthy(left) ? left : meaning(tree.right, values);
    }
    case '==':
      return equal(meaning(tree.left, values), meaning(tree.right, values));
    case '!=':
      return !equal(meaning(tree.left, values), meaning(tree.right, values));
    default: {
      const [text, part] = [tree.left, tree.right].map((one) =>
        String(meaning(one, values) ?? '').toLowerCase(),
      );
      if (tree.kind === 'contains') return (text ?? '').includes(part ?? '');
      return tree.kind === 'startsWith'
        ? (text ?? '').startsWith(part ?? '')
        : (text ?? '').endsWith(part ?? '');
    }
  }
}

function truthy(value: Literal): boolean {
  return value !== false && value !== 0 && value !== '' && value !== null && !Number.isNaN(value);
}

function equal(a: Literal, b: Literal): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.toLowerCase() === b.toLowerCase();
  if (typeof a === typeof b) return a === b;
  const number = (one: Literal): number =>
    one === null ? 0 : typeof one === 'string' && one === '' ? 0 : Number(one);
  return number(a) === number(b);
}

const literal = fc.constantFrom<Literal>('', 'main', 'MAIN', "it's", 'ma', '1', 1, 0, true, false, null);
const tree = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constant('literal' as const), value: literal }),
    fc.record({ kind: fc.constant('context' as const), name: fc.constantFrom<Context>('a', 'b', 'c') }),
    fc.record({ kind: fc.constant('not' as const), of: tie('tree') }),
    fc.record({
      kind: fc.constantFrom('&&', '||', '==', '!=', 'contains', 'startsWith', 'endsWith'),
      left: tie('tree'),
      right: tie('tree'),
    }),
  ),
})).tree;
const values = fc.record({ a: literal, b: literal, c: literal });

function knowing(value: (name: string) => Known): Knowledge {
  return {
    value: (path) => value(path.slice(2)),
    test: () => undefined,
    alike: () => undefined,
  };
}

function of(known: Values, name: string): Literal {
  return name === 'a' ? known.a : name === 'b' ? known.b : known.c;
}

describe('conditions', () => {
  it('come out as the platform’s rules say where everything is known', () => {
    fc.assert(
      fc.property(tree, values, (one, known) => {
        const found = conditionHolds(
          `$\{{ ${written(one)} }}`,
          knowing((name) => [of(known, name)]),
        );
        expect(found).toBe(truthy(meaning(one, known)));
      }),
      { numRuns: 500 },
    );
  });

  it('are decided only where they come out the same for everything a context may be', () => {
    fc.assert(
      fc.property(tree, values, values, (one, first, second) => {
        // `c` is not known at all, `a` is one of two.
        const found = conditionHolds(
          written(one),
          knowing((name) => (name === 'c' ? undefined : [...new Set([of(first, name), of(second, name)])])),
        );
        if (found === undefined) return;
        for (const a of [first.a, second.a])
          for (const b of [first.b, second.b])
            for (const c of [first.c, second.c]) expect(truthy(meaning(one, { a, b, c }))).toBe(found);
      }),
      { numRuns: 500 },
    );
  });

  it('never throw, whatever the text is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab.()[]!&|=\'"${} *,<>0'), maxLength: 40 }),
        (text) => {
          expect([true, false, undefined]).toContain(
            conditionHolds(
              text,
              knowing(() => undefined),
            ),
          );
        },
      ),
    );
  });

  it('bind as the platform binds them', () => {
    const known = knowing((name) => [name === 'a']);
    expect(conditionHolds('x.a || x.b && x.b', known)).toBe(true);
    expect(conditionHolds('(x.a || x.b) && x.b', known)).toBe(false);
    expect(conditionHolds('!x.b == x.a', known)).toBe(true);
    expect(conditionHolds('x.b == x.b && x.b', known)).toBe(false);
  });

  it('with text around an expression are texts, and so true', () => {
    const nothing = knowing(() => [false]);
    expect(conditionHolds(`\${{ x.a }} `, nothing)).toBe(true);
    expect(conditionHolds(`\${{ x.a }} || \${{ x.b }}`, nothing)).toBe(true);
    expect(conditionHolds(`\${{ x.a }}`, nothing)).toBe(false);
    expect(conditionHolds('', nothing)).toBe(true);
  });
});
