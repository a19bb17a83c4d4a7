import { describe, expect, test } from 'vitest';
import { compileOwnerPattern } from './owner-pattern.ts';

function owns(pattern: string, path: string): boolean {
  return compileOwnerPattern(pattern)?.(path.split('/')) ?? false;
}

describe('a CODEOWNERS pattern of GitHub', () => {
  test.each([
    ['*', 'a/b/c.yaml', true],
    ['*.js', 'lib/x.js', true],
    ['*.js', 'lib/x.jsx', false],
    ['/build/logs/', 'build/logs/a.log', true],
    ['/build/logs/', 'build/logs', false],
    ['/build/logs/', 'x/build/logs/a', false],
    ['docs/*', 'docs/start.md', true],
    ['docs/*', 'docs/build/start.md', false],
    ['apps/', 'apps/x', true],
    ['apps/', 'deep/apps/x/y', true],
    ['/docs/', 'docs/x', true],
    ['/docs/', 'sub/docs/x', false],
    ['**/logs', 'build/logs/x', true],
    ['**/logs', 'logs/x', true],
    ['/apps/github', 'apps/github/x', true],
    ['/apps/**/rbac.yaml', 'apps/rbac.yaml', true],
    ['/apps/**/rbac.yaml', 'apps/a/b/rbac.yaml', true],
    ['/apps/**', 'apps/x/y', true],
    ['/apps/**', 'apps', false],
    ['a/b', 'a/b', true],
    ['a/b', 'x/a/b', false],
    ['b', 'x/b/y', true],
    ['/Prod/', 'prod/x', false],
    ['*', '.github/CODEOWNERS', true],
    ['/a?c', 'abc', true],
    ['with\\ space', 'with space', true],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(owns(pattern, path)).toBe(expected);
  });

  test.each(['!a', '[ab]', '\\#x', ''])('%s is not understood', (pattern) => {
    expect(compileOwnerPattern(pattern)).toBeUndefined();
  });
});
