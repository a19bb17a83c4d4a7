import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedSegments, matchSegments, segmentGlobProblem } from './segments.ts';

describe('globs over claims', () => {
  it.each([
    ['repo:acme/web:ref:refs/heads/*', 'repo:acme/web:ref:refs/heads/main', true],
    ['repo:acme/web:ref:refs/heads/*', 'repo:acme/web:ref:refs/heads/release/1', false],
    ['repo:acme/web:ref:refs/heads/*', 'repo:acme/web:ref:refs/heads/', false],
    ['repo:acme/*:ref:refs/heads/main', 'repo:acme/web:ref:refs/heads/main', true],
    ['repo:acme/*:ref:refs/heads/main', 'repo:acme/web:environment:x:ref:refs/heads/main', false],
    ['repo:acme/*:environment:production', 'repo:acme/web:environment:production', true],
    ['repo:acme/*:environment:production', 'repo:acme/web:environment:a%3Aenvironment:production', false],
    ['repo:acme/*:environment:*', 'repo:acme/web:environment:a%3Ab', true],
    ['repo:acme/web*', 'repo:acme/web', false],
    ['repo:acme/web*', 'repo:acme/web-evil', true],
    ['repo:acme/web*', 'repo:acme/web:pull_request', false],
    ['*', '', false],
    ['*', 'a', true],
    ['*', 'a:b', false],
    ['a*b*c', 'a1b2c', true],
    ['a*b*c', 'abbc', false],
    ['a*b*c', 'abbbc', true],
    ['a.b*', 'axbc', false],
    ['*', '*', true],
    ['a*', 'A1', false],
    ['é*', 'e\u0301x', false],
    ['a*z', 'a\nz', true],
    ['*:*', 'a:b', true],
    ['*:*', ':b', false],
  ])('%j over %j: %s', (pattern, text, expected) => {
    expect(matchSegments(pattern, text)).toBe(expected);
  });

  it('agrees with a slow reading of what it says', () => {
    const slow = (pattern: string, text: string): boolean => {
      if (pattern === '') return text === '';
      if (pattern[0] !== '*') return pattern[0] === text[0] && slow(pattern.slice(1), text.slice(1));
      for (let end = 1; end <= text.length && !':/'.includes(text[end - 1] ?? ''); end++)
        if (slow(pattern.slice(1), text.slice(end))) return true;
      return false;
    };
    const letters = (...of: string[]): fc.Arbitrary<string> =>
      fc.array(fc.constantFrom(...of), { maxLength: 9 }).map((all) => all.join(''));
    fc.assert(
      fc.property(letters('a', 'b', ':', '/', '*'), letters('a', 'b', ':', '/', '*'), (pattern, text) => {
        expect(matchSegments(pattern, text)).toBe(slow(pattern, text));
      }),
      { numRuns: 5_000 },
    );
  });

  it('does not take long over many stars', () => {
    expect(matchSegments(`${'*a'.repeat(2_000)}b`, 'a'.repeat(16_000))).toBe(false);
  });

  it.each(['a**', '?', '[ab]*', '{a,b}*', 'a\\*', 'no-star'])('refuses %j', (pattern) => {
    expect(segmentGlobProblem(pattern)).toBeTypeOf('string');
  });

  it('counts what is fixed', () => {
    expect(
      ['repo:acme/*', 'repo:*', '*/web', 'acme/*', 'repo:a/b:ref:refs/heads/*'].map(fixedSegments),
    ).toEqual([2, 1, 0, 1, 6]);
  });
});
