import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refFilter } from './ref-filter.ts';
import { refName } from './ref-name.ts';
import { shortest } from './search.ts';
import { all, any, around, type Language, matches, not } from './state.ts';
import { beginning, containing, ending, glob, text } from './texts.ts';

function passes(patterns: readonly string[], name: string, ignore = false): boolean | undefined {
  const language = refFilter(patterns, ignore);
  return language === undefined ? undefined : matches(language, name);
}

/** Every text over the letters up to a length. */
function texts(letters: string, length: number): readonly string[] {
  let last = [''];
  const found = [''];
  for (let size = 0; size < length; size++) {
    last = last.flatMap((one) => [...letters].map((letter) => one + letter));
    found.push(...last);
  }
  return found;
}

describe('branch and tag filters', () => {
  it.each([
    [['main'], 'main', true],
    [['main'], 'main2', false],
    [['feature/*'], 'feature/a', true],
    [['feature/*'], 'feature/a/b', false],
    [['feature/**'], 'feature/a/b', true],
    [['*'], 'releases/v2', false],
    [['**'], 'releases/v2', true],
    [['v2*'], 'v2.0', true],
    [['v[12].[0-9]+.[0-9]+'], 'v1.10.1', true],
    [['v[12].[0-9]+.[0-9]+'], 'v3.1.1', false],
    [['ab?c'], 'ac', true],
    [['ab?c'], 'abc', true],
    [['a.c'], 'abc', false],
    [['releases/**', '!releases/**-alpha'], 'releases/10-alpha', false],
    [['releases/**', '!releases/**-alpha'], 'releases/10', true],
    [['!releases/**-alpha', 'releases/**'], 'releases/10-alpha', true],
    [['!main'], 'other', false],
    [[String.raw`a\*`], 'a*', true],
    [[String.raw`a\*`], 'ab', false],
  ] as const)('%j lets %s pass: %s', (patterns, name, expected) => {
    expect(passes(patterns, name)).toBe(expected);
  });

  it('ignores what an ignoring filter names', () => {
    expect(passes(['docs/**'], 'docs/a', true)).toBe(false);
    expect(passes(['docs/**'], 'main', true)).toBe(true);
  });

  it('is not a filter where a repetition has nothing to repeat', () => {
    expect(refFilter(['?a'], false)).toBeUndefined();
    expect(refFilter(['[a'], false)).toBeUndefined();
  });

  it('stays fast for patterns that make backtracking matchers slow', () => {
    expect(passes([`${'*a'.repeat(200)}b`], 'a'.repeat(2_000))).toBe(false);
  });
});

describe('names of refs', () => {
  it.each(['main', 'a/b', 'a.b', 'a-b', 'release/1.0', 'a@b', 'x.lockx', 'a/@'])('takes %s', (name) => {
    expect(matches(refName(), name)).toBe(true);
  });
  it.each([
    '',
    '/a',
    'a/',
    'a//b',
    'a..b',
    '.a',
    'a/.b',
    'a.',
    'a.lock',
    'a.lock/b',
    'a@{b',
    '@',
    '-a',
    'a b',
    'a:b',
    'a*',
  ])('refuses %j', (name) => {
    expect(matches(refName(), name)).toBe(false);
  });
});

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 6 });
const part: fc.Arbitrary<Language> = fc.oneof(
  pattern.map(glob),
  fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 }).map((value) => text(value)),
  fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 2 }).map(beginning),
  fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 2 }).map(ending),
  fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 2 }).map(containing),
  fc.constant(refName()),
);
const language: fc.Arbitrary<Language> = fc
  .tuple(fc.array(part, { minLength: 1, maxLength: 3 }), fc.array(part, { maxLength: 1 }))
  .map(([some, without]) => all([any(some), ...without.map(not)]));

describe('the search for a shortest text', () => {
  it('finds a text of the language, and one exactly where a small alphabet shows one', () => {
    fc.assert(
      fc.property(language, (one) => {
        const found = shortest(one);
        const small = texts('ab/', 5).find((candidate) => matches(one, candidate));
        if (found === 'too-large') throw new Error('the search was given up');
        if (found === 'none') expect(small).toBeUndefined();
        else {
          expect(matches(one, found.text)).toBe(true);
          if (small !== undefined) expect(found.text.length).toBeLessThanOrEqual(small.length);
        }
      }),
    );
  });

  it('finds what goes between two given texts', () => {
    fc.assert(
      fc.property(
        pattern,
        fc.constantFrom('', 'a', 'ab'),
        fc.constantFrom('', 'b', '/'),
        (one, before, after) => {
          const inner = around(glob(one), before, after, (character) => character);
          for (const candidate of texts('ab/', 3)) {
            expect(matches(inner, candidate)).toBe(matches(glob(one), before + candidate + after));
          }
        },
      ),
    );
  });
});
