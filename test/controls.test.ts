import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CONTROLS } from '../src/controls/registry.generated.ts';
import { SEVERITIES, STAGES } from '../src/model/verdict.ts';
import {
  differences,
  exampleUnder,
  judgementsOf,
  readFixture,
  scenarioUnder,
  shown,
} from './support/fixture.ts';
import { filesBelow, ROOT, readProjectFile } from './support/project.ts';

const HEADINGS = [
  'What',
  'Why: the attack',
  'Holds when',
  'Violated when',
  'Unknown when',
  'How to fix',
  'When not to use',
];

const folders = [
  ...new Set(
    filesBelow('src/controls', /^src\/controls\/\d-[a-z]+\/[^/]+\//).map((path) =>
      path.split('/').slice(2, 4).join('/'),
    ),
  ),
];

/** `2-review/author-is-not-approver` is `review/author-is-not-approver`. */
function idOf(folder: string): string {
  return folder.replace(/^\d-/, '');
}

function frontMatter(document: string): Readonly<Record<string, string>> {
  const block = /^---\n([\s\S]*?)\n---\n/.exec(document)?.[1] ?? '';
  return Object.fromEntries(
    block.split('\n').flatMap((line) => {
      const [, key, value] = /^([a-z][A-Za-z]*): *(.*)$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value.replace(/^(['"])(.*)\1$/, '$2')]];
    }),
  );
}

describe('the registry of controls', () => {
  test('has exactly the controls that have a folder, in the order of the chain', () => {
    expect(CONTROLS.map(({ control }) => control.id)).toEqual(folders.map(idOf));
  });

  test('carries the documents as they are', () => {
    for (const [index, folder] of folders.entries()) {
      expect(CONTROLS[index]?.document).toBe(readProjectFile(`src/controls/${folder}/control.md`));
    }
  });

  test('has stage folders numbered as the chain runs', () => {
    const stages = [...new Set(folders.map((folder) => folder.split('/')[0]))];
    for (const stage of stages) {
      const [number, name] = stage?.split('-') ?? [];
      expect(STAGES.findIndex((known) => known === name)).toBe(Number(number) - 1);
    }
  });
});

describe.each(folders.map((folder) => [idOf(folder), folder] as const))('control %s', (id, folder) => {
  const path = `src/controls/${folder}`;
  const present = readdirSync(join(ROOT, path));
  const control = CONTROLS.find((registered) => registered.control.id === id)?.control;
  const fixtures = present.includes('fixtures')
    ? readdirSync(join(ROOT, path, 'fixtures')).filter((name) => name.endsWith('.yaml'))
    : [];

  test('is a sentence in kebab case, with its code, its document and its fixtures', () => {
    expect(id).toMatch(/^[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(present).toEqual(expect.arrayContaining(['control.ts', 'control.md', 'fixtures']));
  });

  test('is short enough to be read at once', () => {
    expect(readProjectFile(`${path}/control.ts`).split('\n').length - 1).toBeLessThanOrEqual(120);
  });

  test('says in its document what it says in its code', () => {
    const front = frontMatter(readProjectFile(`${path}/control.md`));
    expect(front).toMatchObject({ id, title: control?.title, severity: control?.severity });
    expect(SEVERITIES).toContain(front['severity']);
    expect(front['since']).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('has a document that answers every question, in order', () => {
    const text = readProjectFile(`${path}/control.md`).replace(/^```[\s\S]*?^```/gm, '');
    const headings = [...text.matchAll(/^## (.+)$/gm)].map((match) => match[1]);
    expect(headings).toEqual(HEADINGS);
    for (const section of text.split(/^## .+$/m).slice(1)) expect(section.trim()).not.toBe('');
  });

  test.each(['holds', 'violated', 'unknown'])('has a fixture for %s', (verdict) => {
    expect(fixtures.filter((name) => name.startsWith(`${verdict}-`))).not.toEqual([]);
  });

  test.each(fixtures)('judges %s as it says', (name) => {
    if (control === undefined) throw new Error(`${id} is not in the registry.`);
    const fixture = readFixture(readProjectFile(`${path}/fixtures/${name}`));
    const judgements = judgementsOf(control, fixture);
    const open = judgements.filter(({ verdict }) => verdict === 'violated' || verdict === 'unknown');
    expect(differences(open, fixture.expect ?? [])).toEqual({ unexpected: [], missing: [] });
    const wanted = name.slice(0, name.indexOf('-'));
    expect(
      judgements.map(({ verdict }) => verdict),
      judgements.map(shown).join('\n'),
    ).toContain(wanted);
    if (wanted === 'holds') expect(open.map(shown)).toEqual([]);
  });

  test('has examples in its document that are what they stand under', () => {
    if (control === undefined) throw new Error(`${id} is not in the registry.`);
    const document = readProjectFile(`${path}/control.md`);
    for (const [heading, violated] of [
      ['Violated when', true],
      ['Holds when', false],
    ] as const) {
      const files = exampleUnder(document, heading);
      const scenario = scenarioUnder(document, heading);
      if (Object.keys(files).length === 0 && scenario === undefined) continue;
      const judgements = judgementsOf(control, { files, ...scenario });
      const found = judgements.some(({ verdict }) => verdict === 'violated');
      expect(found, `${heading}: ${judgements.map(shown).join('\n')}`).toBe(violated);
    }
  });
});
