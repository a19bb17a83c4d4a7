import { expect, test } from 'vitest';
import type { SourceTree } from '../../model/tree.ts';
import { readDeclared } from './declared.ts';

function treeOf(files: Readonly<Record<string, string>>): SourceTree {
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  return {
    repository: 'shop',
    entries: [...bytes].map(([path, content]) => ({ path, kind: 'file', size: content.length })),
    has: (path) => bytes.has(path),
    read: (path) => bytes.get(path),
  };
}

const header = (kind: string): string =>
  `apiVersion: mainward.dev/v1alpha1\nkind: ${kind}\nmetadata: {name: one}\n`;

test('names and demands are taken from the repository itself', async () => {
  const declared = await readDeclared(
    treeOf({
      '.mainward/system.yaml': `${header('System')}spec: {environments: [{name: live, clusters: [a]}]}\n`,
      '.mainward/deep/review.yml': `${header('Requirement')}spec: {approvals: [{group: sec, count: 2}]}\n`,
      'mainward/other.yaml': 'not: policy\n',
    }),
  );
  expect(declared.systems.map((one) => one.environments[0]?.name)).toEqual(['live']);
  expect(declared.requirements.map((one) => one.approvals)).toEqual([[{ group: 'sec', count: 2 }]]);
  expect(declared.coverage.map(({ status }) => status)).toEqual(['read', 'read']);
});

test('who people are is not, because what is judged cannot be the evidence', async () => {
  const { coverage } = await readDeclared(
    treeOf({ '.mainward/roster.yaml': `${header('Roster')}spec: {people: [{id: ann}]}\n` }),
  );
  expect(coverage).toMatchObject([{ source: 'shop:.mainward/roster.yaml', status: 'skipped' }]);
  expect(coverage[0]?.reason).toContain('--roster');
});

test('nor does it excuse itself', async () => {
  const spec = '{control: agent/heals-itself, reason: later, owner: ann, expires: 2026-12-01T00:00:00Z}';
  const { coverage } = await readDeclared(
    treeOf({ '.mainward/exceptions.yaml': `${header('Exception')}spec: ${spec}\n` }),
  );
  expect(coverage).toMatchObject([{ status: 'skipped' }]);
  expect(coverage[0]?.reason).toContain('--policy');
});

test('a file that cannot be used is named, and the others still count', async () => {
  const declared = await readDeclared(
    treeOf({
      '.mainward/a.yaml': `${header('Grant')}spec: {}\n`,
      '.mainward/b.yaml': 'a: [\n',
      '.mainward/c.yaml': `${header('System')}spec: {}\n`,
    }),
  );
  expect(declared.systems).toHaveLength(1);
  expect(declared.coverage.map(({ source, status }) => [source, status])).toEqual([
    ['shop:.mainward/a.yaml', 'failed'],
    ['shop:.mainward/b.yaml', 'failed'],
    ['shop:.mainward/c.yaml', 'read'],
  ]);
});
