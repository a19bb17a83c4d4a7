import { expect, test } from 'vitest';
import { HOLD_CODES, QUIET_REASONS } from '../../src/model/drift.ts';
import { readProjectFile } from '../support/project.ts';

/** The first column of the table under a heading. */
function tabled(heading: string): readonly string[] {
  const section = readProjectFile('docs/guard.md').split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const [table = ''] = /\n\|(?:[^\n]*\|\n\|)+[^\n]*\|\n/.exec(section) ?? [];
  return [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code ?? '');
}

test('every code by which a guard holds back is explained, and no other', () => {
  expect(tabled('What holds it back')).toEqual([...HOLD_CODES]);
});

test('every reason why a difference is quiet is explained, and no other', () => {
  expect(tabled('What is quiet, and what is drift').toSorted()).toEqual([...QUIET_REASONS].toSorted());
});
