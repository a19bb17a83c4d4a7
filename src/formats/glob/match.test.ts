import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGlob, matchGlob } from './match.ts';
import { matchWildcard } from './wildcard.ts';

describe('globs of Argo CD', () => {
  // The first group is the table of gobwas/glob v0.2.3.
  it.each([
    ['* ?at * eyes', 'my cat has very bright eyes', undefined, true],
    ['', '', undefined, true],
    ['', 'b', undefined, false],
    ['*ä', 'åä', undefined, true],
    ['abc', 'abc', undefined, true],
    ['a*c', 'abc', undefined, true],
    ['a*c', 'a12345c', undefined, true],
    ['a?c', 'a1c', undefined, true],
    ['a.b', 'a.b', '.', true],
    ['a.*', 'a.b', '.', true],
    ['a.**', 'a.b.c', '.', true],
    ['a.?.c', 'a.b.c', '.', true],
    ['a.?.?', 'a.b.c', '.', true],
    ['?at', 'cat', undefined, true],
    ['?at', 'fat', undefined, true],
    ['*', 'abc', undefined, true],
    ['\\*', '*', undefined, true],
    ['**', 'a.b.c', '.', true],
    ['?at', 'at', undefined, false],
    ['?at', 'fat', 'f', false],
    ['a.*', 'a.b.c', '.', false],
    ['a.?.c', 'a.bb.c', '.', false],
    ['*', 'a.b.c', '.', false],
    ['*test', 'this is a test', undefined, true],
    ['this*', 'this is a test', undefined, true],
    ['*is *', 'this is a test', undefined, true],
    ['*is*a*', 'this is a test', undefined, true],
    ['**test**', 'this is a test', undefined, true],
    ['*is', 'this is a test', undefined, false],
    ['*no*', 'this is a test', undefined, false],
    ['[!a]*', 'this is a test3', undefined, true],
    ['*abc', 'abcabc', undefined, true],
    ['**abc', 'abcabc', undefined, true],
    ['???', 'abc', undefined, true],
    ['?*?', 'abc', undefined, true],
    ['?*?', 'ac', undefined, true],
    ['sta', 'stagnation', undefined, false],
    ['sta*', 'stagnation', undefined, true],
    ['sta?', 'stagnation', undefined, false],
    ['sta?n', 'stagnation', undefined, false],
    ['{abc,def}ghi', 'defghi', undefined, true],
    ['{abc,abcd}a', 'abcda', undefined, true],
    ['{a,ab}{bc,f}', 'abc', undefined, true],
    ['{*,**}{a,b}', 'ab', undefined, true],
    ['{*,**}{a,b}', 'ac', undefined, false],
    ['/{rate,[a-z][a-z][a-z]}*', '/rate', undefined, true],
    ['/{rate,[0-9][0-9][0-9]}*', '/rate', undefined, true],
    ['/{rate,[a-z][a-z][a-z]}*', '/usd', undefined, true],
    ['{*.google.*,*.yandex.*}', 'www.google.com', '.', true],
    ['{*.google.*,*.yandex.*}', 'yandex.com', '.', false],
    ['{*.google.*,yandex.*}', 'yandex.com', '.', true],
    ['https://*.google.*', 'https://account.google.com', undefined, true],
    ['team-*', 'team-a/prod', undefined, true],
    ['team-*', 'team-a/prod', '/', false],
    ['a}b', 'a}b', undefined, true],
    ['[a-z0-9]', 'b', undefined, false],
    ['{a', 'a', undefined, false],
    ['[', '[', undefined, false],
  ])('%j over %j with separator %j: %s', (pattern, text, separator, expected) => {
    expect(matchGlob(pattern, text, separator === undefined ? {} : { separator })).toBe(expected);
  });

  it('tells patterns that cannot be read from those that match nothing', () => {
    expect(['a*', '{a,b}', '[a-z]'].map(isGlob)).toEqual([true, true, true]);
    expect(['{a', '[a', '[]', '[z-a]', '\\', '{'.repeat(100)].map(isGlob)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('does not blow up on many stars', () => {
    expect(matchGlob('{*a,*b}'.repeat(50), 'a'.repeat(2000))).toBe(true);
    expect(matchGlob(`${'*a'.repeat(100)}b`, 'a'.repeat(5000))).toBe(false);
  });
});

describe('wildcards', () => {
  it('agree with globs on patterns of stars and question marks', () => {
    const pattern = fc
      .array(fc.constantFrom('a', 'b', '/', '*', '?'), { maxLength: 8 })
      .map((one) => one.join('').replace(/\*+/g, '*'));
    const text = fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 10 }).map((one) => one.join(''));
    fc.assert(
      fc.property(pattern, text, fc.boolean(), (glob, subject, separated) => {
        const options = separated ? { separator: '/' } : {};
        expect(matchWildcard(glob, subject, options)).toBe(matchGlob(glob, subject, options));
      }),
      { numRuns: 2000 },
    );
  });
});
