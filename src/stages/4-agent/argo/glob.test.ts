import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globMatches } from './glob.ts';

describe('the gobwas dialect', () => {
  it('lets a star cross everything without separators and stops it with them', () => {
    expect(globMatches('https://h/*', 'https://h/a/b')).toBe(true);
    expect(globMatches('https://h/*', 'https://h/a/b', 'glob', '/')).toBe(false);
    expect(globMatches('https://h/**', 'https://h/a/b', 'glob', '/')).toBe(true);
    expect(globMatches('https://h/*/b', 'https://h/a/b', 'glob', '/')).toBe(true);
  });
  it('reads classes, braces and escapes', () => {
    expect(globMatches('team-[a-c]', 'team-b')).toBe(true);
    expect(globMatches('team-[!a-c]', 'team-b')).toBe(false);
    expect(globMatches('{dev,prod-*}', 'prod-1')).toBe(true);
    expect(globMatches('{dev,prod-{1,2}}', 'prod-2')).toBe(true);
    expect(globMatches('a\\*', 'a*')).toBe(true);
    expect(globMatches('a\\*', 'ab')).toBe(false);
    expect(globMatches('?', '')).toBe(false);
  });
  it('matches nothing with a broken pattern', () => {
    for (const pattern of ['[', '{a', 'a\\', '[]', '{'.repeat(40)])
      expect(globMatches(pattern, 'a')).toBe(false);
  });
  it('matches only the empty text with the empty pattern', () => {
    expect(globMatches('', '')).toBe(true);
    expect(globMatches('', 'a')).toBe(false);
  });
});

describe("Go's filepath dialect", () => {
  it('stops at a slash, has no braces and negates with a caret', () => {
    expect(globMatches('*', 'Role', 'file')).toBe(true);
    expect(globMatches('*', '', 'file')).toBe(true);
    expect(globMatches('*', 'a/b', 'file')).toBe(false);
    expect(globMatches('**', 'a/b', 'file')).toBe(false);
    expect(globMatches('Cluster*', 'ClusterRole', 'file')).toBe(true);
    expect(globMatches('[^C]*', 'ClusterRole', 'file')).toBe(false);
    expect(globMatches('{a}', '{a}', 'file')).toBe(true);
  });
});

describe('any pattern', () => {
  it('matches a text that is written as a literal', () => {
    assert(
      property(string({ maxLength: 40 }), (text) => {
        const escaped = [...text].map((char) => `\\${char}`).join('');
        expect(globMatches(escaped, text)).toBe(true);
        expect(globMatches(`*${escaped}*`, `x${text}y`)).toBe(true);
      }),
    );
  });
  it('answers for hostile patterns too', () => {
    expect(globMatches(`${'*a'.repeat(900)}b`, 'a'.repeat(3000))).toBe(false);
  });
});
