import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lineEdits } from './lines.ts';
import { unifiedDiff } from './unified.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-diff-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What `git apply` makes of the file; `undefined` where it is not there. */
function applied(path: string, before: string | undefined, diff: string): string | undefined {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  if (before === undefined) rmSync(file, { force: true });
  else writeFileSync(file, before);
  const { status, stderr } = spawnSync('git', ['apply', '--whitespace=nowarn', '-'], {
    cwd: folder,
    input: diff,
    encoding: 'utf8',
  });
  expect(status, `${stderr}\n${diff}`).toBe(0);
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const line = fc.constantFrom(
  'a',
  'b',
  'c',
  '',
  ' a',
  '-a',
  '+a',
  '@@ -1 +1 @@',
  '\\ No newline at end of file',
  'ä',
);
const text = fc
  .tuple(fc.array(line, { maxLength: 14 }), fc.boolean())
  .map(([lines, isEnded]) => (lines.length === 0 ? 'x\n' : lines.join('\n') + (isEnded ? '\n' : '')))
  .map((one) => (one === '' ? 'x' : one));

test('git makes of a file what it should be', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== after);
      expect(applied('a/file.yaml', before, unifiedDiff([{ path: 'a/file.yaml', before, after }]))).toBe(
        after,
      );
    }),
    { numRuns: 60 },
  );
}, 60_000);

test.each(['plain.yaml', 'with space.yaml', 'ümläut.yaml', 'quo"te\\.yaml', 'new\nline\ttab.yaml'])(
  'git adds and removes the file %j',
  (path) => {
    expect(applied(path, undefined, unifiedDiff([{ path, before: undefined, after: 'a\n' }]))).toBe('a\n');
    expect(applied(path, 'a\nb\n', unifiedDiff([{ path, before: 'a\nb\n', after: 'b\n' }]))).toBe('b\n');
    expect(applied(path, 'a\n', unifiedDiff([{ path, before: 'a\n', after: undefined }]))).toBeUndefined();
  },
);

test('far changes are hunks of their own', () => {
  const before = Array.from({ length: 40 }, (_, index) => `line ${index}\n`);
  const after = before.map((one, index) => (index === 2 || index === 30 ? `new ${index}\n` : one));
  const diff = unifiedDiff([{ path: 'f', before: before.join(''), after: after.join('') }]);
  expect(diff.match(/^@@ .*$/gm)).toEqual(['@@ -1,6 +1,6 @@', '@@ -28,7 +28,7 @@']);
  expect(applied('f', before.join(''), diff)).toBe(after.join(''));
});

test('nothing changed is no diff', () => {
  expect(unifiedDiff([{ path: 'f', before: 'a\n', after: 'a\n' }])).toBe('');
});

test('edits keep both texts, and no fewer lines would do', () => {
  const few = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 });
  fc.assert(
    fc.property(few, few, (before, after) => {
      const edits = lineEdits(before, after);
      const side = (left: string) => edits.filter(({ kind }) => kind !== left).map((one) => one.text);
      expect(side('added')).toEqual(before);
      expect(side('removed')).toEqual(after);
      expect(edits.filter(({ kind }) => kind === 'same').length).toBe(longest(before, after));
    }),
  );
});

/** Length of the longest common subsequence, by trying. */
function longest([first, ...rest]: readonly string[], other: readonly string[]): number {
  if (first === undefined || other.length === 0) return 0;
  const at = other.indexOf(first);
  return Math.max(longest(rest, other), at < 0 ? 0 : 1 + longest(rest, other.slice(at + 1)));
}
