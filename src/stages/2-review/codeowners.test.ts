import { describe, expect, test } from 'vitest';
import type { SourceTree } from '../../model/tree.ts';
import { OwnerIndex, readGithubCodeowners, readGithubOwnership } from './codeowners.ts';

/** The example of GitHub's documentation ("About code owners", "CODEOWNERS syntax"), without its prose. */
const DOCUMENTED = `# These owners will be the default owners for everything.
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
`;

function ownersOf(text: string, path: string): readonly string[] | undefined {
  const ownership = readGithubCodeowners(new TextEncoder().encode(text), { path: 'CODEOWNERS' });
  expect(ownership.invalid).toEqual([]);
  return new OwnerIndex(ownership).ruleFor(path)?.owners;
}

function treeOf(files: Readonly<Record<string, string>>): SourceTree {
  return {
    repository: 'shop',
    entries: Object.keys(files).map((path) => ({ path, kind: 'file', size: 1 })),
    has: (path) => path in files,
    read: (path) => (path in files ? new TextEncoder().encode(files[path]) : undefined),
  };
}

describe('the documented example of GitHub', () => {
  test.each<[string, readonly string[]]>([
    ['README.md', ['@global-owner1', '@global-owner2']],
    ['web/app.js', ['@js-owner']],
    ['main.go', ['docs@example.com']],
    ['notes/a.txt', ['@octo-org/octocats']],
    ['build/logs/today', ['@octocat']],
    ['build/log', ['@global-owner1', '@global-owner2']],
    ['docs/getting-started.md', ['@doctocat']],
    ['sub/docs/start.md', ['@global-owner1', '@global-owner2']],
    ['deep/apps/x.md', ['@octocat']],
    ['scripts/run.sh', ['@doctocat', '@octocat']],
    ['deeply/nested/logs/x', ['@octocat']],
    ['apps/web', ['@octocat']],
    ['apps/github', []],
    ['apps/github/x', []],
  ])('gives %s to %j', (path, expected) => {
    expect(ownersOf(DOCUMENTED, path)).toEqual(expected);
  });
});

describe('single lines of the documentation', () => {
  test.each<[string, string, readonly string[] | undefined]>([
    ['docs/* docs@example.com', 'docs/getting-started.md', ['docs@example.com']],
    ['docs/* docs@example.com', 'docs/build-app/troubleshooting.md', undefined],
    ['/build/logs/ @doctocat', 'build/logs/a/b', ['@doctocat']],
    ['/build/logs/ @doctocat', 'x/build/logs/a', undefined],
    ['**/logs @octocat', 'build/logs/x', ['@octocat']],
    ['**/logs @octocat', 'scripts/logs/x', ['@octocat']],
    ['*.js @js-owner', 'x.JS', undefined],
  ])('%s and %s', (line, path, expected) => {
    expect(ownersOf(line, path)).toEqual(expected);
  });
});

describe('the file that counts', () => {
  test('is the first of .github/, the root and docs/; the others are not looked at', () => {
    const tree = treeOf({ 'docs/CODEOWNERS': '* @c', CODEOWNERS: '* @b', '.github/CODEOWNERS': '* @a' });
    const ownership = readGithubOwnership(tree);
    expect(ownership).toMatchObject({
      path: '.github/CODEOWNERS',
      shadowed: ['CODEOWNERS', 'docs/CODEOWNERS'],
      rules: [{ owners: ['@a'], at: { path: '.github/CODEOWNERS', line: 1, repository: 'shop' } }],
    });
  });

  test('passes over a line it does not understand, and says which', () => {
    const text = '* @a\n!x @b\n*.md nobody\n[ab] @c\r\n';
    const ownership = readGithubCodeowners(new TextEncoder().encode(text), { path: 'CODEOWNERS' });
    expect(ownership.rules.map((rule) => rule.owners)).toEqual([['@a']]);
    expect(ownership.invalid.map((one) => one.at.line)).toEqual([2, 3, 4]);
  });

  test('is not loaded above 3 MB', () => {
    const ownership = readGithubCodeowners(new Uint8Array((3 << 20) + 1), { path: 'CODEOWNERS' });
    expect(ownership).toMatchObject({ rules: [], invalid: [{ reason: expect.stringContaining('3 MB') }] });
  });

  test('is absent without one', () => {
    expect(readGithubOwnership(treeOf({}))).toEqual({
      dialect: 'github',
      rules: [],
      shadowed: [],
      invalid: [],
    });
  });
});
